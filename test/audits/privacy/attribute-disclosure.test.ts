import { describe, expect, it } from 'vitest';
import { discloseTarget, groupByKeys, replicatedUniques } from '../../../src/attacks/key-groups.ts';
import { attributeDisclosure } from '../../../src/audits/privacy/attribute-disclosure.ts';
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
} from './small-populations.ts';

const keys = ['job', 'region', 'children'];

describe('key groups', () => {
  it('give the rates that comparing every pair of rows gives', () => {
    const random = seeded(1);
    const draw = (rows: number, cells: number) =>
      Int32Array.from({ length: rows }, () => random.below(cells));
    const real = { a: draw(150, 5), b: draw(150, 4), target: draw(150, 3) };
    const synthetic = { a: draw(90, 6), b: draw(90, 4), target: draw(90, 2) };
    const cuts = [real, synthetic].map(({ a, b }) => [
      { cells: a, cellCount: 6 },
      { cells: b, cellCount: 4 },
    ]);
    const { groups, count } = groupByKeys(cuts);
    const counts = new Int32Array(count);
    for (const group of groups[1]!) counts[group]! += 1;
    const found = discloseTarget(
      { groups: groups[0]!, target: real.target },
      { groups: groups[1]!, target: synthetic.target, counts },
    );
    const uniques = replicatedUniques(groups[0]!, counts);
    for (let row = 0; row < 150; row++) {
      const equalKeys = (table: typeof real) =>
        [...table.a.keys()].filter(
          (other) => table.a[other] === real.a[row] && table.b[other] === real.b[row],
        );
      const matches = equalKeys(synthetic).map((other) => synthetic.target[other]);
      const right = matches.filter((value) => value === real.target[row]).length;
      const certain = matches.length > 0 && new Set(matches).size === 1;
      expect(found.matched[row]).toBe(matches.length > 0 ? 1 : 0);
      expect(found.disclosive[row]).toBe(certain ? 1 : 0);
      expect(found.correct[row]).toBe(certain && right > 0 ? 1 : 0);
      // SDMetrics' zero_cap: unmatched rows count as 0.
      expect(found.attributed[row]).toBeCloseTo(matches.length > 0 ? right / matches.length : 0, 12);
      expect(uniques[row]).toBe(equalKeys(real).length === 1 && matches.length === 1 ? 1 : 0);
    }
  });
});

