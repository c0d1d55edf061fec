import type { Interval } from './interval.ts';
import { normalQuantile } from './normal-distribution.ts';

/**
 * Distribution-free interval of a quantile: the order statistics whose ranks enclose it, by the binomial's normal
 * approximation (Conover 1999, Practical Nonparametric Statistics, sec. 3.2).
 *
 * @param sorted ascending sample, not empty
 * @param share the quantile, in (0, 1)
 */
export function quantileInterval(sorted: Float64Array, share: number, level = 0.95): Interval {
  const rows = sorted.length;
  const reach = normalQuantile((1 + level) / 2) * Math.sqrt(rows * share * (1 - share));
  const lowRank = Math.max(1, Math.floor(rows * share - reach));
  const highRank = Math.min(rows, Math.ceil(rows * share + reach) + 1);
  return { low: sorted[lowRank - 1] as number, high: sorted[highRank - 1] as number };
}
