import { describe, expect, it } from 'vitest';
import { biasCorrectedCramersV } from '../../src/statistics/bias-corrected-cramers-v.ts';
import { randomStream } from '../../src/statistics/random.ts';

describe('biasCorrectedCramersV', () => {
  it('is 1 where one side decides the other, at any size', () => {
    for (const [levels, total] of [
      [2, 100],
      [5, 40],
      [3, 1000],
    ] as const) {
      // χ²/n of a table with all rows on the diagonal is the number of levels less one.
      expect(biasCorrectedCramersV(levels - 1, total, levels, levels)).toBeCloseTo(1, 12);
    }
  });

  it('takes off what independent columns show by chance: V² is 0 on average before it is cut at 0', () => {
    const random = randomStream(1, 'cramers-v');
    let positive = 0;
    const seeds = 400;
    for (let seed = 0; seed < seeds; seed++) {
      const table = new Float64Array(20);
      for (let row = 0; row < 300; row++) table[4 * random.below(5) + random.below(4)]! += 1;
      const value = biasCorrectedCramersV(meanSquareOf(table, 5, 4), 300, 5, 4) ?? 0;
      if (value > 0) positive++;
    }
    // χ² exceeds its mean of 12 in 44.6 % of independent tables; the correction's n − 1 moves that by little.
    expect(Math.abs(positive / seeds - 0.446)).toBeLessThan(3.3 * Math.sqrt((0.446 * 0.554) / seeds));
  });

  it('has no value where a side has one level', () => {
    expect(biasCorrectedCramersV(0, 100, 1, 5)).toBeNull();
  });
});

function meanSquareOf(table: Float64Array, rows: number, columns: number): number {
  let ratio = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const row = table.slice(columns * i, columns * (i + 1)).reduce((sum, count) => sum + count, 0);
      const column = table.filter((_, cell) => cell % columns === j).reduce((sum, count) => sum + count, 0);
      ratio += table[columns * i + j]! ** 2 / (row * column);
    }
  }
  return ratio - 1;
}
