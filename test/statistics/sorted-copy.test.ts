import { describe, expect, it } from 'vitest';
import { countAtMost, countBelow, sortedFinite } from '../../src/statistics/sorted-copy.ts';

describe('sorted copy', () => {
  it('sorts finite values by number and leaves the input alone', () => {
    const values = Float64Array.of(10, Number.NaN, 9, -1, Infinity, 9);
    expect([...sortedFinite(values)]).toEqual([-1, 9, 9, 10]);
    expect(values[0]).toBe(10);
  });

  it('counts below and at most', () => {
    const sorted = Float64Array.of(-1, 9, 9, 10);
    expect([-2, -1, 9, 10, 11].map((x) => countBelow(sorted, x))).toEqual([0, 0, 1, 3, 4]);
    expect([-2, -1, 9, 10, 11].map((x) => countAtMost(sorted, x))).toEqual([0, 1, 3, 4, 4]);
  });
});
