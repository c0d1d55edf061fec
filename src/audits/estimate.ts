import type { KnownEstimate } from '../result/document.ts';
import type { Interval } from '../statistics/interval.ts';
import { normalQuantile } from '../statistics/normal-distribution.ts';
import { wilsonInterval } from '../statistics/wilson-interval.ts';

/** The level of every interval in the result. */
export const level = 0.95;

/** A value that is a fact about the files at hand, not an estimate. */
export function exactly(value: number, sampleSize: number): KnownEstimate {
  return { value, sampleSize, uncertainty: { kind: 'exact' } };
}

/** A value with an interval found elsewhere. */
export function withInterval(
  value: number,
  sampleSize: number,
  interval: Interval,
  method: string,
): KnownEstimate {
  return {
    value,
    sampleSize,
    uncertainty: { kind: 'interval', level, low: interval.low, high: interval.high, method },
  };
}

/** A value with a normal interval from its standard error, kept inside the measure's range. */
export function withStandardError(
  value: number,
  sampleSize: number,
  standardError: number,
  method: string,
  range: Interval = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY },
): KnownEstimate {
  const reach = normalQuantile((1 + level) / 2) * standardError;
  const low = Math.max(range.low, value - reach);
  const high = Math.min(range.high, value + reach);
  return withInterval(value, sampleSize, { low, high }, method);
}

/** A share of rows with its Wilson interval. */
export function shareOf(successes: number, trials: number): KnownEstimate {
  return withInterval(
    successes / trials,
    trials,
    wilsonInterval(successes, trials, level),
    'Wilson score interval',
  );
}

/** A value whose uncertainty is not known, with the reason. */
export function withoutInterval(value: number, sampleSize: number, reason: string): KnownEstimate {
  return { value, sampleSize, uncertainty: { kind: 'unknown', reason } };
}

/** The range of a share. */
export const unitRange: Interval = { low: 0, high: 1 };
