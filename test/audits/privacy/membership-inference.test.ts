import { describe, expect, it } from 'vitest';
import { exactCopies } from '../../../src/audits/privacy/exact-copies.ts';
import { membershipInference } from '../../../src/audits/privacy/membership-inference.ts';
import { type Random, randomStream } from '../../../src/statistics/random.ts';
import { expectAtLeast, expectAtMost } from '../../statistics/rate-bound.ts';
import { intervalOf, measureIn, runOn, type SmallTable } from '../harness.ts';

const family = { attack: 'ensemble' };
const distance = { attack: 'distance-to-closest' };

describe('membership-inference', () => {
  it('finds copies of a tenth of the members, and says how many', async () => {
    const random = randomStream(1, 'membership');
    const train = households(600, 't', random);
    const holdout = households(600, 'h', random);
    const synthetic = copied(train, households(600, 's', random), 0.1);
    const outcome = await runOn(membershipInference, {
      train,
      holdout,
      synthetic,
      options: { unit: 'house' },
    });
    expect(measureIn(outcome, 'family-p-value', [], family).estimate.value).toBeLessThan(0.001);
    const leak = measureIn(outcome, 'leak-rate', [], distance);
    expect(leak.labels.fpr).toBe('0.01');
    const { low, high } = intervalOf(leak);
    expect(low).toBeLessThan(0.1);
    expect(high).toBeGreaterThan(0.1);
    expect(low).toBeGreaterThan(0.05);
    expect(leak.estimate).toMatchObject({ uncertainty: { method: expect.stringContaining('units') } });
  });

  it('is wider over households than over rows, for the same values', async () => {
    const random = randomStream(2, 'membership');
    const train = households(300, 't', random);
    const holdout = households(300, 'h', random);
    const synthetic = copied(train, households(300, 's', random), 0.2);
    const run = { train, holdout, synthetic };
    const rows = await runOn(membershipInference, { ...run, options: { ignored: ['house'] } });
    const units = await runOn(membershipInference, { ...run, options: { unit: 'house' } });
    for (const name of ['leak-rate', 'auc', 'advantage', 'tpr-at-fpr-10']) {
      const over = { rows: measureIn(rows, name, [], distance), units: measureIn(units, name, [], distance) };
      expect(over.units.estimate.value, name).toBeCloseTo(over.rows.estimate.value, 12);
      expect(widthOf(over.units), name).toBeGreaterThan(1.1 * widthOf(over.rows));
    }
  });

  it('raises false alarms over households at the stated level', async () => {
    const seeds = 40;
    let alarms = 0;
    let covered = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const random = randomStream(seed, 'membership-null');
      const outcome = await runOn(membershipInference, {
        train: households(60, 't', random),
        holdout: households(45, 'h', random),
        synthetic: households(60, 's', random),
        options: { unit: 'house', seed },
      });
      if (measureIn(outcome, 'family-p-value', [], family).estimate.value <= 0.05) alarms++;
      const { low, high } = intervalOf(measureIn(outcome, 'auc', [], distance));
      if (low <= 0.5 && high >= 0.5) covered++;
    }
    expectAtMost(alarms, seeds, 0.05);
    expectAtLeast(covered, seeds, 0.95);
  });
});

describe('exact-copies over households', () => {
  it('counts households, not rows: false alarms and coverage hold', async () => {
    const seeds = 300;
    const alarms = { households: 0, rows: 0 };
    let covered = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const random = randomStream(seed, 'copies-null');
      const run = {
        train: coarseHouseholds(100, 't', random),
        holdout: coarseHouseholds(80, 'h', random),
        synthetic: coarseHouseholds(100, 's', random),
      };
      const units = await runOn(exactCopies, { ...run, options: { unit: 'house', seed } });
      const rows = await runOn(exactCopies, { ...run, options: { ignored: ['house'], seed } });
      const leak = measureIn(units, 'leak-rate');
      if ((leak.test?.pValue ?? 1) <= 0.05) alarms.households++;
      if ((measureIn(rows, 'leak-rate').test?.pValue ?? 1) <= 0.05) alarms.rows++;
      const { low, high } = intervalOf(leak);
      if (low <= 0 && high >= 0) covered++;
    }
    expectAtMost(alarms.households, seeds, 0.05);
    expect(alarms.rows).toBeGreaterThan(alarms.households);
    expect(alarms.rows / seeds).toBeGreaterThan(0.07);
    expectAtLeast(covered, seeds, 0.95);
  });
});

function widthOf(measure: Parameters<typeof intervalOf>[0]): number {
  const { low, high } = intervalOf(measure);
  return high - low;
}

/** Two people each, hardly different from one another. */
function households(count: number, prefix: string, random: Random): SmallTable {
  const columns = { house: [] as string[], a: [] as number[], b: [] as number[], c: [] as number[] };
  for (let house = 0; house < count; house++) {
    const level = [random.normal(), random.normal(), random.normal()];
    for (let person = 0; person < 2; person++) {
      columns.house.push(`${prefix}${house}`);
      columns.a.push((level[0] as number) + 1e-3 * random.normal());
      columns.b.push((level[1] as number) + 1e-3 * random.normal());
      columns.c.push((level[2] as number) + 1e-3 * random.normal());
    }
  }
  return columns;
}

/** Two equal people each, of few kinds: some rows stand in any other such table. */
function coarseHouseholds(count: number, prefix: string, random: Random): SmallTable {
  const house = Array.from({ length: 2 * count }, (_, row) => `${prefix}${row >> 1}`);
  const kinds = Array.from({ length: count }, () => `k${random.below(250)}`);
  return { house, kind: Array.from({ length: 2 * count }, (_, row) => kinds[row >> 1] ?? null) };
}

/** The candidate with copies of the first so many rows. */
function copied(train: SmallTable, fresh: SmallTable, share: number): SmallTable {
  return Object.fromEntries(
    Object.entries(fresh).map(([name, values]) => [
      name,
      values.map((value, row) => (row < share * values.length ? (train[name]?.[row] ?? null) : value)),
    ]),
  );
}
