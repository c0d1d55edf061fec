import { describe, expect, it } from 'vitest';
import { midRanks } from '../../src/statistics/mid-ranks.ts';

describe('mid-ranks', () => {
  it('shares the ranks of equal values and skips missing ones', () => {
    const ranks = midRanks(Float64Array.of(5, 1, Number.NaN, 5, -2, 5, -0, 0));
    expect([...ranks]).toEqual([6, 4, Number.NaN, 6, 1, 6, 2.5, 2.5]);
    expect(midRanks(new Float64Array(0)).length).toBe(0);
  });

  it('leaves its input as it is', () => {
    const values = Float64Array.of(3, 1, 2);
    midRanks(values);
    expect([...values]).toEqual([3, 1, 2]);
  });
});
