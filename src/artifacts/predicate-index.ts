import { countAtMost, countBelow } from '../statistics/sorted-copy.ts';
import { defineRunArtifact } from './artifact.ts';
import { equalSides } from './equal-sides.ts';
import { holdoutRows } from './holdout-rows.ts';
import { realRows } from './real-rows.ts';
import { type Cells, isCompared, type Rows } from './rows.ts';

/** A condition on one column. Codes of categories are compared as numbers; a missing cell meets `missing` and `differs` alone. */
export interface Predicate {
  readonly column: string;
  readonly operator: 'equals' | 'differs' | 'at-most' | 'at-least' | 'missing';
  readonly value: number;
}

/** Rows of a column in ascending order of value, missing ones last: every predicate but `differs` is a range of it. */
export interface IndexedColumn {
  readonly coded: boolean;
  /** By row; NaN is missing. */
  readonly values: Float64Array;
  readonly order: Int32Array;
  /** The filled values, ascending. */
  readonly sorted: Float64Array;
}

export interface PredicateIndex {
  readonly rowCount: number;
  readonly columns: ReadonlyMap<string, IndexedColumn>;
}

/** Train and holdout with equally many rows (or units), since how many rows a query meets depends on how many there are. */
export interface EqualIndexes {
  readonly train: PredicateIndex;
  readonly holdout: PredicateIndex;
  /** Rows left out of the larger side. */
  readonly leftOut: number;
  /** Of the rows kept, train's first; null without `--unit`. */
  readonly units: Int32Array | null;
}

export const equalIndexes = defineRunArtifact({
  id: 'equal-indexes',
  requires: { realRows, holdoutRows, equalSides },
  make({ realRows, holdoutRows, equalSides }): EqualIndexes {
    return {
      train: indexRows(realRows.train, equalSides.train),
      holdout: indexRows(holdoutRows, equalSides.holdout as Int32Array),
      leftOut: equalSides.leftOut,
      units: equalSides.units,
    };
  },
});

/** Indexes the compared columns of the given rows, which are numbered anew from 0. */
export function indexRows(rows: Rows, kept: Int32Array): PredicateIndex {
  const columns = new Map<string, IndexedColumn>();
  for (const [name, cells] of rows.columns) {
    if (isCompared(cells.schema)) columns.set(name, indexColumn(cells, kept));
  }
  return { rowCount: kept.length, columns };
}

function indexColumn(cells: Cells, kept: Int32Array): IndexedColumn {
  const coded = cells.type === 'coded';
  const values = new Float64Array(kept.length);
  for (let row = 0; row < kept.length; row++) {
    const source = kept[row] as number;
    const code = coded ? (cells.codes[source] as number) : 0;
    values[row] = coded ? (code < 0 ? Number.NaN : code) : (cells.values[source] as number);
  }
  const order = coded ? orderOfCodes(values, cells.levels.length) : orderOfNumbers(values);
  let filled = order.length;
  while (filled > 0 && Number.isNaN(values[order[filled - 1] as number])) filled--;
  const sorted = new Float64Array(filled);
  for (let place = 0; place < filled; place++) sorted[place] = values[order[place] as number] as number;
  return { coded, values, order, sorted };
}

/** Counting sort: codes are few. */
function orderOfCodes(values: Float64Array, levels: number): Int32Array {
  const starts = new Int32Array(levels + 2);
  const bucket = (value: number) => (Number.isNaN(value) ? levels : value);
  for (const value of values) starts[bucket(value) + 1]! += 1;
  for (let level = 1; level < starts.length; level++) starts[level]! += starts[level - 1] as number;
  const order = new Int32Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const level = bucket(values[row] as number);
    order[starts[level] as number] = row;
    starts[level]! += 1;
  }
  return order;
}

function orderOfNumbers(values: Float64Array): Int32Array {
  // Typed arrays sort NaN last; ties keep the rows' order.
  const order = Int32Array.from(values, (_, row) => row);
  return order.sort((a, b) => {
    const first = values[a] as number;
    const second = values[b] as number;
    if (Number.isNaN(first)) return Number.isNaN(second) ? a - b : 1;
    if (Number.isNaN(second)) return -1;
    return first - second || a - b;
  });
}

/**
 * Writes the rows that meet all predicates into `found`, until it is full, and returns how many; ascending rows are not
 * promised. The shortest range of the indexed columns is walked and the other predicates are tested on its rows.
 */
export function findMatches(
  index: PredicateIndex,
  predicates: readonly Predicate[],
  found: Int32Array,
): number {
  let order: Int32Array | null = null;
  let from = 0;
  let to = Number.POSITIVE_INFINITY;
  const columns: IndexedColumn[] = [];
  for (const predicate of predicates) {
    const column = index.columns.get(predicate.column);
    if (!column) return 0;
    columns.push(column);
    const range = rangeOf(column, predicate);
    if (order === null || range.to - range.from < to - from) {
      order = column.order;
      from = range.from;
      to = range.to;
    }
  }
  if (order === null) return 0;
  let count = 0;
  rows: for (let place = from; place < to && count < found.length; place++) {
    const row = order[place] as number;
    for (let p = 0; p < predicates.length; p++) {
      const value = (columns[p] as IndexedColumn).values[row] as number;
      if (!meets(value, predicates[p] as Predicate)) continue rows;
    }
    found[count++] = row;
  }
  return count;
}

function rangeOf({ order, sorted }: IndexedColumn, { operator, value }: Predicate) {
  switch (operator) {
    case 'equals':
      return { from: countBelow(sorted, value), to: countAtMost(sorted, value) };
    case 'at-most':
      return { from: 0, to: countAtMost(sorted, value) };
    case 'at-least':
      return { from: countBelow(sorted, value), to: sorted.length };
    case 'missing':
      return { from: sorted.length, to: order.length };
    case 'differs':
      // Not one range: all rows are walked and tested.
      return { from: 0, to: order.length };
    default:
      return operator satisfies never;
  }
}

function meets(cell: number, { operator, value }: Predicate): boolean {
  switch (operator) {
    case 'equals':
      return cell === value;
    case 'differs':
      return cell !== value;
    case 'at-most':
      return cell <= value;
    case 'at-least':
      return cell >= value;
    case 'missing':
      return Number.isNaN(cell);
    default:
      return operator satisfies never;
  }
}
