import { describe, expect, it } from 'vitest';
import {
  chanceOfGuessing,
  mostTelling,
  scoreGuesses,
  secretOf,
} from '../../../src/artifacts/attribute-secrets.ts';
import { attributeInference } from '../../../src/audits/privacy/attribute-inference.ts';
import type { ColumnSchema } from '../../../src/datasets/table.ts';
import { expectAtLeast } from '../../statistics/rate-bound.ts';
import { intervalOf, measureIn, runOn } from '../harness.ts';
import {
  bootstrapColumns,
  drawPeople,
  leaky,
  type MutableTable,
  pick,
  seeded,
  shuffled,
  stackTables,
} from './small-populations.ts';

const nearest = { attacker: 'nearest' };

/** Two continuous columns that find a row again, and a secret of two categories that hangs on neither. */
function drawSecrets(rows: number, seed: number): MutableTable {
  const random = seeded(seed, 'secrets');
  return {
    x: Array.from({ length: rows }, () => random.normal()),
    y: Array.from({ length: rows }, () => random.normal()),
    secret: Array.from({ length: rows }, () => (random.uniform() < 0.5 ? 'yes' : 'no')),
  };
}

describe('a guess', () => {
  const numbers = (values: number[]) => ({
    rowCount: values.length,
    columns: new Map([
      ['n', { type: 'number' as const, schema: {} as ColumnSchema, values: Float64Array.from(values) }],
    ]),
  });

  it('is right within a twentieth of the inner range, wherever zero lies', () => {
    const values = Array.from({ length: 101 }, (_, index) => index - 1000);
    const secret = secretOf('n', [numbers(values)]);
    expect(secret.tolerance).toBeCloseTo(4.5, 12);
    const truth = Float64Array.of(-950, -950, 0, 0, Number.NaN, Number.NaN, 3);
    // A negative guess is not right for being negative, and 0 has a neighbourhood.
    const guesses = Float64Array.of(-954, -945, 4, -5, Number.NaN, 1, Number.NaN);
    expect([...scoreGuesses(truth, guesses, secret)]).toEqual([1, 0, 1, 0, 1, 0, 0]);
  });

  it('has the chance that trying every synthetic row gives', () => {
    const random = seeded(1);
    const draw = () => (random.uniform() < 0.1 ? Number.NaN : random.below(30));
    const truth = Float64Array.from({ length: 60 }, draw);
    const synthetic = Float64Array.from({ length: 80 }, draw);
    const secret = { name: 'n', tolerance: 2 };
    let right = 0;
    for (const guess of synthetic) {
      for (const score of scoreGuesses(truth, new Float64Array(60).fill(guess), secret)) right += score;
    }
    expect(chanceOfGuessing(truth, synthetic, secret)).toBeCloseTo(right / (60 * 80), 12);
  });
});

describe('the secrets of a wide table', () => {
  it('are the columns in which people differ most', () => {
    const schema = {} as ColumnSchema;
    const column = (values: number[]) => ({
      type: 'number' as const,
      schema,
      values: Float64Array.from(values),
    });
    const rows = {
      rowCount: 4,
      columns: new Map([
        ['all equal', column([1, 1, 1, 1])],
        ['all differ', column([1, 2, 3, 4])],
        ['mostly missing', column([Number.NaN, Number.NaN, Number.NaN, 1])],
        ['halves', column([1, 1, 2, 2])],
      ]),
    };
    const names = [...rows.columns.keys()];
    expect(mostTelling(names, [rows, rows], 2)).toEqual(['all differ', 'halves']);
    expect(mostTelling(names, [rows, rows], 3)).toEqual(['all differ', 'mostly missing', 'halves']);
  });
});

