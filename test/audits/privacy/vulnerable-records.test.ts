import { describe, expect, it } from 'vitest';
import { mostIsolated } from '../../../src/artifacts/vulnerable-groups.ts';
import { membershipInference } from '../../../src/audits/privacy/membership-inference.ts';
import { vulnerableRecords } from '../../../src/audits/privacy/vulnerable-records.ts';
import { type Random, randomStream } from '../../../src/statistics/random.ts';
import { expectAtMost } from '../../statistics/rate-bound.ts';
import { intervalOf, measureIn, runOn } from '../harness.ts';

describe('vulnerable-records', () => {
  it('finds a copied minority of 2 % that the average over everybody hides', async () => {
    const random = randomStream(1, 'minority');
    const train = people(980, 20, random);
    const holdout = people(980, 20, random);
    const fresh = people(980, 20, random);
    const synthetic = Object.fromEntries(
      Object.entries(fresh).map(([name, values]) => [
        name,
        values.map((value, row) => (row < 980 ? value : (train[name as keyof typeof train][row] ?? null))),
      ]),
    );
    const run = { train, holdout, synthetic, options: { groups: ['origin'] } };
    const outcome = await runOn(vulnerableRecords, run);
    const labels = { group: 'origin=minority', attack: 'distance-to-closest' };
    const auc = measureIn(outcome, 'auc', [], labels);
    expect(auc.estimate.value).toBe(1);
    expect(auc.test?.adjusted).toBeLessThanOrEqual(0.01);
    expect(intervalOf(auc).low).toBeGreaterThan(0.8);
    // Twenty holdout people cannot place a threshold at one in ten.
    expect(() => measureIn(outcome, 'leak-rate', [], labels)).toThrow();
    const everybody = await runOn(membershipInference, run);
    const overall = measureIn(everybody, 'auc', [], { attack: 'distance-to-closest' });
    expect(Math.abs(overall.estimate.value - 0.51)).toBeLessThan(0.03);
    const majority = measureIn(outcome, 'auc', [], { ...labels, group: 'origin=majority' });
    expect(majority.test?.adjusted).toBeGreaterThan(0.05);
    const leak = measureIn(outcome, 'leak-rate', [], {
      group: 'origin=majority',
      attack: 'distance-to-closest',
      fpr: '0.1',
    });
    expect(intervalOf(leak).low).toBeLessThan(0);
    // Levels are values of cells: no sentence quotes them.
    expect(outcome.status === 'measured' && outcome.summary).toMatch(/^In 1 of the [23] groups/);
  });

  it('finds the isolated where only they are copied', async () => {
    const random = randomStream(2, 'isolated');
    const train = withOddOnes(1500, random);
    const holdout = withOddOnes(1500, random);
    const synthetic = Object.fromEntries(
      Object.entries(withOddOnes(1500, random)).map(([name, values]) => [
        name,
        values.map((value, row) => (isOdd(row) ? (train[name]?.[row] ?? null) : value)),
      ]),
    );
    const outcome = await runOn(vulnerableRecords, { train, holdout, synthetic });
    const isolated = measureIn(outcome, 'auc', [], {
      group: 'most isolated 1 %',
      attack: 'distance-to-closest',
    });
    expect(isolated.estimate.value).toBeGreaterThan(0.99);
    expect(isolated.test?.adjusted).toBeLessThanOrEqual(0.01);
  });

  it('raises false alarms over groups and attacks at the stated level', async () => {
    const seeds = 60;
    let alarms = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const random = randomStream(seed, 'groups-null');
      const outcome = await runOn(vulnerableRecords, {
        train: people(90, 30, random),
        holdout: people(60, 30, random),
        synthetic: people(90, 30, random),
        options: { groups: ['origin'], seed },
      });
      if (outcome.status !== 'measured') throw new Error('not measured');
      if (outcome.measures.some(({ test }) => (test?.adjusted ?? 1) <= 0.05)) alarms++;
    }
    expectAtMost(alarms, seeds, 0.05);
  });

  it('shows no group of fewer than eleven people, and cuts numbers into quarters', async () => {
    const random = randomStream(3, 'small-groups');
    const outcome = await runOn(vulnerableRecords, {
      train: people(200, 10, random),
      holdout: people(200, 30, random),
      synthetic: people(200, 10, random),
      options: { groups: ['origin', 'a'] },
    });
    if (outcome.status !== 'measured') throw new Error('not measured');
    const groups = new Set(outcome.measures.map(({ labels }) => labels.group));
    expect([...groups]).toEqual([
      'origin=majority',
      'a=highest quarter',
      'a=lowest quarter',
      'a=second quarter',
      'a=third quarter',
    ]);
  });

  it('has nothing to say without a holdout', async () => {
    const random = randomStream(4, 'alone');
    const train = people(50, 10, random);
    expect((await runOn(vulnerableRecords, { train, synthetic: train })).status).toBe('not-applicable');
  });
});

describe('mostIsolated', () => {
  it('takes the farthest, with all that are tied at the border', () => {
    expect([...mostIsolated(Float64Array.from([1, 5, 3, 5, 2, 9]), 0.34)]).toEqual([1, 3, 5]);
    expect([...mostIsolated(Float64Array.from([1, 5, 3, 4]), 0.01)]).toEqual([1]);
  });
});

function people(majority: number, minority: number, random: Random) {
  const rows = majority + minority;
  const number = () => Array.from({ length: rows }, () => random.normal());
  return {
    a: number(),
    b: number(),
    c: number(),
    origin: Array.from({ length: rows }, (_, row) => (row < majority ? 'majority' : 'minority')),
  };
}

/** One row in thirty is like no other. */
function withOddOnes(rows: number, random: Random): Record<string, (string | null)[]> {
  const column = () =>
    Array.from({ length: rows }, (_, row) =>
      isOdd(row) ? `odd${random.below(60)}` : `usual${random.below(3)}`,
    );
  return { a: column(), b: column(), c: column(), d: column(), e: column() };
}

function isOdd(row: number): boolean {
  return row % 30 === 0;
}
