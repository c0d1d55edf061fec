import { midRanks } from '../statistics/mid-ranks.ts';
import { type ColumnMoments, columnMoments } from '../statistics/scored-correlation.ts';
import { type Bins, type Cut, countCells, cutColumn } from './bins.ts';
import { type Cells, isCompared, type Rows } from './rows.ts';

/** A column as pairs of columns are compared by it. Its arrays lie in shared memory, so that workers read them in place. */
export interface PairColumn {
  readonly name: string;
  readonly cut: Cut;
  /** Rows per cell. */
  readonly counts: Float64Array;
  /** The numbers themselves and their mid-ranks; null for categories. */
  readonly numbers: { readonly values: Scored; readonly ranks: Scored } | null;
}

/** Numbers, NaN where missing, and their moments where none is. */
export interface Scored {
  readonly values: Float64Array;
  readonly moments: ColumnMoments | null;
}

export interface PairColumns {
  readonly rowCount: number;
  /** Compared columns by name, in the schema's order. */
  readonly columns: ReadonlyMap<string, PairColumn>;
}

/** Cuts and ranks every compared column once. */
export function preparePairColumns(rows: Rows, bins: Bins): PairColumns {
  const columns = new Map<string, PairColumn>();
  for (const [name, cells] of rows.columns)
    if (isCompared(cells.schema)) columns.set(name, prepare(name, cells, bins));
  return { rowCount: rows.rowCount, columns };
}

function prepare(name: string, cells: Cells, bins: Bins): PairColumn {
  const { cells: numbered, cellCount } = cutColumn(cells, bins);
  const cut = { cells: shareNumbers(numbered), cellCount };
  return {
    name,
    cut,
    counts: countCells(cut),
    numbers:
      cells.type === 'number' ? { values: score(cells.values), ranks: score(midRanks(cells.values)) } : null,
  };
}

function shareNumbers(cells: Int32Array): Int32Array {
  const shared = new Int32Array(new SharedArrayBuffer(4 * cells.length));
  shared.set(cells);
  return shared;
}

function score(values: Float64Array): Scored {
  const shared = new Float64Array(new SharedArrayBuffer(8 * values.length));
  shared.set(values);
  return { values: shared, moments: columnMoments(shared) };
}
