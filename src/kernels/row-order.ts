import type { EncodedRows } from './encoded-rows.ts';

/** An order in which rows that are near one another in space stand near one another. */
export interface RowOrder {
  /** Rows of the base in this order. */
  readonly base: Int32Array;
  /** Rows of the queries in the same order. */
  readonly queries: Int32Array;
  /** For each ordered query, how many base rows stand before it. */
  readonly homes: Int32Array;
  /** The code columns from few to many categories: the order of the sort. */
  readonly codeOrder: readonly number[];
  /** Code columns with categories numbered from 0, base rows first, then queries. */
  readonly ranks: readonly Int32Array[];
  readonly categoryCounts: readonly number[];
}

/** Groups of this size are not split further. */
const GROUP = 16;

/**
 * Orders base and queries together: by categories, columns with the fewest first, then within equal categories by
 * splitting at the median of the numeric column that spreads most, again and again. With `first` as `numbers` all
 * rows are split at once. `queries` is null where they are the base.
 */
export function orderRows(
  base: EncodedRows,
  queries: EncodedRows | null,
  first: 'codes' | 'numbers' = 'codes',
): RowOrder {
  const count = base.rowCount + (queries?.rowCount ?? 0);
  const ranked = base.codes.map((column, c) => rankCodes(column, queries?.codes[c] ?? null));
  const categoryCounts = ranked.map((column) => column.count);
  const ranks = ranked.map((column) => column.ranks);
  const codeOrder = ranks.map((_, c) => c).sort((a, b) => categoryCounts[a]! - categoryCounts[b]! || a - b);

  let order = new Int32Array(count);
  for (let row = 0; row < count; row++) order[row] = row;
  for (const c of codeOrder.toReversed()) order = sortByRank(order, ranks[c]!, categoryCounts[c]!);

  const numeric = base.numeric.map((column, c) => {
    const both = new Float64Array(count);
    both.set(column);
    if (queries) both.set(queries.numeric[c]!, base.rowCount);
    return both;
  });
  for (let from = 0; from < count; ) {
    let to = from + 1;
    if (first === 'numbers') to = count;
    else while (to < count && isAlike(ranks, order[to]!, order[from]!)) to++;
    splitByNumbers(order, from, to, numeric);
    from = to;
  }
  return { ...separate(order, base.rowCount, queries !== null), codeOrder, ranks, categoryCounts };
}

function isAlike(columns: readonly Int32Array[], first: number, second: number): boolean {
  for (let c = 0; c < columns.length; c++) {
    const column = columns[c]!;
    if (column[first] !== column[second]) return false;
  }
  return true;
}

function separate(order: Int32Array, baseCount: number, apart: boolean) {
  if (!apart) return { base: order, queries: order, homes: Int32Array.from(order, (_, i) => i) };
  const base = new Int32Array(baseCount);
  const queries = new Int32Array(order.length - baseCount);
  const homes = new Int32Array(order.length - baseCount);
  let before = 0;
  let query = 0;
  for (const row of order) {
    if (row < baseCount) base[before++] = row;
    else {
      homes[query] = before;
      queries[query++] = row - baseCount;
    }
  }
  return { base, queries, homes };
}

/** Numbers categories in the order in which they first occur. */
function rankCodes(base: Int32Array, queries: Int32Array | null): { ranks: Int32Array; count: number } {
  const ranks = new Int32Array(base.length + (queries?.length ?? 0));
  ranks.set(base);
  if (queries) ranks.set(queries, base.length);
  let least = 0;
  let most = 0;
  for (let at = 0; at < ranks.length; at++) {
    least = Math.min(least, ranks[at]!);
    most = Math.max(most, ranks[at]!);
  }
  const isSmall = most - least < LARGEST_TABLE;
  return { ranks, count: isSmall ? rankByTable(ranks, least, most) : rankByMap(ranks) };
}

/** Codes are nearly always small numbers: then a table says the rank of each. */
const LARGEST_TABLE = 1 << 20;

function rankByTable(codes: Int32Array, least: number, most: number): number {
  // 0 where a code has not occurred yet.
  const rankAfter = new Int32Array(most - least + 1);
  let count = 0;
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at]! - least;
    if (rankAfter[code] === 0) rankAfter[code] = ++count;
    codes[at] = rankAfter[code]! - 1;
  }
  return count;
}

function rankByMap(codes: Int32Array): number {
  const known = new Map<number, number>();
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at]!;
    let rank = known.get(code);
    if (rank === undefined) {
      rank = known.size;
      known.set(code, rank);
    }
    codes[at] = rank;
  }
  return known.size;
}

/** Counting sort, stable. */
function sortByRank(
  order: Int32Array<ArrayBuffer>,
  ranks: Int32Array,
  count: number,
): Int32Array<ArrayBuffer> {
  if (count < 2) return order;
  const starts = new Int32Array(count + 1);
  for (let row = 0; row < order.length; row++) starts[ranks[row]! + 1]!++;
  for (let rank = 0; rank < count; rank++) starts[rank + 1]! += starts[rank]!;
  const sorted = new Int32Array(order.length);
  for (let at = 0; at < order.length; at++) {
    const row = order[at]!;
    sorted[starts[ranks[row]!]!++] = row;
  }
  return sorted;
}

function splitByNumbers(order: Int32Array, from: number, to: number, numeric: readonly Float64Array[]): void {
  const open = [[from, to] as const];
  for (let range = open.pop(); range; range = open.pop()) {
    const [start, end] = range;
    if (end - start <= GROUP) continue;
    const column = widest(order, start, end, numeric);
    if (!column) continue;
    const middle = start + GROUP * Math.ceil((end - start) / (2 * GROUP));
    select(order, start, end, middle, column);
    open.push([start, middle], [middle, end]);
  }
}

/** The column with the largest mean absolute deviation in a sample of the range; null where none varies. */
function widest(order: Int32Array, from: number, to: number, numeric: readonly Float64Array[]) {
  const step = Math.max(1, Math.floor((to - from) / 256));
  let best: Float64Array | null = null;
  let most = 0;
  for (const column of numeric) {
    let sum = 0;
    let present = 0;
    for (let i = from; i < to; i += step) {
      const value = column[order[i]!]!;
      if (Number.isNaN(value)) continue;
      sum += value;
      present++;
    }
    const mean = sum / present;
    let spread = 0;
    for (let i = from; i < to; i += step) {
      const value = column[order[i]!]!;
      spread += Number.isNaN(value) ? 1 : Math.abs(value - mean);
    }
    if (present < 1) continue;
    if (spread > most) {
      most = spread;
      best = column;
    }
  }
  return best;
}

/** Hoare's selection: rows before `middle` are not above those from it on. Missing values stand first. */
function select(order: Int32Array, from: number, to: number, middle: number, column: Float64Array): void {
  const key = (i: number) => {
    const value = column[order[i]!]!;
    return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
  };
  let low = from;
  let high = to - 1;
  while (low < high) {
    const pivot = key((low + high) >> 1);
    let i = low;
    let j = high;
    while (i <= j) {
      while (key(i) < pivot) i++;
      while (key(j) > pivot) j--;
      if (i > j) break;
      const held = order[i]!;
      order[i++] = order[j]!;
      order[j--] = held;
    }
    if (middle <= j) high = j;
    else if (middle >= i) low = i;
    else return;
  }
}
