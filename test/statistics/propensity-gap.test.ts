import { describe, expect, it } from 'vitest';
import { propensityGap } from '../../src/statistics/propensity-gap.ts';
import { randomStream } from '../../src/statistics/random.ts';

describe('propensityGap', () => {
  it('is the largest gap between the two distributions', () => {
    const scores = Float64Array.from([0.1, 0.2, 0.3, 0.4, 0.25, 0.35, 0.45, 0.55]);
    expect(propensityGap(scores, 4).statistic).toBe(0.5);
    expect(propensityGap(Float64Array.from([0.2, 0.2, 0.8, 0.8]), 2).statistic).toBe(1);
  });

  it('is 0 where scores differ in their last digits only', () => {
    // Two thirds of the rows are the candidate's, and nothing tells them from train's.
    const random = randomStream(1, 'last digits');
    const scores = Float64Array.from({ length: 3000 }, () => 2 / 3 + 1e-15 * random.normal());
    expect(new Set(scores).size).toBeGreaterThan(10);
    expect(propensityGap(scores, 1000).statistic).toBe(0);
  });
});
