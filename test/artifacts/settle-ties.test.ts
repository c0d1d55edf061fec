import { describe, expect, it } from 'vitest';
import { settleTies } from '../../src/artifacts/settle-ties.ts';

describe('settleTies', () => {
  it('joins what rounding has split, and leaves the rest', () => {
    // 0.1 + 0.2 is not 0.3 in floating point, though both are three tenths.
    const settled = settleTies({
      k: 3,
      indices: Int32Array.of(4, 2, 7),
      distances: Float64Array.of(0.3, 0.1 + 0.2, 0.4),
      tieCounts: Int32Array.of(1),
    });
    expect(settled.distances[0]).toBe(settled.distances[1]);
    expect(settled.distances[2]).toBeGreaterThan(settled.distances[1] as number);
    expect([...settled.tieCounts]).toEqual([2]);
  });

  it('keeps zero at zero, infinity infinite, and counts of ties beyond the listed ones', () => {
    const settled = settleTies({
      k: 2,
      indices: Int32Array.of(0, 1, 3, -1),
      distances: Float64Array.of(0, 0, 1, Number.POSITIVE_INFINITY),
      tieCounts: Int32Array.of(9, 1),
    });
    expect([...settled.distances]).toEqual([0, 0, 1, Number.POSITIVE_INFINITY]);
    expect([...settled.tieCounts]).toEqual([9, 1]);
  });
});
