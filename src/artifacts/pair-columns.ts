import { midRanks } from '../statistics/mid-ranks.ts';
import { mostRowsInFourBytes, type Ranks } from '../statistics/ranks-among.ts';
import { type ScoredColumn, scoreColumn } from '../statistics/scored-correlation.ts';
import { type Bins, type Cut, countCells, cutColumn } from './bins.ts';
import { type Cells, isCompared, type Rows } from './rows.ts';
import { type ScoredCorrelations, scoredCorrelations } from './scored-correlations.ts';

/** A column as pairs of columns are compared by it. Its arrays lie in shared memory, so that workers read them in place. */
export interface PairColumn {
  readonly name: string;
  readonly cut: Cut;
  /** Rows per cell. */
  readonly counts: Float64Array;
  /** The numbers and their mid-ranks, standardised; null for categories. */
  readonly numbers: {
    /** The column's line in tables of correlations. */
    readonly place: number;
    readonly values: ScoredColumn;
    readonly ranks: RankedColumn;
  } | null;
}

/** Ranks among all filled rows, beside their scores: where another column has gaps they are ranked anew. */
export interface RankedColumn extends ScoredColumn {
  readonly ranks: Ranks;
}

export interface PairColumns {
  readonly rowCount: number;
  /** Compared columns by name, in the schema's order. */
  readonly columns: ReadonlyMap<string, PairColumn>;
  readonly correlations: Correlations;
}

/** Correlations of the columns of numbers that have no gaps, once for all datasets that this one is compared with. */
export interface Correlations {
  readonly columns: number;
  readonly values: ScoredCorrelations;
  readonly ranks: ScoredCorrelations;
}

/** Cuts and ranks every compared column once. */
export function preparePairColumns(rows: Rows, bins: Bins): PairColumns {
  const columns = new Map<string, PairColumn>();
  const numbers: NonNullable<PairColumn['numbers']>[] = [];
  for (const [name, cells] of rows.columns) {
    if (!isCompared(cells.schema)) continue;
    const column = prepare(name, cells, bins, numbers.length);
    columns.set(name, column);
    if (column.numbers) numbers.push(column.numbers);
  }
  const correlations = {
    columns: numbers.length,
    values: scoredCorrelations(
      numbers.map(({ values }) => values),
      sharedFloats,
    ),
    ranks: scoredCorrelations(
      numbers.map(({ ranks }) => ranks),
      sharedFloats,
    ),
  };
  return { rowCount: rows.rowCount, columns, correlations };
}

function prepare(name: string, cells: Cells, bins: Bins, place: number): PairColumn {
  const { cells: numbered, cellCount } = cutColumn(cells, bins);
  const cut = { cells: shareNumbers(numbered), cellCount };
  return {
    name,
    cut,
    counts: countCells(cut),
    numbers: cells.type === 'number' ? { place, ...scoreNumbers(cells.values) } : null,
  };
}

function scoreNumbers(values: Float64Array): { values: ScoredColumn; ranks: RankedColumn } {
  const ranks = midRanks(values);
  return {
    values: scoreColumn(values, sharedFloats(values.length)),
    ranks: { ...scoreColumn(ranks, sharedFloats(values.length)), ranks: shareRanks(ranks) },
  };
}

function shareRanks(ranks: Float64Array): Ranks {
  const shared =
    ranks.length <= mostRowsInFourBytes
      ? new Float32Array(new SharedArrayBuffer(4 * ranks.length))
      : sharedFloats(ranks.length);
  shared.set(ranks);
  return shared;
}

function shareNumbers(cells: Int32Array): Int32Array {
  const shared = new Int32Array(new SharedArrayBuffer(4 * cells.length));
  shared.set(cells);
  return shared;
}

function sharedFloats(rows: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * rows));
}
