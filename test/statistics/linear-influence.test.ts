import { describe, expect, it } from 'vitest';
import { standardErrorOfMean } from '../../src/statistics/linear-influence.ts';

describe('linear influence', () => {
  it('gives the standard error of a mean', () => {
    // The sample variance of 1…5 is 2.5.
    expect(standardErrorOfMean(Float64Array.of(1, 2, 3, 4, 5))).toBeCloseTo(Math.sqrt(0.5), 15);
    expect(standardErrorOfMean(Float64Array.of(2, 2))).toBe(0);
    expect(() => standardErrorOfMean(Float64Array.of(2))).toThrow(RangeError);
    expect(() => standardErrorOfMean(Float64Array.of(2, Number.NaN))).toThrow(RangeError);
  });
});
