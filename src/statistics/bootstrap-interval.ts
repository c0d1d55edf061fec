import type { Interval } from './interval.ts';

/**
 * The percentile interval of bootstrap replicates: the order statistics at (B + 1)(1 ± level)/2, linearly between
 * neighbours and never beyond the extremes. Throws a RangeError without replicates or with a missing one.
 * Source: Davison and Hinkley (1997), Bootstrap Methods and their Application, section 5.3.
 */
export function percentileInterval(replicates: Float64Array, level = 0.95): Interval {
  if (!(level > 0 && level < 1)) throw new RangeError(`a level between 0 and 1 is needed, not ${level}`);
  if (replicates.length === 0) throw new RangeError('an interval needs replicates');
  const sorted = Float64Array.from(replicates).sort();
  if (Number.isNaN(sorted[sorted.length - 1])) throw new RangeError('a replicate is missing');
  return { low: orderStatistic(sorted, (1 - level) / 2), high: orderStatistic(sorted, (1 + level) / 2) };
}

function orderStatistic(sorted: Float64Array, share: number): number {
  const place = Math.min(sorted.length, Math.max(1, (sorted.length + 1) * share));
  const below = Math.floor(place);
  const low = sorted[below - 1] as number;
  const high = sorted[Math.min(below, sorted.length - 1)] as number;
  return low === high ? low : low + (place - below) * (high - low);
}
