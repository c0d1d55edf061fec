import { describe, expect, it } from 'vitest';
import { indexRows } from '../../../src/artifacts/predicate-index.ts';
import { findMatches, type Predicate } from '../../../src/attacks/predicates.ts';
import { singlingOut } from '../../../src/audits/privacy/singling-out.ts';
import type { ColumnSchema } from '../../../src/datasets/table.ts';
import { expectAtLeast } from '../../statistics/rate-bound.ts';
import { intervalOf, measureIn, runOn } from '../harness.ts';
import { bootstrapColumns, drawPeople, leaky, pick, seeded, shuffled } from './small-populations.ts';

const multivariate = { attack: 'singling-out-multivariate' };
const univariate = { attack: 'singling-out-univariate' };

describe('queries', () => {
  it('find the rows that a plain scan finds', () => {
    const random = seeded(1);
    const numbers = Float64Array.from({ length: 300 }, () =>
      random.uniform() < 0.1 ? Number.NaN : random.below(20) - 5,
    );
    const codes = Int32Array.from({ length: 300 }, () => random.below(6) - 1);
    const schema = {} as ColumnSchema;
    const rows = {
      rowCount: 300,
      columns: new Map([
        ['number', { type: 'number' as const, schema, values: numbers }],
        ['code', { type: 'coded' as const, schema, codes, levels: ['a', 'b', 'c', 'd', 'e'] }],
      ]),
    };
    const index = indexRows(rows, Int32Array.from(numbers.keys()));
    const holds = ({ operator, value }: Predicate, cell: number) =>
      operator === 'missing'
        ? Number.isNaN(cell)
        : operator === 'equals'
          ? cell === value
          : operator === 'differs'
            ? cell !== value
            : operator === 'at-most'
              ? cell <= value
              : cell >= value;
    const operators = ['missing', 'equals', 'differs', 'at-most', 'at-least'] as const;
    for (let round = 0; round < 200; round++) {
      const draw = (column: string, bound: number): Predicate => ({
        column,
        operator: operators[random.below(5)] as Predicate['operator'],
        value: random.below(bound) - 5,
      });
      const query = [draw('number', 20), draw('code', 11)].slice(0, 1 + random.below(2));
      const expected = [...numbers.keys()].filter((row) =>
        query.every((predicate) => {
          const code = codes[row] as number;
          return holds(
            predicate,
            predicate.column === 'number' ? (numbers[row] as number) : code < 0 ? Number.NaN : code,
          );
        }),
      );
      const found = new Int32Array(300);
      const count = findMatches(index, query, found);
      expect([...found.subarray(0, count)].sort((a, b) => a - b)).toEqual(expected);
    }
  });
});

