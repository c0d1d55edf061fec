import { describe, expect, it } from 'vitest';
import { membershipLeakRate } from '../../src/statistics/membership-leak-rate.ts';
import { normalQuantile, normalUpperTail } from '../../src/statistics/normal-distribution.ts';
import { type Random, randomStream } from '../../src/statistics/random.ts';
import { expectAtLeast } from './rate-bound.ts';

type Draw = (random: Random) => number;
const normal: Draw = (random) => random.normal();
const coarse: Draw = (random) => Math.floor(-4 * Math.log(1 - random.uniform()));
const mostlyZero: Draw = (random) => Math.floor(random.uniform() * 1.004);
const exposed =
  (share: number, others: Draw): Draw =>
  (random) =>
    random.uniform() < share ? 1000 : others(random);

function leakOf(members: Draw, nonMembers: Draw, sizes: [number, number], targetFpr: number, seed: number) {
  const random = randomStream(seed, 'membership leak rate', String(sizes), String(targetFpr));
  return membershipLeakRate({
    memberScores: Float64Array.from({ length: sizes[0] }, () => members(random)),
    nonMemberScores: Float64Array.from({ length: sizes[1] }, () => nonMembers(random)),
    targetFpr,
    replicates: 400,
    random: random.stream('replicates'),
  });
}

describe('membership leak rate', () => {
  it('is the share of members exposed, in all or none of them', () => {
    const high = Float64Array.from({ length: 500 }, (_, i) => 1000 + i);
    const low = Float64Array.from({ length: 400 }, (_, i) => i);
    const options = { targetFpr: 0.01, replicates: 200, random: randomStream(1) };
    const all = membershipLeakRate({ ...options, memberScores: high, nonMemberScores: low });
    expect(all.value).toBe(1);
    expect(all.high).toBe(1);
    expect(all.low).toBeGreaterThan(0.98);
    expect(all.fpr).toBe(0.01);
    const none = membershipLeakRate({ ...options, memberScores: low, nonMemberScores: high });
    expect(none.value).toBeCloseTo(-0.01 / 0.99, 14);
    expect(none.low).toBeLessThan(0);
  });

  it('says nothing about scores that are all equal', () => {
    const same = new Float64Array(300);
    const options = { memberScores: same, nonMemberScores: same, targetFpr: 0.1, replicates: 200 };
    const { value, low, high } = membershipLeakRate({ ...options, random: randomStream(1) });
    expect(value).toBe(0);
    expect(low).toBeLessThanOrEqual(0);
    expect(low).toBeGreaterThan(-0.02);
    expect(high).toBeGreaterThan(0);
    expect(high).toBeLessThan(0.02);
  });

  it('repeats itself and refuses empty groups', () => {
    expect(leakOf(normal, normal, [500, 400], 0.1, 7)).toEqual(leakOf(normal, normal, [500, 400], 0.1, 7));
    expect(() => leakOf(normal, normal, [0, 400], 0.1, 7)).toThrow(RangeError);
    expect(() => leakOf(normal, normal, [10, 400], 0, 7)).toThrow(RangeError);
  });

  it.each([
    ['no leak', normal, normal, 0],
    ['a tenth exposed', exposed(0.1, normal), normal, 0.1],
    ['no leak, coarse scores', coarse, coarse, 0],
    ['a tenth exposed, coarse scores', exposed(0.1, coarse), coarse, 0.1],
    ['no leak, exact matches only', mostlyZero, mostlyZero, 0],
    ['a tenth exposed, exact matches only', exposed(0.1, () => 0), () => 0, 0.1],
    [
      'every member a little exposed',
      (random: Random) => 1 + random.normal(),
      normal,
      (normalUpperTail(normalQuantile(0.99) - 1) - 0.01) / 0.99,
    ],
  ] as const)('covers the true leak rate with 1000 rows: %s', (_, members, nonMembers, truth) => {
    const seeds = 600;
    let covered = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const { low, high } = leakOf(members, nonMembers, [1000, 1000], 0.01, seed);
      if (low <= truth && truth <= high) covered++;
    }
    expectAtLeast(covered, seeds, 0.95);
  });

  it.each([
    ['no leak, 3000 and 1000 rows', normal, 0, [3000, 1000], 0.1],
    ['a tenth exposed, 3000 and 1000 rows', exposed(0.1, normal), 0.1, [3000, 1000], 0.1],
    ['no leak, 24000 rows', normal, 0, [24000, 24000], 0.01],
    ['a tenth exposed, 24000 rows', exposed(0.1, normal), 0.1, [24000, 24000], 0.01],
  ] as const)('covers the true leak rate without being wide: %s', (_, members, truth, sizes, targetFpr) => {
    const seeds = sizes[0] > 10_000 ? 200 : 300;
    let covered = 0;
    let width = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const { low, high } = leakOf(members, normal, [...sizes], targetFpr, seed);
      width += (high - low) / seeds;
      if (low <= truth && truth <= high) covered++;
    }
    expectAtLeast(covered, seeds, 0.95);
    // Not covered by being wide: two binomial parts at this rate would give about this width.
    const rate = truth + (1 - truth) * targetFpr;
    const spread = Math.sqrt((rate * (1 - rate)) / sizes[0] + (targetFpr * (1 - targetFpr)) / sizes[1]);
    expect(width / (2 * 1.96 * spread)).toBeLessThan(1.15);
  });
});
