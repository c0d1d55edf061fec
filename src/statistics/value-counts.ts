import { sortNumbers } from './sort-numbers.ts';

/** The distinct values of a column, ascending, and how many rows have less. NaN is left out, −0 counts as 0. */
export interface ValueCounts {
  /** Rows that are not NaN. */
  readonly rows: number;
  readonly distinct: Float64Array;
  /** Rows below each distinct value, and all rows behind the last: one entry more than there are values. */
  readonly below: Int32Array;
  /** The place of the first distinct value that is at least `x`, which must not be NaN; behind the last where none is. */
  placeOf(x: number): number;
}

/**
 * Counts the values of a column, over several datasets together where several are given. Cells of one column repeat: values are collected in a hash table and only the distinct ones
 * sorted, unless most of them turn out to be different.
 */
export function countValues(...datasets: readonly Float64Array[]): ValueCounts {
  const counted = countRepeated(datasets) ?? countSorted(datasets);
  let find: ((x: number) => number) | null = null;
  const placeOf = (x: number): number => {
    find ??= placesOf(counted);
    return find(x);
  };
  return { ...counted, placeOf };
}

/** All values that were counted, in ascending order: those at places `from` to `to` of the distinct ones, without `to`. */
export function listValues(counts: ValueCounts, from = 0, to = counts.distinct.length): Float64Array {
  const { distinct, below } = counts;
  const offset = below[from] as number;
  const rows = (below[to] as number) - offset;
  if (rows === to - from) return distinct.slice(from, to);
  const sorted = new Float64Array(rows);
  let row = 0;
  for (let place = from; place < to; place++) {
    const value = distinct[place] as number;
    const end = (below[place + 1] as number) - offset;
    while (row < end) sorted[row++] = value;
  }
  return sorted;
}

type Counted = Omit<ValueCounts, 'placeOf'>;

/** Below so many rows, or that share of all, whether values repeat cannot be told. */
const fewestRows = 4096;
const fewestShare = 0.1;

/** Null where more than half of the values met so far are different. */
function countRepeated(datasets: readonly Float64Array[]): Counted | null {
  let room = 1024;
  let keys = new Float64Array(room);
  let counts = new Int32Array(room);
  let found = 0;
  let rows = 0;
  const enough = Math.min(fewestRows, fewestShare * datasets.reduce((sum, { length }) => sum + length, 0));
  const one = new Float64Array(1);
  const bits = new Uint32Array(one.buffer);
  // Where a value is, or where it can be put.
  const slotOf = (value: number): number => {
    one[0] = value;
    let slot = mix(bits[0] as number, bits[1] as number) & (room - 1);
    while (counts[slot] !== 0 && keys[slot] !== value) slot = (slot + 1) & (room - 1);
    return slot;
  };
  for (const values of datasets) {
    for (let row = 0; row < values.length; row++) {
      // −0 + 0 is 0.
      const value = (values[row] as number) + 0;
      if (Number.isNaN(value)) continue;
      rows++;
      const slot = slotOf(value);
      counts[slot] = (counts[slot] as number) + 1;
      if (counts[slot] !== 1) continue;
      keys[slot] = value;
      found++;
      if (2 * found < room) continue;
      if (rows >= enough && 2 * found > rows) return null;
      room *= 4;
      const [oldKeys, oldCounts] = [keys, counts];
      keys = new Float64Array(room);
      counts = new Int32Array(room);
      for (let old = 0; old < oldKeys.length; old++) {
        if (oldCounts[old] === 0) continue;
        const moved = slotOf(oldKeys[old] as number);
        keys[moved] = oldKeys[old] as number;
        counts[moved] = oldCounts[old] as number;
      }
    }
  }
  const distinct = new Float64Array(found);
  let filled = 0;
  for (let slot = 0; slot < room; slot++) {
    if (counts[slot] !== 0) distinct[filled++] = keys[slot] as number;
  }
  sortNumbers(distinct);
  const below = new Int32Array(found + 1);
  for (let place = 0; place < found; place++) {
    const slot = slotOf(distinct[place] as number);
    below[place + 1] = (below[place] as number) + (counts[slot] as number);
  }
  return { rows, distinct, below };
}

/** Both halves of a number's bits, mixed: the low bits of round numbers are all 0. */
function mix(low: number, high: number): number {
  let hash = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}

function countSorted(datasets: readonly Float64Array[]): Counted {
  const sorted = new Float64Array(datasets.reduce((sum, { length }) => sum + length, 0));
  let rows = 0;
  for (const values of datasets) {
    for (let row = 0; row < values.length; row++) {
      const value = (values[row] as number) + 0;
      if (!Number.isNaN(value)) sorted[rows++] = value;
    }
  }
  sortNumbers(sorted.subarray(0, rows));
  const below = new Int32Array(rows + 1);
  let found = 0;
  for (let row = 0; row < rows; row++) {
    const value = sorted[row] as number;
    if (row > 0 && sorted[found - 1] === value) continue;
    below[found] = row;
    sorted[found++] = value;
  }
  below[found] = rows;
  return { rows, distinct: sorted.slice(0, found), below: below.slice(0, found + 1) };
}

/** Looks a value up by where it lies between the ends: in a table of equal widths, then by halving what its width holds. */
function placesOf({ distinct }: Counted): (x: number) => number {
  let first = 0;
  let last = distinct.length - 1;
  while (first <= last && distinct[first] === Number.NEGATIVE_INFINITY) first++;
  while (last >= first && distinct[last] === Number.POSITIVE_INFINITY) last--;
  const low = first <= last ? (distinct[first] as number) : Number.POSITIVE_INFINITY;
  const high = first <= last ? (distinct[last] as number) : Number.NEGATIVE_INFINITY;
  let widths = 1;
  while (widths < 2 * distinct.length && widths < mostWidths) widths *= 2;
  const scale = high > low ? widths / (high - low) : 0;
  const starts = new Int32Array(widths + 1);
  // Rounding keeps order: a value of an earlier width is smaller.
  const widthOf = (x: number) => Math.min(widths - 1, ((x - low) * scale) | 0);
  for (let place = first; place <= last; place++) {
    const width = widthOf(distinct[place] as number);
    starts[width + 1] = (starts[width + 1] as number) + 1;
  }
  starts[0] = first;
  for (let width = 1; width <= widths; width++) {
    starts[width] = (starts[width] as number) + (starts[width - 1] as number);
  }
  return (x) => {
    if (!(x >= low)) return x === Number.NEGATIVE_INFINITY ? 0 : first;
    if (!(x <= high)) return last + 1;
    const width = widthOf(x);
    let from = starts[width] as number;
    let to = starts[width + 1] as number;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((distinct[middle] as number) < x) from = middle + 1;
      else to = middle;
    }
    return from;
  };
}

const mostWidths = 2 ** 20;
