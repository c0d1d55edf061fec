import type { Interval } from './interval.ts';
import { normalQuantile } from './normal-distribution.ts';
import { rateRatio } from './rate-ratio.ts';

/**
 * The ratio of two independent shares of any size, A/B, with an interval: normal on the logarithmic scale. Where nothing
 * was counted in A the logarithm has no variance, and the limits are those for rare events.
 * Throws a RangeError where B's count is 0 or a side has no rows.
 * Source: Katz, Baptista, Azen & Pike (1978). Obtaining confidence intervals for the risk ratio in cohort studies. Biometrics 34.
 */
export function shareRatio(
  countA: number,
  rowsA: number,
  countB: number,
  rowsB: number,
  level = 0.95,
): { value: number } & Interval {
  if (countA === 0) return rateRatio(countA, rowsA, countB, rowsB, level);
  if (!(countB > 0 && rowsA > 0 && rowsB > 0)) throw new RangeError('a ratio of shares needs counts below');
  const value = countA / rowsA / (countB / rowsB);
  // All of one side has no variance; half a row less keeps the interval from closing on a point.
  const variance =
    1 / countA -
    1 / (rowsA + (countA === rowsA ? 0.5 : 0)) +
    1 / countB -
    1 / (rowsB + (countB === rowsB ? 0.5 : 0));
  const reach = Math.exp(normalQuantile((1 + level) / 2) * Math.sqrt(variance));
  return { value, low: value / reach, high: value * reach };
}
