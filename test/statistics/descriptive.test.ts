import { describe, expect, it } from 'vitest';
import {
  finiteValues,
  maximum,
  mean,
  median,
  minimum,
  populationStandardDeviation,
  populationVariance,
  skewness,
  standardDeviation,
  variance,
} from '../../src/statistics/descriptive.ts';

const values = Float64Array.of(8, 1, Number.NaN, 2, 2, 3, Infinity, 5);

describe('descriptive', () => {
  it('describes the finite values', () => {
    // numpy and scipy of 1, 2, 2, 3, 5, 8
    expect(mean(values)).toBe(3.5);
    expect(variance(values)).toBeCloseTo(6.7, 14);
    expect(standardDeviation(values)).toBeCloseTo(Math.sqrt(6.7), 14);
    expect(populationVariance(values)).toBeCloseTo(33.5 / 6, 14);
    expect(populationStandardDeviation(values)).toBeCloseTo(Math.sqrt(33.5 / 6), 14);
    expect(skewness(values)).toBeCloseTo(1.245493734371875, 13);
    expect(median(values)).toBe(2.5);
    expect(minimum(values)).toBe(1);
    expect(maximum(values)).toBe(8);
    expect([...finiteValues(values)]).toEqual([8, 1, 2, 2, 3, 5]);
    expect(values[0]).toBe(8);
  });

  it('refuses too few values', () => {
    expect(() => mean(Float64Array.of(Number.NaN))).toThrow(RangeError);
    expect(() => variance(Float64Array.of(1))).toThrow(RangeError);
    expect(() => skewness(Float64Array.of(1, 1, 1))).toThrow(RangeError);
    expect(populationVariance(Float64Array.of(1))).toBe(0);
  });
});
