import { describe, expect, it } from 'vitest';
import { clusteredAuc } from '../../src/statistics/clustered-auc.ts';
import { mannWhitney } from '../../src/statistics/mann-whitney.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { expectAtLeast } from './rate-bound.ts';

describe('clusteredAuc', () => {
  it('is DeLong’s where every row is a unit of its own, ties included', () => {
    const random = randomStream(1, 'clustered-auc');
    const scores = Float64Array.from(
      { length: 90 },
      (_, row) => Math.round(3 * random.normal()) + (row < 40 ? 1 : 0),
    );
    const units = Int32Array.from(scores, (_, row) => row);
    const expected = mannWhitney(scores.subarray(0, 40), scores.subarray(40));
    const { auc, standardError } = clusteredAuc(scores, 40, units);
    expect(auc).toBeCloseTo(expected.auc, 12);
    expect(standardError).toBeCloseTo(expected.standardError, 12);
  });

  it('covers the area where people of one household score alike; DeLong’s does not', () => {
    const seeds = 400;
    let covered = 0;
    let naive = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const random = randomStream(seed, 'clustered-auc-households');
      const scores = new Float64Array(400);
      const units = new Int32Array(400);
      for (let row = 0; row < 400; row += 2) {
        const level = random.normal();
        for (const person of [row, row + 1]) {
          scores[person] = level + 0.1 * random.normal();
          units[person] = row;
        }
      }
      const { auc, standardError } = clusteredAuc(scores, 160, units);
      if (Math.abs(auc - 0.5) <= 1.96 * standardError) covered++;
      const rows = mannWhitney(scores.subarray(0, 160), scores.subarray(160));
      if (Math.abs(auc - 0.5) <= 1.96 * rows.standardError) naive++;
    }
    expectAtLeast(covered, seeds, 0.945);
    expect(naive / seeds).toBeLessThan(0.9);
  });

  it('refuses a side of one unit', () => {
    const scores = Float64Array.from([1, 2, 3, 4]);
    expect(() => clusteredAuc(scores, 2, Int32Array.from([0, 0, 1, 2]))).toThrow(RangeError);
  });
});
