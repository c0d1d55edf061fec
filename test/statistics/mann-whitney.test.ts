import { describe, expect, it } from 'vitest';
import { mannWhitney } from '../../src/statistics/mann-whitney.ts';

const a = Float64Array.of(1, 2, 2, 3, 5, 8);
const b = Float64Array.of(2, 3, 4, 5, 5, 9, 10, 11);

describe('mann–whitney', () => {
  it('has the known area and standard errors', () => {
    const { auc, standardError, nullStandardError } = mannWhitney(a, b);
    expect(auc).toBeCloseTo(11.5 / 48, 15);
    // By numpy from the definition over all pairs.
    expect(standardError).toBeCloseTo(0.1354967711792425, 14);
    // The standard deviation over all 3003 relabellings.
    expect(nullStandardError).toBeCloseTo(0.15977032508121392, 14);
  });

  it('does not mind order, and turns with its sides', () => {
    const shuffled = Float64Array.of(8, 2, 1, 5, 3, 2);
    expect(mannWhitney(shuffled, b)).toEqual(mannWhitney(a, b));
    expect(mannWhitney(b, a).auc).toBeCloseTo(1 - 11.5 / 48, 15);
    expect(mannWhitney(b, a).standardError).toBeCloseTo(mannWhitney(a, b).standardError, 15);
  });

  it('handles ties throughout, infinities and groups of one', () => {
    const same = new Float64Array(4).fill(2);
    expect(mannWhitney(same, same)).toEqual({ auc: 0.5, standardError: 0, nullStandardError: 0 });
    expect(mannWhitney(Float64Array.of(Infinity, -Infinity), Float64Array.of(0, -Infinity)).auc).toBe(0.625);
    const single = mannWhitney(Float64Array.of(3), Float64Array.of(1, 2));
    expect(single.auc).toBe(1);
    // Ranks 1 to 3 of one score: variance 2/3, over 2 ranks per unit of area.
    expect(single.standardError).toBeCloseTo(Math.sqrt(2 / 3) / 2, 15);
    expect(() => mannWhitney(a, new Float64Array(0))).toThrow(RangeError);
    expect(() => mannWhitney(a, Float64Array.of(Number.NaN))).toThrow(RangeError);
  });
});
