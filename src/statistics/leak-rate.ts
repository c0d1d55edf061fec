import type { Interval } from './interval.ts';
import { wilsonInterval } from './wilson-interval.ts';

/**
 * The leak rate R = (A − C)/(1 − C), where A is the share of attacks that succeed on training rows and C on control
 * rows. It is the share of training rows exposed when exposed rows are always hit and all others are hit like
 * controls. Never clipped at 0: a negative value says that the attack did worse on training rows.
 * Throws a RangeError where a side has no trials, and where C = 1, since the attack then says nothing.
 *
 * Interval: R is 1 minus the ratio (1 − A)/(1 − C), whose limits follow from the Wilson limits of the two shares.
 * Source: Donner and Zou (2012), Statistical Methods in Medical Research 21 (MOVER-R).
 */
export function leakRate(
  attackSuccesses: number,
  attackTrials: number,
  controlSuccesses: number,
  controlTrials: number,
  level = 0.95,
): { value: number } & Interval {
  if (attackTrials === 0 || controlTrials === 0) {
    throw new RangeError('a leak rate needs attacks on training rows and on control rows');
  }
  if (controlSuccesses === controlTrials) {
    throw new RangeError('the attack succeeds on every control row: its leak rate is undefined');
  }
  const above = share(attackTrials - attackSuccesses, attackTrials, level);
  const below = share(controlTrials - controlSuccesses, controlTrials, level);
  const product = above.value * below.value;
  // Both limits are roots of one quadratic; the lower one is written so that it has no zero denominator.
  const aboveLow = above.low * (2 * above.value - above.low);
  const aboveHigh = above.high * (2 * above.value - above.high);
  const belowLow = below.low * (2 * below.value - below.low);
  const belowHigh = below.high * (2 * below.value - below.high);
  const lowRoot = Math.sqrt(Math.max(0, product * product - aboveLow * belowHigh));
  const highRoot = Math.sqrt(Math.max(0, product * product - aboveHigh * belowLow));
  const ratioLow = aboveLow === 0 ? 0 : aboveLow / (product + lowRoot);
  const ratioHigh = (product + highRoot) / belowLow;
  return { value: 1 - above.value / below.value, low: 1 - ratioHigh, high: 1 - ratioLow };
}

function share(successes: number, trials: number, level: number): { value: number } & Interval {
  return { value: successes / trials, ...wilsonInterval(successes, trials, level) };
}
