import { countAtMost, countBelow } from '../statistics/sorted-copy.ts';

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