describe('attribute disclosure', () => {
  it('counts as by hand', async () => {
    const outcome = await runOn(attributeDisclosure, {
      train: { key: ['a', 'a', 'b', 'c', 'd'], secret: ['x', 'y', 'x', 'y', 'x'] },
      holdout: { key: ['a', 'b', 'b', 'c', 'c'], secret: ['x', 'x', 'y', 'x', 'y'] },
      synthetic: { key: ['a', 'a', 'b', 'c', 'c'], secret: ['x', 'x', 'x', 'x', 'y'] },
      options: { keys: ['key'], sensitive: ['secret'] },
    });
    const value = (name: string, on: string, subject = ['secret']) =>
      measureIn(outcome, name, subject, { on }).estimate.value;
    // b, c and d are unique in train, b alone of them in the candidate; a alone in the holdout, twice in the candidate.
    expect(value('rep-u', 'train', [])).toBeCloseTo(1 / 5, 12);
    expect(value('rep-u', 'holdout', [])).toBe(0);
    // a and b always have x.
    expect(value('disco', 'train')).toBeCloseTo(2 / 5, 12);
    expect(value('tcap', 'train')).toBeCloseTo(2 / 3, 12);
    expect(value('dcap', 'train')).toBeCloseTo((1 + 0 + 1 + 0.5 + 0) / 5, 12);
    expect(value('disco', 'holdout')).toBeCloseTo(2 / 5, 12);
    expect(value('dcap', 'holdout')).toBeCloseTo((1 + 1 + 0 + 0.5 + 0.5) / 5, 12);
    expect(measureIn(outcome, 'risk', ['secret']).estimate.value).toBe(0);
  });

  it('finds all of what keys give away where the candidate is train, in whatever order', async () => {
    const random = seeded(2);
    const number = (rows: number): MutableTable => ({
      id1: Array.from({ length: rows }, () => `a${random.below(40)}`),
      id2: Array.from({ length: rows }, () => `b${random.below(40)}`),
      secret: Array.from({ length: rows }, () => (random.uniform() < 0.5 ? 'yes' : 'no')),
    });
    const train = number(200);
    const run = { train, holdout: number(200), options: { keys: ['id1', 'id2'], sensitive: ['secret'] } };
    const same = await runOn(attributeDisclosure, { ...run, synthetic: train });
    // Unique in train is unique in the candidate.
    expect(measureIn(same, 'rep-u', [], { on: 'train' }).estimate.value).toBeGreaterThan(0.8);
    expect(measureIn(same, 'tcap', ['secret'], { on: 'train' }).estimate.value).toBe(1);
    expect(intervalOf(measureIn(same, 'risk', [], { attack: 'replicated-uniques' })).low).toBeGreaterThan(
      0.6,
    );
    expect(intervalOf(measureIn(same, 'risk', [], { attack: 'disclosive-keys' })).low).toBeGreaterThan(0.6);
    const mixed = await runOn(attributeDisclosure, { ...run, synthetic: shuffled(train, random) });
    expect(mixed).toEqual(same);
  });

  it('covers 0 where the candidate is a fresh sample, with unequal sides', async () => {
    const seeds = 40;
    const covered = { 'replicated-uniques': 0, 'disclosive-keys': 0 };
    for (let seed = 0; seed < seeds; seed++) {
      const random = seeded(seed, 'fresh');
      const outcome = await runOn(attributeDisclosure, {
        train: drawPeople(seed % 2 ? 300 : 200, random),
        holdout: drawPeople(seed % 3 ? 150 : 300, random),
        synthetic: drawPeople(200, random),
        options: { seed, keys },
      });
      for (const attack of ['replicated-uniques', 'disclosive-keys'] as const) {
        const { low, high } = intervalOf(measureIn(outcome, 'risk', [], { attack }));
        if (low <= 0 && high >= 0) covered[attack]++;
      }
    }
    expectAtLeast(covered['replicated-uniques'], seeds, 0.95);
    expectAtLeast(covered['disclosive-keys'], seeds, 0.95);
  });

  it('covers the true attribution probability where households are alike, as rows alone would not', async () => {
    // Keys 0 to 5 of ten are certain in the candidate; of people with these, three in five have the value it says.
    const synthetic: MutableTable = {
      key: Array.from({ length: 14 }, (_, row) => `k${row % 10}`),
      secret: Array.from({ length: 14 }, (_, row) => (row < 10 ? `s${row % 3}` : 'none')),
    };
    for (let row = 10; row < 14; row++) synthetic.key![row] = `k${row - 4}`;
    const draw = (rows: number, seed: number): MutableTable => {
      const random = seeded(seed, 'households');
      const table: MutableTable = { key: [], secret: [], household: [] };
      for (let row = 0; row < rows; row++) {
        const key = random.below(10);
        const secret = random.uniform() < 0.6 ? `s${key % 3}` : 'other';
        table.household!.push(`${seed} ${Math.floor(row / 3)}`);
        table.key!.push(row % 3 === 0 ? `k${key}` : table.key![row - 1]!);
        table.secret!.push(row % 3 === 0 ? secret : table.secret![row - 1]!);
      }
      return table;
    };
    const seeds = 120;
    const missed = { household: 0, row: 0 };
    for (let seed = 0; seed < seeds; seed++) {
      for (const unit of ['household', null]) {
        const outcome = await runOn(attributeDisclosure, {
          train: draw(300, seed),
          synthetic,
          kinds: { household: 'identifier' },
          options: { seed, keys: ['key'], sensitive: ['secret'], unit },
        });
        const { low, high } = intervalOf(measureIn(outcome, 'tcap', ['secret'], { on: 'train' }));
        if (low > 0.6 || high < 0.6) missed[unit === null ? 'row' : 'household']++;
      }
    }
    expectAtLeast(seeds - missed.household, seeds, 0.95);
    // Three alike count as three: intervals are too short by √3, and miss 26 % instead of 5 %.
    expect(missed.row / seeds).toBeGreaterThan(0.15);
  });

  it('raises no alarm over columns drawn one by one, and one over copied rows', async () => {
    let alarms = 0;
    let found = 0;
    for (let seed = 0; seed < 10; seed++) {
      const random = seeded(seed, 'columns');
      const train = drawPeople(500, random);
      const holdout = drawPeople(500, random);
      const run = { train, holdout, options: { seed, keys: ['age', ...keys] } };
      const isAlarm = async (synthetic: MutableTable) => {
        const outcome = await runOn(attributeDisclosure, { ...run, synthetic });
        return intervalOf(measureIn(outcome, 'risk', [], { attack: 'disclosive-keys' })).low > 0;
      };
      if (await isAlarm(bootstrapColumns(train, random))) alarms++;
      if (await isAlarm(leaky(train, 0.3, random))) found++;
    }
    expect(alarms).toBeLessThanOrEqual(2);
    expect(found).toBe(10);
  });

  it('says which keys it chose, and describes without a holdout', async () => {
    const random = seeded(3);
    const train = drawPeople(100, random);
    const outcome = await runOn(attributeDisclosure, { train, synthetic: drawPeople(100, random) });
    if (outcome.status !== 'measured') throw new Error('not measured');
    expect(JSON.stringify(outcome.details)).toContain('Keys: job, region (none are named');
    expect(outcome.measures.every(({ name, labels }) => name !== 'risk' && labels.on === 'train')).toBe(true);
    expect(outcome.summary).toContain('described only');
  });

  it('bears what small and odd candidates are', async () => {
    const random = seeded(4);
    const train = drawPeople(60, random);
    const holdout = drawPeople(40, random);
    const { region: _, ...withoutRegion } = drawPeople(30, random);
    const run = { train, holdout, options: { keys } };
    expect((await runOn(attributeDisclosure, { ...run, synthetic: withoutRegion })).status).toBe('measured');
    expect((await runOn(attributeDisclosure, { ...run, synthetic: pick(train, [3]) })).status).toBe(
      'measured',
    );
    const constant = { x: Array(20).fill('b'), y: Array(20).fill('a') };
    const same = { train: constant, holdout: constant, synthetic: constant };
    expect((await runOn(attributeDisclosure, same)).status).toBe('not-applicable');
    const certain = await runOn(attributeDisclosure, { ...same, options: { keys: ['x'] } });
    // Everybody is hit, the holdout too: described, no risk.
    expect(measureIn(certain, 'disco', ['y'], { on: 'holdout' }).estimate.value).toBe(1);
    expect(() => measureIn(certain, 'risk', ['y'])).toThrow('there is no known risk');
  });
});
