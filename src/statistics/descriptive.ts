/**
 * Descriptive basics of a column's finite values, from simple-statistics: missing values and infinities are left out.
 * Each throws a RangeError where too few values are left. The library reads any indexed numbers, but its typings ask
 * for plain arrays; this is the one place that adapts them.
 */
import * as library from 'simple-statistics';

/** The mean, by compensated summation. */
export const mean = ofFinite(library.mean, 1);
/** The variance over n − 1. */
export const variance = ofFinite(library.sampleVariance, 2);
/** The square root of the variance over n − 1. */
export const standardDeviation = ofFinite(library.sampleStandardDeviation, 2);
/** The variance over n. */
export const populationVariance = ofFinite(library.variance, 1);
/** The square root of the variance over n. */
export const populationStandardDeviation = ofFinite(library.standardDeviation, 1);
/** The sample skewness (adjusted Fisher–Pearson); not defined for a constant column. */
export const skewness = ofFinite(library.sampleSkewness, 3);
/** The middle value, or the mean of the two middle ones. */
export const median = ofFinite((values) => library.medianSorted(values), 1, true);
/** The lowest value. */
export const minimum = ofFinite(library.min, 1);
/** The highest value. */
export const maximum = ofFinite(library.max, 1);

/** The finite values in their order; the array itself where all are finite. */
export function finiteValues(values: Float64Array): Float64Array {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) return values.filter((value) => Number.isFinite(value));
  }
  return values;
}

function ofFinite(statistic: (values: number[]) => number, least: number, sorted = false) {
  return (values: Float64Array): number => {
    const kept = finiteValues(values);
    if (kept.length < least)
      throw new RangeError(`${least} or more finite values are needed, not ${kept.length}`);
    const ready = sorted ? Float64Array.from(kept).sort() : kept;
    const value = statistic(ready as unknown as number[]);
    if (!Number.isFinite(value)) throw new RangeError('the values have no such statistic');
    return value;
  };
}
