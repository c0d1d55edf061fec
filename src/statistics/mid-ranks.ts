import { countValues } from './value-counts.ts';

/**
 * Ranks from 1 to n of the non-missing values, equal values sharing the mean of their ranks; missing stays missing (NaN).
 * Source: Kendall (1945), Biometrika 33.
 */
export function midRanks(values: Float64Array): Float64Array {
  const { below, placeOf } = countValues(values);
  const ranks = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) {
      ranks[i] = Number.NaN;
      continue;
    }
    const place = placeOf(value);
    ranks[i] = ((below[place] as number) + (below[place + 1] as number) + 1) / 2;
  }
  return ranks;
}
