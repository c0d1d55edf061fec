import { logGamma } from './log-gamma.ts';

/**
 * Predicts whether categories that were met will be met again among fresh rows, from how often each was met.
 *
 * Plugging in observed rates would take a category met once for as frequent as once. Instead rates are given a prior
 * p^(a − 1): a category met c times in N rows is met in n fresh ones with chance 1 − (N / (N + n))^(c + a). The exponent
 * follows from how many categories were met once and twice (their expected ratio is 2 : 1 + a); with few of them it is
 * drawn to 0, where rates spread evenly over orders of magnitude.
 * Sources: Good (1953), Biometrika 40; Fisher, Corbet & Williams (1943), J. Animal Ecology 12 (a = 0).
 *
 * @param counts how often each category was met; zeros are ignored
 * @returns `chance` that a category met `count` times is met among `rows` fresh rows, with the exponent as estimated or
 * so many of its standard errors off
 */
export function fitPresence(counts: ArrayLike<number>): {
  chance(count: number, rows: number, errors?: number): number;
} {
  let total = 0;
  let once = 0;
  let twice = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i] as number;
    total += count;
    if (count === 1) once++;
    if (count === 2) twice++;
  }
  const ratio = (2 * (twice + 1)) / (once + 2);
  // Delta method for the ratio of two Poisson counts.
  const error = ratio * Math.sqrt(1 / (twice + 1) + 1 / (once + 2));
  return {
    chance(count, rows, errors = 0) {
      const exponent = Math.min(1, Math.max(-0.95, ratio - 1 + errors * error));
      return -Math.expm1((count + exponent) * Math.log1p(-rows / (total + rows)));
    },
  };
}

/** The chance that a random subset of `rows` of `total` rows holds at least one of `count` marked ones. */
export function presenceInSubset(count: number, total: number, rows: number): number {
  if (count === 0) return 0;
  if (rows > total - count) return 1;
  // 1 − C(N − c, n) / C(N, n)
  return -Math.expm1(
    logGamma(total - count + 1) -
      logGamma(total - count - rows + 1) -
      logGamma(total + 1) +
      logGamma(total - rows + 1),
  );
}

/** How many of some categories as many fresh rows would hold, with the variance of that number about its expectation. */
export interface ExpectedPresence {
  readonly count: number;
  readonly variance: number;
}

/**
 * How many of the categories `codes` are expected among `rows` fresh rows. The holdout did not choose them: where it is large
 * enough its subsets are unbiased, with an error of their own; else the prediction from train and holdout together.
 *
 * @param train rows per category in train
 * @param holdout rows per category in the holdout; null without one
 */
export function expectPresence(
  codes: readonly number[],
  train: Float64Array,
  holdout: Float64Array | null,
  rows: number,
): ExpectedPresence {
  const holdoutRows = holdout ? holdout.reduce((sum, count) => sum + count, 0) : 0;
  const pooled = train.map((count, code) => count + (holdout?.[code] ?? 0));
  const predicted = fitPresence(pooled);
  const bySubsets = holdoutRows > 0 && rows <= holdoutRows;
  let count = 0;
  let variance = 0;
  let spread = 0;
  for (const code of codes) {
    const times = pooled[code] as number;
    const chance = predicted.chance(times, rows);
    count += bySubsets ? presenceInSubset(holdout?.[code] ?? 0, holdoutRows, rows) : chance;
    variance += chance * (1 - chance) * (bySubsets ? 1 + rows / holdoutRows : 1);
    spread += (predicted.chance(times, rows, 1) - predicted.chance(times, rows, -1)) / 2;
  }
  return { count, variance: bySubsets ? variance : variance + spread * spread };
}
