import { countValues, listValues } from './value-counts.ts';

/** The finite values in ascending order, as a copy: missing values and infinities are dropped. */
export function sortedFinite(values: Float64Array): Float64Array {
  const counts = countValues(values);
  const { distinct } = counts;
  let from = 0;
  let to = distinct.length;
  if (distinct[from] === Number.NEGATIVE_INFINITY) from++;
  if (to > from && distinct[to - 1] === Number.POSITIVE_INFINITY) to--;
  return listValues(counts, from, to);
}

/** How many values of an ascending array are below `x`. */
export function countBelow(sorted: Float64Array, x: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many values of an ascending array are at most `x`. */
export function countAtMost(sorted: Float64Array, x: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}
