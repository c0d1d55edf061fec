import { describe, expect, it } from 'vitest';
import { quantile } from '../../src/statistics/quantile.ts';

describe('quantile', () => {
  it('lies linearly between neighbours', () => {
    const sorted = Float64Array.of(1, 2, 4, 8, 16);
    // numpy 2, quantile (linear)
    const expected = [1, 1.4, 4, 6.08, 16];
    [0, 0.1, 0.5, 0.63, 1].forEach((p, i) => {
      expect(quantile(sorted, p)).toBeCloseTo(expected[i] as number, 14);
    });
    expect(quantile(Float64Array.of(3), 0.7)).toBe(3);
    expect(() => quantile(new Float64Array(0), 0.5)).toThrow(RangeError);
    expect(() => quantile(sorted, 1.1)).toThrow(RangeError);
  });
});
