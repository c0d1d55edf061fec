import type { Interval } from './interval.ts';
import { normalQuantile } from './normal-distribution.ts';

/**
 * The score interval of a share: `successes` out of `trials`, which may be fractions where ties are split.
 * Without trials nothing is known: 0 to 1. Throws a RangeError unless 0 ≤ successes ≤ trials and 0 < level < 1.
 * Source: Wilson (1927), Journal of the American Statistical Association 22.
 */
export function wilsonInterval(successes: number, trials: number, level = 0.95): Interval {
  if (!(successes >= 0 && successes <= trials && trials < Infinity)) {
    throw new RangeError(`${successes} successes of ${trials} trials is not a share`);
  }
  const z = criticalValue(level);
  if (trials === 0) return { low: 0, high: 1 };
  const share = successes / trials;
  const centre = share + (z * z) / (2 * trials);
  const spread = z * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  const scale = 1 + (z * z) / trials;
  return {
    // The formula reaches the boundary only up to rounding, and never passes the share itself.
    low: successes === 0 ? 0 : Math.max(0, Math.min(share, (centre - spread) / scale)),
    high: successes === trials ? 1 : Math.min(1, Math.max(share, (centre + spread) / scale)),
  };
}

/** How many standard errors a two-sided interval of this level reaches to each side. */
export function criticalValue(level: number): number {
  if (!(level > 0 && level < 1)) throw new RangeError(`a level between 0 and 1 is needed, not ${level}`);
  return -normalQuantile((1 - level) / 2);
}
