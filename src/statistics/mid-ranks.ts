import { countAtMost, countBelow } from './sorted-copy.ts';

/**
 * Ranks from 1 to n of the non-missing values, equal values sharing the mean of their ranks; missing stays missing (NaN).
 * Source: Kendall (1945), Biometrika 33.
 */
export function midRanks(values: Float64Array): Float64Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const ranks = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    ranks[i] = Number.isNaN(value)
      ? Number.NaN
      : (countBelow(sorted, value) + countAtMost(sorted, value) + 1) / 2;
  }
  return ranks;
}
