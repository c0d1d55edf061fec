import type { KnownEstimate } from '../../result/document.ts';
import { percentileInterval } from '../../statistics/bootstrap-interval.ts';
import { level, withInterval, withoutInterval } from '../estimate.ts';

/** Smaller groups of the holdout, or of one class in it, leave a metric that a few people decide. */
export const fewestRows = 50;
export const fewestOfClass = 11;

/** Resamples of the holdout. */
export const replicates = 300;

/** Of fewer the ends of 95 % are the extremes and no interval. */
const fewestReplicates = 20;

/** A value on the holdout with the interval of its resamples; `what` names it where they do not define it. */
export function holdoutEstimate(
  value: number,
  rows: number,
  resampled: Float64Array,
  what: string,
): KnownEstimate {
  if (resampled.length < fewestReplicates) {
    return withoutInterval(value, rows, `too few resamples of the holdout define this ${what}`);
  }
  const interval = percentileInterval(resampled, level);
  return withInterval(value, rows, interval, 'percentile bootstrap of the holdout');
}
