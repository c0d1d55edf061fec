import { describe, expect, it } from 'vitest';
import { hellingerDistance } from '../../src/statistics/hellinger-distance.ts';

describe('hellinger distance', () => {
  it('is the distance of the roots of the shares', () => {
    // By numpy from the definition.
    expect(hellingerDistance([12, 0, 7, 31, 5], [9, 4, 6, 20, 0])).toBeCloseTo(0.31313619538959625, 14);
    expect(hellingerDistance([1, 3], [2, 6])).toBe(0);
    expect(hellingerDistance([1, 0], [0, 5])).toBe(1);
    expect(() => hellingerDistance([0], [1])).toThrow(RangeError);
  });
});
