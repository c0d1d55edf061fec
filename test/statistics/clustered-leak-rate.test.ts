import { describe, expect, it } from 'vitest';
import { clusteredLeakRate } from '../../src/statistics/clustered-leak-rate.ts';
import { membershipLeakRate } from '../../src/statistics/membership-leak-rate.ts';
import { type Random, randomStream } from '../../src/statistics/random.ts';
import { rateAtFalsePositiveRate } from '../../src/statistics/rate-at-false-positive-rate.ts';
import { expectAtLeast } from './rate-bound.ts';

describe('clusteredLeakRate', () => {
  it('has the value of the leak rate over rows', () => {
    const random = randomStream(1, 'clustered-leak');
    const members = scores(300, 0.1, random);
    const others = scores(200, 0, random);
    const options = { memberScores: members.scores, nonMemberScores: others.scores, targetFpr: 0.1 };
    const clustered = clusteredLeakRate({
      ...options,
      memberUnits: members.units,
      nonMemberUnits: others.units,
      replicates: 50,
      random,
    });
    const plain = membershipLeakRate({ ...options, replicates: 50, random });
    expect(clustered.value).toBe(plain.value);
    expect(clustered.threshold).toBe(plain.threshold);
    expect(clustered).toMatchObject(rateAtFalsePositiveRate(members.scores, others.scores, 0.1));
    expect(clustered.low).toBeLessThan(clustered.value);
    expect(clustered.high).toBeGreaterThan(clustered.value);
  });

  // Households of two score alike, and are copied together: the true leak is the share copied.
  it.each([0, 0.1])('covers the leak of %s where households hang together; rows alone do not', (leaked) => {
    const seeds = 250;
    let covered = 0;
    let rowsCovered = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const random = randomStream(seed, 'clustered-leak-coverage', String(leaked));
      const members = scores(1000, leaked, random);
      const others = scores(1000, 0, random);
      const options = {
        memberScores: members.scores,
        nonMemberScores: others.scores,
        targetFpr: 0.1,
        replicates: 200,
        random,
      };
      const { low, high } = clusteredLeakRate({
        ...options,
        memberUnits: members.units,
        nonMemberUnits: others.units,
      });
      if (low <= leaked && leaked <= high) covered++;
      const rows = membershipLeakRate(options);
      if (rows.low <= leaked && leaked <= rows.high) rowsCovered++;
    }
    expectAtLeast(covered, seeds, 0.95);
    expect(rowsCovered / seeds).toBeLessThan(0.9);
  });

  it('stands ties and units of many rows', () => {
    const tied = Float64Array.from({ length: 40 }, (_, row) => (row < 10 ? 1 : 0));
    const units = Int32Array.from({ length: 40 }, (_, row) => row % 4);
    const leak = clusteredLeakRate({
      memberScores: tied,
      nonMemberScores: tied,
      memberUnits: units,
      nonMemberUnits: units,
      targetFpr: 0.1,
      replicates: 100,
      random: randomStream(1, 'ties'),
    });
    expect(leak.fpr).toBe(0);
    expect(leak.value).toBe(0);
    expect(leak.low).toBeLessThanOrEqual(0);
    expect(leak.high).toBeGreaterThan(0);
  });
});

function scores(rows: number, leaked: number, random: Random) {
  const all = new Float64Array(rows);
  const units = new Int32Array(rows);
  for (let row = 0; row < rows; row += 2) {
    const copied = random.uniform() < leaked;
    const level = random.normal();
    for (const person of [row, row + 1]) {
      all[person] = copied ? 20 + random.uniform() : level + 0.05 * random.normal();
      units[person] = row / 2;
    }
  }
  return { scores: all, units };
}
