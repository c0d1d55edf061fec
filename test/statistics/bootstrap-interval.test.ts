import { describe, expect, it } from 'vitest';
import { percentileInterval } from '../../src/statistics/bootstrap-interval.ts';

describe('bootstrap interval', () => {
  it('takes the order statistics of B + 1', () => {
    const replicates = Float64Array.from({ length: 199 }, (_, i) => 199 - i);
    const interval = percentileInterval(replicates, 0.95);
    expect(interval.low).toBeCloseTo(5, 12);
    expect(interval.high).toBeCloseTo(195, 12);
    const half = percentileInterval(Float64Array.of(1, 2, 4), 0.25);
    expect(half).toEqual({ low: 1.5, high: 3 });
  });

  it('does not go beyond the extremes', () => {
    expect(percentileInterval(Float64Array.of(3, 1, 2), 0.99)).toEqual({ low: 1, high: 3 });
    expect(percentileInterval(Float64Array.of(4))).toEqual({ low: 4, high: 4 });
    expect(() => percentileInterval(new Float64Array(0))).toThrow(RangeError);
    expect(() => percentileInterval(Float64Array.of(1, Number.NaN))).toThrow(RangeError);
    expect(() => percentileInterval(Float64Array.of(1), 95)).toThrow(RangeError);
  });
});
