import type { KnownEstimate } from '../../result/document.ts';
import { percentileInterval } from '../../statistics/bootstrap-interval.ts';
import { level, withInterval, withoutInterval } from '../estimate.ts';

/**
 * A value with the percentile interval of its replicates, widened where the value lies outside: functions of ranks and
 * of best models are smaller on resamples than on the rows themselves.
 */
export function bootstrapped(
  value: number,
  replicates: Float64Array,
  rows: number,
  method: string,
): KnownEstimate {
  if (replicates.length < 50 || !replicates.every(Number.isFinite)) {
    return withoutInterval(value, rows, 'too few resamples of the holdout define this measure');
  }
  const { low, high } = percentileInterval(replicates, level);
  return withInterval(value, rows, { low: Math.min(low, value), high: Math.max(high, value) }, method);
}

/** The value and its interval's ends, as a forest plot draws them. */
export function pointOf({ value, uncertainty }: KnownEstimate): { value: number; low: number; high: number } {
  if (uncertainty.kind !== 'interval') return { value, low: value, high: value };
  return { value, low: uncertainty.low, high: uncertainty.high };
}
