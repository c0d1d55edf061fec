import { countBelow } from './sorted-copy.ts';

/**
 * Ranks from 1 to n of the non-missing values, equal values sharing the mean of their ranks; missing stays missing (NaN).
 * Source: Kendall (1945), Biometrika 33.
 */
export function midRanks(values: Float64Array): Float64Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const ends = runEnds(sorted);
  const ranks = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) {
      ranks[i] = Number.NaN;
      continue;
    }
    const below = countBelow(sorted, value);
    ranks[i] = (below + (ends[below] as number) + 1) / 2;
  }
  return ranks;
}

/** For every place of an ascending array where a run of equal values begins: the place behind its end. */
export function runEnds(sorted: Float64Array): Int32Array {
  const ends = new Int32Array(sorted.length);
  let start = 0;
  while (start < sorted.length) {
    let end = start + 1;
    while (end < sorted.length && sorted[end] === sorted[start]) end++;
    ends[start] = end;
    start = end;
  }
  return ends;
}
