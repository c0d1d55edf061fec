import { describe, expect, it } from 'vitest';
import { jensenShannonDistance } from '../../src/statistics/jensen-shannon-distance.ts';

describe('jensen–shannon distance', () => {
  it('is the root of the divergence in bits', () => {
    // scipy 1.17, spatial.distance.jensenshannon(base=2)
    expect(jensenShannonDistance([12, 0, 7, 31, 5], [9, 4, 6, 20, 0])).toBeCloseTo(0.3140648964724455, 14);
    expect(jensenShannonDistance([1, 3], [2, 6])).toBe(0);
    expect(jensenShannonDistance([1, 0], [0, 5])).toBe(1);
    expect(() => jensenShannonDistance([0], [1])).toThrow(RangeError);
  });
});
