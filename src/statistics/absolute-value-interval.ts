import type { Interval } from './interval.ts';

/**
 * The interval of |x| where x lies in `interval`: the image of the interval, so it covers |x| whenever
 * `interval` covers x. It starts at 0 where the interval holds 0.
 */
export function absoluteValueInterval(interval: Interval): Interval {
  const a = Math.abs(interval.low);
  const b = Math.abs(interval.high);
  const holdsZero = interval.low <= 0 && interval.high >= 0;
  return { low: holdsZero ? 0 : Math.min(a, b), high: Math.max(a, b) };
}
