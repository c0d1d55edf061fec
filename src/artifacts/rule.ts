import type { Rows } from './rows.ts';

/** What a rule says of one row: kept, broken, or nothing, as where a cell is missing. */
export const kept = 1;
export const broken = 0;
export const silent = -1;

/** A rule that all real rows keep. */
export interface Rule {
  readonly columns: readonly string[];
  /** In column names; a level is named only where enough real rows have it. */
  readonly text: string;
  /** `kept`, `broken` or `silent` for every row. */
  evaluate(rows: Rows): Int8Array;
}

/** A rule that was found, with the natural logarithm of the chance that independent columns would keep it everywhere. */
export interface FoundRule extends Rule {
  readonly logChance: number;
}

/** Rules of one kind, and how many were tried. */
export interface Search {
  readonly found: readonly FoundRule[];
  readonly tried: number;
}

/** Evaluates a rule row by row; silent everywhere where a column is missing from the dataset. */
export function evaluateRows(
  rows: Rows,
  columns: readonly string[],
  judge: (row: number) => number,
): Int8Array {
  const verdicts = new Int8Array(rows.rowCount).fill(silent);
  if (columns.some((name) => !rows.columns.has(name))) return verdicts;
  for (let row = 0; row < verdicts.length; row++) verdicts[row] = judge(row);
  return verdicts;
}
