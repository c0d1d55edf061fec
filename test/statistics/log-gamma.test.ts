import { describe, expect, it } from 'vitest';
import { devianceTerm, logGamma, stirlingError } from '../../src/statistics/log-gamma.ts';

describe('log gamma', () => {
  // mpmath at 40 digits.
  it.each([
    [0.5, 0.5723649429247001],
    [1e-5, 11.512919692895826],
    [3.7, 1.4280723266653879],
    [14.9, 24.924132002217277],
    [15.1, 25.458999750992664],
    [100.5, 361.4355404677776],
    [50000, 490984.4232715718],
  ])('at %d', (x, value) => {
    expect(Math.abs(logGamma(x) - value)).toBeLessThan(2e-15 * Math.max(1, value) * 4);
  });

  it('is needed for positive numbers only', () => {
    expect(() => logGamma(0)).toThrow(RangeError);
    expect(() => logGamma(Number.NaN)).toThrow(RangeError);
  });

  it('leaves a small error of Stirling’s formula, of one piece where the method changes', () => {
    expect(stirlingError(10) * 120).toBeCloseTo(1, 2);
    expect(stirlingError(15) - stirlingError(15.000001)).toBeCloseTo(0, 8);
  });

  it('has a deviance without cancellation', () => {
    // x log(x/m) + m − x ≈ (x − m)²/(2m) for x near m
    expect(devianceTerm(1e6 + 1e-3, 1e6) / 5e-13).toBeCloseTo(1, 5);
    expect(devianceTerm(3, 1)).toBeCloseTo(3 * Math.log(3) - 2, 14);
  });
});
