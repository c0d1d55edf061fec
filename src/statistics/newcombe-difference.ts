import type { Interval } from './interval.ts';
import { wilsonInterval } from './wilson-interval.ts';

/**
 * The difference of two independent shares, A − B, with its hybrid score interval.
 * Throws a RangeError where a side has no trials, since its share is then undefined.
 * Source: Newcombe (1998), Statistics in Medicine 17, method 10.
 */
export function newcombeDifference(
  successesA: number,
  trialsA: number,
  successesB: number,
  trialsB: number,
  level = 0.95,
): { value: number } & Interval {
  if (trialsA === 0 || trialsB === 0)
    throw new RangeError('a difference of shares needs trials on both sides');
  const limitsA = wilsonInterval(successesA, trialsA, level);
  const limitsB = wilsonInterval(successesB, trialsB, level);
  const shareA = successesA / trialsA;
  const shareB = successesB / trialsB;
  const value = shareA - shareB;
  return {
    value,
    low: value - Math.hypot(shareA - limitsA.low, limitsB.high - shareB),
    high: value + Math.hypot(limitsA.high - shareA, shareB - limitsB.low),
  };
}
