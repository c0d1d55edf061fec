import { describe, expect, it } from 'vitest';
import { binomialProbability, binomialUpperTail } from '../../src/statistics/binomial.ts';

describe('binomial', () => {
  // Sums of exact terms by mpmath at 40 digits.
  it.each([
    [3, 10, 0.2, 0.3222004736],
    [300, 24000, 0.01, 9.69734782821767e-5],
    [230, 24000, 0.01, 0.750325128909724],
    [600, 1000, 0.5, 1.36423207803301e-10],
  ])('at least %d of %d at %d', (observed, trials, probability, tail) => {
    expect(Math.abs(binomialUpperTail(observed, trials, probability) / tail - 1)).toBeLessThan(1e-12);
  });

  it('knows what is certain and what is impossible', () => {
    expect(binomialUpperTail(0, 5, 0.3)).toBe(1);
    expect(binomialUpperTail(6, 5, 0.3)).toBe(0);
    expect(binomialUpperTail(1, 5, 0)).toBe(0);
    expect(binomialUpperTail(5, 5, 1)).toBe(1);
    expect(binomialUpperTail(5, 5, 0.5)).toBeCloseTo(1 / 32, 15);
    expect(() => binomialUpperTail(1, 5, 1.1)).toThrow(RangeError);
    expect(() => binomialUpperTail(1, 5.5, 0.1)).toThrow(RangeError);
  });

  it('has probabilities that sum to 1', () => {
    let sum = 0;
    for (let k = 0; k <= 200; k++) sum += binomialProbability(k, 200, 0.037);
    expect(sum).toBeCloseTo(1, 13);
  });
});
