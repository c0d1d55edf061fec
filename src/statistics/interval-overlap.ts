import type { Interval } from './interval.ts';

/**
 * How much two confidence intervals overlap: the length of what they share, as the mean of its shares of either. 1 where
 * they are the same, 0 where they touch, negative where they lie apart. Throws a RangeError unless both have a length.
 * Source: Karr, Kohnen, Oganian, Reiter and Sanil (2006), The American Statistician 60(3).
 */
export function intervalOverlap(first: Interval, second: Interval): number {
  const [a, b] = [first.high - first.low, second.high - second.low];
  if (!(a > 0 && b > 0)) throw new RangeError('An overlap needs intervals that have a length.');
  const shared = Math.min(first.high, second.high) - Math.max(first.low, second.low);
  return (shared / a + shared / b) / 2;
}
