import { holm } from './holm.ts';
import type { Interval } from './interval.ts';
import { normalQuantile, normalUpperTail } from './normal-distribution.ts';

export interface NormalEstimate {
  readonly value: number;
  readonly standardError: number;
}

/**
 * The largest of several normal estimates, with an interval that allows for its having been picked: all of them hold
 * their values together at the level (Bonferroni). The index is that of the largest value.
 * Throws a RangeError for none.
 */
export function mostExtreme(
  estimates: readonly NormalEstimate[],
  level = 0.95,
): NormalEstimate & Interval & { index: number } {
  if (estimates.length === 0) throw new RangeError('there is no largest of none');
  let index = 0;
  for (const [at, { value }] of estimates.entries())
    if (value > (estimates[index]?.value ?? value)) index = at;
  const worst = estimates[index] as NormalEstimate;
  const reach = normalQuantile(1 - (1 - level) / (2 * estimates.length)) * worst.standardError;
  return { ...worst, index, low: worst.value - reach, high: worst.value + reach };
}

/** Two-sided p-values of the estimates against 0, raw and by Holm over all of them; 1 where nothing varies. */
export function differenceTests(estimates: readonly NormalEstimate[]): { raw: number[]; adjusted: number[] } {
  const raw = estimates.map(({ value, standardError }) =>
    standardError > 0 ? Math.min(1, 2 * normalUpperTail(Math.abs(value) / standardError)) : 1,
  );
  return { raw, adjusted: holm(raw) };
}
