import { describe, expect, it } from 'vitest';
import { chiSquareUpperTail } from '../../src/statistics/chi-square-distribution.ts';
import { normalUpperTail } from '../../src/statistics/normal-distribution.ts';

describe('chi-square distribution', () => {
  // The regularised incomplete gamma function by mpmath at 40 digits.
  it.each([
    [3.84, 1, 0.0500435212487051],
    [0.5, 3, 0.9188914116546759],
    [50, 10, 2.669083424904496e-7],
    [1100, 1000, 0.01461440812629519],
    [9000, 10000, 0.999999999999873],
    [10300, 10000, 0.0176381174473454],
    [1200, 10, 1.44080343263993e-251],
    [1e-6, 2, 0.999999500000125],
  ])('at %d with %d degrees', (x, degrees, tail) => {
    expect(Math.abs(chiSquareUpperTail(x, degrees) / tail - 1)).toBeLessThan(2e-13);
  });

  it('is a squared normal with one degree and exponential with two', () => {
    for (const x of [0.01, 0.7, 2.9, 3.1, 20]) {
      expect(chiSquareUpperTail(x * x, 1) / (2 * normalUpperTail(x)) - 1).toBeCloseTo(0, 12);
      expect(chiSquareUpperTail(x, 2) / Math.exp(-x / 2) - 1).toBeCloseTo(0, 13);
    }
  });

  it('handles the edges', () => {
    expect(chiSquareUpperTail(0, 3)).toBe(1);
    expect(chiSquareUpperTail(1, 0)).toBe(0);
    expect(chiSquareUpperTail(Infinity, 3)).toBe(0);
    expect(() => chiSquareUpperTail(-1, 3)).toThrow(RangeError);
    expect(() => chiSquareUpperTail(Number.NaN, 3)).toThrow(RangeError);
  });
});
