import { describe, expect, it } from 'vitest';
import { clusteredShare } from '../../src/statistics/clustered-share.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { wilsonInterval } from '../../src/statistics/wilson-interval.ts';
import { expectRate } from './rate-bound.ts';

describe('the share over clusters', () => {
  it('is Wilson’s where every trial is a cluster of its own', () => {
    const values = Float64Array.from({ length: 40 }, (_, i) => (i % 4 === 0 ? 1 : 0));
    const clusters = Int32Array.from(values, (_, i) => i);
    const { value, low, high } = clusteredShare(values, clusters);
    expect(value).toBe(0.25);
    expect([low, high]).toEqual(Object.values(wilsonInterval(10, 40)));
  });

  it('counts a cluster of equal trials as one', () => {
    const values = Float64Array.from({ length: 120 }, (_, i) => (Math.floor(i / 3) % 4 === 0 ? 1 : 0));
    const { low, high } = clusteredShare(
      values,
      Int32Array.from(values, (_, i) => Math.floor(i / 3)),
    );
    const alone = wilsonInterval(10, 40);
    expect(low).toBeCloseTo(alone.low, 12);
    expect(high).toBeCloseTo(alone.high, 12);
  });

  it('stays between 0 and 1 and is never narrower than unclustered', () => {
    const ones = new Float64Array(20).fill(1);
    const { low, high } = clusteredShare(ones, new Int32Array(20), 5 / 3);
    expect(high).toBe(1);
    expect(low).toBeCloseTo(wilsonInterval(12, 12).low, 12);
    expect(() => clusteredShare(new Float64Array(0), new Int32Array(0))).toThrow(RangeError);
  });

  it('covers the share of clustered draws in 95 % of samples', () => {
    let covered = 0;
    for (let seed = 1; seed <= 400; seed++) {
      const random = randomStream(seed, 'clusters');
      const values = new Float64Array(600);
      const clusters = new Int32Array(600);
      for (let i = 0; i < 600; i++) {
        clusters[i] = Math.floor(i / 4);
        // Two of four follow the cluster's first draw.
        values[i] = i % 4 === 1 || i % 4 === 2 ? (values[i - 1] as number) : random.uniform() < 0.3 ? 1 : 0;
      }
      const { low, high } = clusteredShare(values, clusters);
      if (low <= 0.3 && 0.3 <= high) covered++;
    }
    expectRate(covered, 400, 0.95);
  });
});
