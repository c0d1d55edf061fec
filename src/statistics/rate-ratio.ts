import type { Interval } from './interval.ts';
import { wilsonInterval } from './wilson-interval.ts';

/**
 * The ratio of two small shares, A/B, with an interval that also holds where nothing was counted in A: given the total
 * of both counts, A's count is binomial with the odds (rows of A × A) : (rows of B × B); Wilson's limits of that share
 * become limits of the ratio. Exact in this respect for rare events; for shares of up to a tenth a little too wide.
 * Throws a RangeError where B's count is 0 or a side has no rows.
 * Source: Przyborowski & Wilenski (1940), Biometrika 31 (conditioning); Wilson (1927) for the limits.
 */
export function rateRatio(
  countA: number,
  rowsA: number,
  countB: number,
  rowsB: number,
  level = 0.95,
): { value: number } & Interval {
  if (!(countB > 0 && rowsA > 0 && rowsB > 0)) throw new RangeError('a ratio of shares needs counts below');
  const limits = wilsonInterval(countA, countA + countB, level);
  const ratioAt = (share: number) => (share / (1 - share)) * (rowsB / rowsA);
  return {
    value: countA / rowsA / (countB / rowsB),
    low: ratioAt(limits.low),
    high: ratioAt(limits.high),
  };
}
