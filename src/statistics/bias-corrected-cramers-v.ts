/**
 * Cramér's V with Bergsma's correction, from a table's mean square contingency: 0 in expectation where nothing is associated.
 * Bergsma, W. (2013). A bias-correction for Cramér's V and Tschuprow's T. J. Korean Stat. Soc. 42(3).
 *
 * @param meanSquareContingency χ² / n
 * @param total n, the table's rows of data
 * @param rows non-empty rows of the table
 * @param columns non-empty columns of the table
 * @returns V in [0, 1], or null where a side has a single category
 */
export function biasCorrectedCramersV(
  meanSquareContingency: number,
  total: number,
  rows: number,
  columns: number,
): number | null {
  if (rows < 2 || columns < 2 || total < 2) return null;
  const bias = ((rows - 1) * (columns - 1)) / (total - 1);
  const corrected = Math.max(0, meanSquareContingency - bias);
  const rowsLeft = rows - (rows - 1) ** 2 / (total - 1);
  const columnsLeft = columns - (columns - 1) ** 2 / (total - 1);
  const most = Math.min(rowsLeft, columnsLeft) - 1;
  return most > 0 ? Math.min(1, Math.sqrt(corrected / most)) : null;
}
