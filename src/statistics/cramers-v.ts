import { biasCorrectedCramersV } from './bias-corrected-cramers-v.ts';

/**
 * Cramér's V of a contingency table (row by row in one array), from 0 (independent) to 1 (one side decides the other).
 * `biasCorrected` takes off what independent columns would show by chance. Empty rows and columns are left out;
 * null where a side has one level, or so many levels that nothing is left after correction.
 * Throws a RangeError where the table's size is not rows × columns or a count is negative.
 * Sources: Cramér (1946), Mathematical Methods of Statistics; Bergsma (2013), Journal of the Korean Statistical Society 42.
 */
export function cramersV(
  table: Float64Array | Int32Array,
  rows: number,
  columns: number,
  options: { biasCorrected: boolean },
): number | null {
  if (table.length !== rows * columns)
    throw new RangeError(`${table.length} cells are not ${rows} × ${columns}`);
  const rowTotals = new Float64Array(rows);
  const columnTotals = new Float64Array(columns);
  let total = 0;
  for (let i = 0; i < table.length; i++) {
    const count = table[i] as number;
    if (!(count >= 0 && count < Infinity)) throw new RangeError(`${count} is not a count`);
    const row = Math.floor(i / columns);
    rowTotals[row] = (rowTotals[row] as number) + count;
    columnTotals[i % columns] = (columnTotals[i % columns] as number) + count;
    total += count;
  }
  const rowLevels = rowTotals.filter((count) => count > 0).length;
  const columnLevels = columnTotals.filter((count) => count > 0).length;
  if (rowLevels < 2 || columnLevels < 2) return null;
  const meanSquare = meanSquareContingency(table, rowTotals, columnTotals, total);
  if (!options.biasCorrected) {
    return Math.min(1, Math.sqrt(meanSquare / (Math.min(rowLevels, columnLevels) - 1)));
  }
  return biasCorrectedCramersV(meanSquare, total, rowLevels, columnLevels);
}

/** Chi-square over n. */
function meanSquareContingency(
  table: Float64Array | Int32Array,
  rowTotals: Float64Array,
  columnTotals: Float64Array,
  total: number,
): number {
  let sum = 0;
  for (let i = 0; i < rowTotals.length; i++) {
    for (let j = 0; j < columnTotals.length; j++) {
      const expected = ((rowTotals[i] as number) * (columnTotals[j] as number)) / total;
      if (expected === 0) continue;
      sum += ((table[i * columnTotals.length + j] as number) - expected) ** 2 / expected;
    }
  }
  return sum / total;
}
