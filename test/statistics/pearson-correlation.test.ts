import { describe, expect, it } from 'vitest';
import { pearsonCorrelation } from '../../src/statistics/pearson-correlation.ts';

const x = Float64Array.of(1, 2, 2, 5, 9, 4, 7);
const y = Float64Array.of(2, 1, 4, 5, 7, 7, 3);

describe('pearson correlation', () => {
  it('is the known value over complete rows', () => {
    // scipy 1.17, pearsonr
    const { value, rows } = pearsonCorrelation(x, y);
    expect(value).toBeCloseTo(0.6012165605312324, 14);
    expect(rows).toBe(7);
    const withGaps = pearsonCorrelation(
      Float64Array.of(Number.NaN, ...x, 100, 3),
      Float64Array.of(50, ...y, Number.NaN, Infinity),
    );
    expect(withGaps).toEqual({ value, rows });
  });

  it('withstands large means and ends at ±1', () => {
    const far = x.map((value) => value + 1e9);
    expect(pearsonCorrelation(far, y).value).toBeCloseTo(0.6012165605312324, 10);
    expect(
      pearsonCorrelation(
        x,
        x.map((value) => -3 * value),
      ).value,
    ).toBe(-1);
  });

  it('is null where a side is constant or rows are too few', () => {
    expect(pearsonCorrelation(x, new Float64Array(7).fill(0.1)).value).toBeNull();
    expect(pearsonCorrelation(Float64Array.of(1, 2), Float64Array.of(1, Number.NaN))).toEqual({
      value: null,
      rows: 1,
    });
    expect(pearsonCorrelation(new Float64Array(0), new Float64Array(0))).toEqual({ value: null, rows: 0 });
    expect(() => pearsonCorrelation(x, new Float64Array(3))).toThrow(RangeError);
  });
});
