import { describe, expect, it } from 'vitest';
import { totalVariation } from '../../src/statistics/total-variation.ts';

describe('total variation', () => {
  it('is half the summed difference of shares', () => {
    expect(totalVariation([12, 0, 7, 31, 5], [9, 4, 6, 20, 0])).toBeCloseTo(0.14172494172494177, 14);
    expect(totalVariation(Int32Array.of(1, 3), Float64Array.of(2, 6))).toBe(0);
    expect(totalVariation([1, 0], [0, 5])).toBe(1);
  });

  it('refuses samples without counts or of different cells', () => {
    expect(() => totalVariation([0, 0], [1, 2])).toThrow(RangeError);
    expect(() => totalVariation([1], [1, 2])).toThrow(RangeError);
    expect(() => totalVariation([1, -1], [1, 2])).toThrow(RangeError);
    expect(() => totalVariation([1, Number.NaN], [1, 2])).toThrow(RangeError);
  });
});
