import { describe, expect, it } from 'vitest';
import { holm } from '../../src/statistics/holm.ts';

describe('holm', () => {
  it('adjusts in the order of the input', () => {
    // statsmodels 0.14, multipletests(method='holm')
    const expected = [0.06, 0.16, 0.15, 0.035, 1, 0.16, 1];
    holm([0.01, 0.04, 0.03, 0.005, 0.5, 0.04, 0.9]).forEach((adjusted, i) => {
      expect(adjusted).toBeCloseTo(expected[i] as number, 14);
    });
  });

  it('keeps one p-value, takes none, refuses what is none', () => {
    expect(holm([0.2])).toEqual([0.2]);
    expect(holm([])).toEqual([]);
    expect(() => holm([1.5])).toThrow(RangeError);
  });
});