describe('singling out', () => {
  it('counts univariate queries as made by hand', async () => {
    // Once in S: 1, 4, 9; least 1, largest 9: five queries. Train has 1 and 9 once; the holdout 4 alone.
    const outcome = await runOn(singlingOut, {
      train: { x: [1, 2, 2, 2, 9] },
      holdout: { x: [2, 2, 2, 4, 5] },
      synthetic: { x: [1, 2, 2, 4, 9] },
    });
    const attack = measureIn(outcome, 'attack-rate', [], { mode: 'univariate' });
    expect(attack.estimate.sampleSize).toBe(5);
    // = 1, ≤ 1, = 9, ≥ 9 hold for one row of train; = 4 holds for one row of the holdout.
    expect(attack.estimate.value).toBeCloseTo(4 / 5, 12);
    expect(measureIn(outcome, 'control-rate', [], { mode: 'univariate' }).estimate.value).toBeCloseTo(
      0.2,
      12,
    );
    expect(measureIn(outcome, 'univariate-risk', [], univariate).estimate.value).toBeCloseTo(0.75, 12);
    const notes = outcome.status === 'measured' ? JSON.stringify(outcome.details) : '';
    expect(notes).toContain('Of 2000 univariate queries asked for, 5 could be made');
    expect(notes).toContain('Of 2000 multivariate queries asked for, 0 could be made');
  });

  it('finds everything where the candidate is train, in whatever order', async () => {
    const random = seeded(2);
    const train = drawPeople(600, random);
    const holdout = drawPeople(600, random);
    const same = await runOn(singlingOut, { train, holdout, synthetic: train });
    const mixed = await runOn(singlingOut, { train, holdout, synthetic: shuffled(train, random) });
    expect(measureIn(same, 'risk', [], multivariate).estimate.value).toBe(1);
    expect(measureIn(same, 'univariate-risk', [], univariate).estimate.value).toBe(1);
    expect(mixed).toEqual(same);
  });

  it('covers 0 where the candidate is a fresh sample, with unequal sides', async () => {
    const seeds = 25;
    let covered = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const random = seeded(seed, 'fresh');
      const outcome = await runOn(singlingOut, {
        train: drawPeople(seed % 2 ? 250 : 160, random),
        holdout: drawPeople(seed % 3 ? 200 : 300, random),
        synthetic: drawPeople(200, random),
        options: { seed },
      });
      const { low, high } = intervalOf(measureIn(outcome, 'risk', [], multivariate));
      if (low <= 0 && high >= 0) covered++;
    }
    expectAtLeast(covered, seeds, 0.95);
  });

  it('raises no alarm over columns drawn one by one, and shows their single values beside the floor', async () => {
    let alarms = 0;
    for (let seed = 0; seed < 6; seed++) {
      const random = seeded(seed, 'columns');
      const train = drawPeople(500, random);
      const outcome = await runOn(singlingOut, {
        train,
        holdout: drawPeople(500, random),
        synthetic: bootstrapColumns(train, random),
        options: { seed },
      });
      if (intervalOf(measureIn(outcome, 'risk', [], multivariate)).low > 0) alarms++;
      const single = measureIn(outcome, 'univariate-risk', [], univariate);
      const floor = single.floor?.value ?? Number.NaN;
      expect(Math.abs(single.estimate.value - floor)).toBeLessThan(0.25);
    }
    expect(alarms).toBeLessThanOrEqual(2);
  });

  it('finds copied rows', async () => {
    const random = seeded(3);
    const train = drawPeople(800, random);
    const outcome = await runOn(singlingOut, {
      train,
      holdout: drawPeople(800, random),
      synthetic: leaky(train, 0.3, random),
    });
    const risk = measureIn(outcome, 'risk', [], multivariate);
    expect(intervalOf(risk).low).toBeGreaterThan(0);
    expect(risk.test?.adjusted).toBeLessThan(0.05);
  });

  it('makes queries on dates and on missing cells', async () => {
    const day = 86_400_000;
    const days = (...at: (number | null)[]) => at.map((n) => (n === null ? null : n * day));
    const outcome = await runOn(singlingOut, {
      train: { on: days(1, 5, 5, 5, 30, null) },
      holdout: { on: days(5, 5, 5, 5, 5, 5) },
      synthetic: { on: days(1, 5, 5, 5, 30, null) },
      kinds: { on: 'datetime' },
    });
    const attack = measureIn(outcome, 'attack-rate', [], { mode: 'univariate' });
    expect([attack.estimate.sampleSize, attack.estimate.value]).toEqual([5, 1]);
  });

  it('bears what small and odd candidates are', async () => {
    const random = seeded(4);
    const train = drawPeople(40, random);
    const holdout = drawPeople(60, random);
    const { region: _, ...withoutRegion } = drawPeople(30, random);
    const lacking = await runOn(singlingOut, { train, holdout, synthetic: withoutRegion });
    expect(lacking.status).toBe('measured');
    const single = await runOn(singlingOut, { train, holdout, synthetic: pick(train, [3]) });
    expect(single.status).not.toBe('error');
    const constant = { x: Array(20).fill(1), y: Array(20).fill('a') };
    const nothing = await runOn(singlingOut, { train: constant, holdout: constant, synthetic: constant });
    expect(nothing.status).toBe('not-applicable');
    const unheld = await runOn(singlingOut, { train, synthetic: train });
    expect(unheld).toMatchObject({
      status: 'not-applicable',
      reason: expect.stringContaining('no holdout was given'),
    });
  });

  it('keeps households whole when it cuts the larger side', async () => {
    const random = seeded(5);
    const home = (prefix: string, people: number) =>
      Array.from({ length: 3 * people }, (_, row) => `${prefix}${Math.floor(row / 3)}`);
    const threeTimes = (people: number, prefix: string) => ({
      ...pick(
        drawPeople(people, random),
        Array.from({ length: 3 * people }, (_, row) => Math.floor(row / 3)),
      ),
      home: home(prefix, people),
    });
    const outcome = await runOn(singlingOut, {
      train: threeTimes(90, 't'),
      holdout: threeTimes(50, 'h'),
      synthetic: { ...drawPeople(150, random), home: Array(150).fill('s') },
      kinds: { home: 'identifier' },
      options: { unit: 'home' },
    });
    // Three equal rows are never a single one; a cut through households would leave single ones on one side.
    for (const name of ['attack-rate', 'control-rate']) {
      expect(measureIn(outcome, name, [], { mode: 'multivariate' }).estimate.value).toBe(0);
    }
  });
});
