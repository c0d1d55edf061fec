import { describe, expect, it } from 'vitest';
import { designEffect } from '../../src/statistics/design-effect.ts';
import { randomStream } from '../../src/statistics/random.ts';

describe('designEffect', () => {
  it('is the size of units whose rows are all equal, and 1 where every row is a unit', () => {
    const values = Float64Array.from({ length: 60 }, (_, row) => (row / 3) | 0);
    expect(designEffect(values, Int32Array.from(values))).toBeCloseTo(3, 12);
    expect(
      designEffect(
        values,
        Int32Array.from(values, (_, row) => row),
      ),
    ).toBeCloseTo(1, 12);
  });

  it('is 1 + ρ for pairs that agree by ρ', () => {
    const random = randomStream(1, 'design-effect');
    const values = new Float64Array(40_000);
    for (let row = 0; row < values.length; row += 2) {
      const level = Math.sqrt(0.3) * random.normal();
      values[row] = level + Math.sqrt(0.7) * random.normal();
      values[row + 1] = level + Math.sqrt(0.7) * random.normal();
    }
    expect(
      designEffect(
        values,
        Int32Array.from(values, (_, row) => row >> 1),
      ),
    ).toBeCloseTo(1.3, 1);
  });

  it('is never below 1, and 1 where nothing varies', () => {
    const units = Int32Array.from([0, 0, 1, 1]);
    expect(designEffect([0, 1, 1, 0], units)).toBe(1);
    expect(designEffect([1, 1, 1, 1], units)).toBe(1);
  });
});
