import { runEnds } from './mid-ranks.ts';
import { countBelow } from './sorted-copy.ts';

/**
 * The mid-rank empirical distribution function of the non-missing values: the share below x plus half the share at x.
 * Below all values it is 0, above all 1, at NaN it is NaN. Throws a RangeError where every value is missing.
 * Source: Parzen (2004), Statistical Science 19 (mid-distribution function).
 */
export function fitMidRankDistribution(values: Float64Array): (x: number) => number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) throw new RangeError('a distribution needs values');
  const ends = runEnds(sorted);
  return (x) => {
    if (Number.isNaN(x)) return Number.NaN;
    const below = countBelow(sorted, x);
    const atMost = sorted[below] === x ? (ends[below] as number) : below;
    return (below + atMost) / (2 * sorted.length);
  };
}
