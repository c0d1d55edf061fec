import { describe, expect, it } from 'vitest';
import { benjaminiHochberg } from '../../src/statistics/benjamini-hochberg.ts';

describe('benjamini–hochberg', () => {
  it('adjusts in the order of the input', () => {
    // statsmodels 0.14, multipletests(method='fdr_bh')
    const expected = [0.035, 0.056, 0.056, 0.035, 0.5833333333333334, 0.056, 0.9];
    benjaminiHochberg([0.01, 0.04, 0.03, 0.005, 0.5, 0.04, 0.9]).forEach((adjusted, i) => {
      expect(adjusted).toBeCloseTo(expected[i] as number, 14);
    });
  });

  it('keeps one p-value, takes none, refuses what is none', () => {
    expect(benjaminiHochberg([0.2])).toEqual([0.2]);
    expect(benjaminiHochberg([])).toEqual([]);
    expect(benjaminiHochberg([1, 1])).toEqual([1, 1]);
    expect(() => benjaminiHochberg([Number.NaN])).toThrow(RangeError);
  });
});
