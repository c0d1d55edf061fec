import { describe, expect, it } from 'vitest';
import { sharedCells } from '../../src/artifacts/shared-cells.ts';
import { randomStream } from '../../src/statistics/random.ts';

const random = randomStream(1, 'shared cells');
const draw = (rows: number) => Int32Array.from({ length: rows }, () => 1 + random.below(8));

function columnsOf(count: number, realRows: number, syntheticRows: number) {
  return Array.from({ length: count }, () => ({
    real: draw(realRows),
    synthetic: draw(syntheticRows),
    size: 9,
  }));
}

describe('sharedCells', () => {
  it('names the columns that were copied together, among hundreds of thousands of subsets', () => {
    const columns = columnsOf(30, 1000, 500);
    for (const at of [3, 8, 17, 20, 29]) {
      const { real, synthetic } = columns[at] as { real: Int32Array; synthetic: Int32Array };
      for (let row = 0; row < 150; row++) synthetic[row] = real[row] as number;
    }
    const found = sharedCells(columns, null, randomStream(2)).map((subset) => subset.join());
    expect(found).toContain('3,8,17,20,29');
    expect(new Set(found).size).toBe(found.length);
  });

  it('keeps to three to seven ascending columns, and to those there are', () => {
    for (const subset of sharedCells(columnsOf(4, 200, 100), null, randomStream(3))) {
      expect(subset.length).toBeGreaterThanOrEqual(3);
      expect(subset).toEqual([...new Set(subset)].sort((a, b) => a - b));
    }
    expect(sharedCells(columnsOf(2, 200, 100), null, randomStream(4))).toEqual([]);
    expect(sharedCells(columnsOf(5, 20, 10), null, randomStream(5))).toEqual([]);
    expect(sharedCells([], null, randomStream(6))).toEqual([]);
  });

  it('does not take one unit’s rows for one another', () => {
    // Every real row has a twin of its own unit: agreement with these would be all that real rows show.
    const columns = columnsOf(12, 600, 600).map(({ real, synthetic, size }) => ({
      real: real.map((_, row) => real[row - (row % 2)] as number),
      synthetic,
      size,
    }));
    const units = Int32Array.from({ length: 600 }, (_, row) => row >> 1);
    for (const at of [0, 4, 5, 9]) {
      const { real, synthetic } = columns[at] as { real: Int32Array; synthetic: Int32Array };
      for (let row = 0; row < 240; row++) synthetic[row] = real[row] as number;
    }
    const found = sharedCells(columns, units, randomStream(7)).map((subset) => subset.join());
    expect(found).toContain('0,4,5,9');
  });
});
