import { describe, expect, it } from 'vitest';
import { wassersteinDistance } from '../../src/statistics/wasserstein-distance.ts';

describe('wasserstein distance', () => {
  it('is the mean difference of quantiles', () => {
    const a = Float64Array.of(1, 2, 2, 3, 5, 8);
    const b = Float64Array.of(2, 3, 4, 5, 5, 9, 10, 11);
    // scipy 1.17, wasserstein_distance
    expect(wassersteinDistance(a, b)).toBeCloseTo(2.625, 14);
    expect(wassersteinDistance(a, a)).toBe(0);
    expect(wassersteinDistance(Float64Array.of(0), Float64Array.of(1, 2, 6))).toBe(3);
  });

  it('is the shift of a shifted sample, duplicated or not', () => {
    const a = Float64Array.of(0, 1, 4);
    expect(wassersteinDistance(a, Float64Array.of(7, 7, 8, 8, 11, 11))).toBeCloseTo(7, 14);
    expect(() => wassersteinDistance(a, new Float64Array(0))).toThrow(RangeError);
  });
});
