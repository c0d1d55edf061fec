import { describe, expect, it } from 'vitest';
import { fitMidRankDistribution } from '../../src/statistics/mid-rank-distribution.ts';

describe('mid-rank distribution', () => {
  it('is the share below plus half the share at a value', () => {
    const share = fitMidRankDistribution(Float64Array.of(3, 1, Number.NaN, 3, 7));
    expect([0, 1, 2, 3, 5, 7, 8].map(share)).toEqual([0, 0.125, 0.25, 0.5, 0.75, 0.875, 1]);
    expect(share(Number.NaN)).toBeNaN();
    expect(() => fitMidRankDistribution(Float64Array.of(Number.NaN))).toThrow(RangeError);
  });
});
