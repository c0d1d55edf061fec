import { describe, expect, it } from 'vitest';
import {
  normalCdf,
  normalDensity,
  normalQuantile,
  normalUpperTail,
} from '../../src/statistics/normal-distribution.ts';

// The nearest doubles to values from mpmath at 40 digits of working precision.
const tails: [number, number][] = [
  [-3, 0.9986501019683699],
  [0, 0.5],
  [0.5, 0.3085375387259869],
  [1.9, 0.0287165598160018],
  [2, 0.02275013194817921],
  [2.1, 0.017864420562816556],
  [5, 2.866515718791939e-7],
  [12.3, 4.5287069561588247e-35],
  [30, 4.906713927148187e-198],
  [37.5, 4.605353009581955e-308],
];
const quantiles: [number, number][] = [
  [0.025, 1.9599639845400543],
  [0.3, 0.5244005127080408],
  [0.075, 1.439531470938456],
  [0.0749, 1.4402382675279637],
  [1e-8, 5.612001244174789],
  [1e-11, 6.706023155495136],
  [1e-12, 7.034483825301132],
  [1e-100, 21.273453560965326],
  [1e-300, 37.0470962993612],
];

describe('normal distribution', () => {
  it.each(tails)('has its upper tail at %d', (x, tail) => {
    expect(Math.abs(normalUpperTail(x) / tail - 1)).toBeLessThan(1e-14);
    expect(Math.abs(normalCdf(-x) / tail - 1)).toBeLessThan(1e-14);
  });

  it.each(quantiles)('has its quantile at %d', (p, x) => {
    expect(Math.abs(normalQuantile(p) / -x - 1)).toBeLessThan(2e-15);
  });

  it('has infinite quantiles at the ends and none outside', () => {
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    expect(normalQuantile(0.5)).toBe(0);
    expect(() => normalQuantile(1.01)).toThrow(RangeError);
    expect(() => normalQuantile(Number.NaN)).toThrow(RangeError);
    expect(() => normalCdf(Number.NaN)).toThrow(RangeError);
  });

  it('reaches 0 and 1 far out', () => {
    expect(normalUpperTail(40)).toBe(0);
    expect(normalUpperTail(-Infinity)).toBe(1);
    expect(normalDensity(0)).toBeCloseTo(1 / Math.sqrt(2 * Math.PI), 15);
  });
});
