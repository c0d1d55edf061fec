import { describe, expect, it } from 'vitest';
import { hypergeometricUpperTail } from '../../src/statistics/hypergeometric.ts';

describe('hypergeometric', () => {
  // Sums of exact binomial coefficients by mpmath at 40 digits.
  it.each([
    [5, 20, 8, 10, 0.324958323410336],
    [60, 50000, 1000, 2000, 0.00135827865163251],
    [40, 50000, 1000, 2000, 0.522942003066653],
    [25300, 50000, 30000, 42000, 0.00666522318185982],
    [150, 50000, 500, 5000, 7.30585293500183e-36],
  ])('at least %d of %d with %d marked in %d draws', (observed, population, marked, draws, tail) => {
    expect(Math.abs(hypergeometricUpperTail(observed, population, marked, draws) / tail - 1)).toBeLessThan(
      1e-12,
    );
    // Marked and drawn may change places.
    expect(Math.abs(hypergeometricUpperTail(observed, population, draws, marked) / tail - 1)).toBeLessThan(
      1e-12,
    );
  });

  it('knows what is certain and what is impossible', () => {
    expect(hypergeometricUpperTail(0, 10, 3, 4)).toBe(1);
    expect(hypergeometricUpperTail(1, 10, 8, 3)).toBe(1);
    expect(hypergeometricUpperTail(4, 10, 3, 4)).toBe(0);
    expect(hypergeometricUpperTail(0, 0, 0, 0)).toBe(1);
    expect(hypergeometricUpperTail(1, 10, 0, 4)).toBe(0);
    expect(hypergeometricUpperTail(4, 10, 4, 10)).toBe(1);
    expect(hypergeometricUpperTail(3, 10, 3, 3)).toBeCloseTo(1 / 120, 15);
    expect(() => hypergeometricUpperTail(1, 10, 11, 3)).toThrow(RangeError);
    expect(() => hypergeometricUpperTail(1, 10, 3, 2.5)).toThrow(RangeError);
  });
});