describe('attribute inference', () => {
  it('reads every secret off a candidate that is train, in whatever order', async () => {
    const train = drawSecrets(300, 1);
    const holdout = drawSecrets(250, 2);
    const same = await runOn(attributeInference, { train, holdout, synthetic: train });
    for (const secret of ['x', 'y', 'secret']) {
      // x alone among y and the secret, and so on: no two rows tie.
      expect(measureIn(same, 'attack-rate', [secret], nearest).estimate.value).toBe(1);
    }
    expect(measureIn(same, 'risk', [], nearest).estimate.value).toBe(1);
    const mixed = await runOn(attributeInference, { train, holdout, synthetic: shuffled(train, seeded(3)) });
    expect(mixed).toEqual(same);
  });

  it('exposes the share of rows that are copied, by the nearest row', async () => {
    const train = drawSecrets(900, 4);
    const copies = pick(train, seeded(5).sample(270, 900));
    const outcome = await runOn(attributeInference, {
      train,
      holdout: drawSecrets(900, 6),
      synthetic: stackTables(copies, drawSecrets(630, 7)),
      options: { sensitive: ['secret'] },
    });
    const { low, high } = intervalOf(measureIn(outcome, 'risk', ['secret'], nearest));
    expect(low).toBeLessThan(0.3);
    expect(high).toBeGreaterThan(0.3);
    expect(low).toBeGreaterThan(0.1);
    // Half of the holdout is guessed right by luck.
    expect(measureIn(outcome, 'control-rate', ['secret'], nearest).estimate.value).toBeCloseTo(0.5, 1);
    expect(measureIn(outcome, 'baseline-rate', ['secret'], nearest).estimate.value).toBeCloseTo(0.5, 1);
  });

  it('does not take what follows from the other columns for a leak', async () => {
    const draw = (seed: number): MutableTable => {
      const { x, y } = drawSecrets(600, seed);
      const secret = x!.map((value, row) => {
        const noise = seeded(seed, `noise ${row}`).normal();
        return Number(value) + 0.8 * noise > 0 ? 'high' : 'low';
      });
      return { x: x!, y: y!, secret };
    };
    const outcome = await runOn(attributeInference, {
      train: draw(11),
      holdout: draw(12),
      synthetic: draw(13),
      options: { sensitive: ['secret'] },
    });
    for (const attacker of ['nearest', 'model']) {
      // Far above the half that guessing gives, on both sides.
      expect(measureIn(outcome, 'attack-rate', ['secret'], { attacker }).estimate.value).toBeGreaterThan(0.6);
      expect(measureIn(outcome, 'control-rate', ['secret'], { attacker }).estimate.value).toBeGreaterThan(
        0.7,
      );
      const { low, high } = intervalOf(measureIn(outcome, 'risk', ['secret'], { attacker }));
      expect(low).toBeLessThanOrEqual(0);
      expect(high).toBeGreaterThanOrEqual(0);
    }
  });

  it('covers 0 where the candidate is a fresh sample, per secret and over all', async () => {
    let covered = 0;
    let pooled = 0;
    const seeds = 40;
    for (let seed = 0; seed < seeds; seed++) {
      const random = seeded(seed, 'fresh');
      const outcome = await runOn(attributeInference, {
        train: drawPeople(seed % 2 ? 300 : 200, random),
        holdout: drawPeople(seed % 3 ? 150 : 300, random),
        synthetic: drawPeople(200, random),
        options: { seed },
      });
      const one = intervalOf(measureIn(outcome, 'risk', ['income'], nearest));
      if (one.low <= 0 && one.high >= 0) covered++;
      const all = intervalOf(measureIn(outcome, 'risk', [], nearest));
      if (all.low <= 0 && all.high >= 0) pooled++;
    }
    expectAtLeast(covered, seeds, 0.95);
    expectAtLeast(pooled, seeds, 0.95);
  });

  it('raises no alarm over columns drawn one by one, and one over copied rows', async () => {
    let alarms = 0;
    for (let seed = 0; seed < 10; seed++) {
      const random = seeded(seed, 'columns');
      const train = drawPeople(400, random);
      const holdout = drawPeople(400, random);
      const synthetic = bootstrapColumns(train, random);
      const outcome = await runOn(attributeInference, { train, holdout, synthetic, options: { seed } });
      if (intervalOf(measureIn(outcome, 'risk', [], nearest)).low > 0) alarms++;
      const copies = await runOn(attributeInference, {
        train,
        holdout,
        synthetic: leaky(train, 0.3, random),
      });
      expect(intervalOf(measureIn(copies, 'risk', [], nearest)).low).toBeGreaterThan(0);
    }
    expect(alarms).toBeLessThanOrEqual(2);
  });

  it('bears what small and odd candidates are', async () => {
    const random = seeded(20);
    const train = drawPeople(60, random);
    const holdout = drawPeople(40, random);
    const { region: _, ...withoutRegion } = drawPeople(30, random);
    const run = { train, holdout };
    const lacking = await runOn(attributeInference, { ...run, synthetic: withoutRegion });
    expect(lacking.status).toBe('measured');
    const unnamed = await runOn(attributeInference, {
      ...run,
      synthetic: withoutRegion,
      options: { sensitive: ['region'] },
    });
    expect(unnamed.status).toBe('not-applicable');
    const single = await runOn(attributeInference, {
      ...run,
      synthetic: pick(train, [3]),
      options: { sensitive: ['job', 'income'] },
    });
    expect(single.status).toBe('measured');
    const keyed = await runOn(attributeInference, {
      ...run,
      synthetic: train,
      options: { keys: ['age', 'job'] },
    });
    expect(keyed.status).toBe('measured');
    const constant = { x: Array(20).fill(1), y: Array(20).fill('a') };
    const nothing = await runOn(attributeInference, {
      train: constant,
      holdout: constant,
      synthetic: constant,
    });
    expect(nothing.status).toBe('not-applicable');
    expect((await runOn(attributeInference, { train, synthetic: train })).status).toBe('not-applicable');
  });
});
