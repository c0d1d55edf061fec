import type { Interval } from '../statistics/interval.ts';
import { logVariance, logVarianceRatio } from '../statistics/log-variance.ts';
import { quantile } from '../statistics/quantile.ts';
import { quantileInterval } from '../statistics/quantile-interval.ts';
import { defineCandidateArtifact, defineRunArtifact } from './artifact.ts';
import { candidateRows } from './candidate-rows.ts';
import { sortedValues } from './column-counts.ts';
import { naiveRows } from './naive-rows.ts';
import { realRows } from './real-rows.ts';
import { type Rows, sharedColumns } from './rows.ts';

/** A statistic of another dataset's column compared with train's, with its interval. */
export interface StatisticDifference extends Interval {
  readonly value: number;
}

/** Location and spread of a column of numbers, in units of train's standard deviation. */
export interface ColumnStatistics {
  readonly realFilled: number;
  readonly otherFilled: number;
  readonly mean: StatisticDifference;
  readonly meanError: number;
  /** A ratio; null where fewer than three cells are filled on either side. */
  readonly deviationRatio: StatisticDifference | null;
  readonly median: StatisticDifference;
  readonly quantiles: readonly { readonly share: number; readonly difference: StatisticDifference }[];
}

/** The shares at which quantiles are compared, beside the median. */
export const comparedQuantiles = [0.1, 0.9] as const;

export const candidateStatistics = defineCandidateArtifact({
  id: 'column-statistics',
  requires: { realRows, candidateRows },
  make: ({ realRows, candidateRows }) => compareStatistics(realRows.train, candidateRows),
});

/** Train against the holdout (null without one) and against the naive candidate. */
export const referenceStatistics = defineRunArtifact({
  id: 'reference-column-statistics',
  requires: { realRows, naiveRows },
  make: ({ realRows, naiveRows }) => ({
    holdout: realRows.holdout && compareStatistics(realRows.train, realRows.holdout),
    naive: compareStatistics(realRows.train, naiveRows),
  }),
});

/** Every column of numbers and dates that varies in train. */
export function compareStatistics(train: Rows, other: Rows): ReadonlyMap<string, ColumnStatistics> {
  const compared = new Map<string, ColumnStatistics>();
  for (const { name, real, other: match } of sharedColumns(train, other)) {
    if (real.type !== 'number' || match.type !== 'number') continue;
    const statistics = compareColumn(sortedValues(real), sortedValues(match));
    if (statistics) compared.set(name, statistics);
  }
  return compared;
}

const z = 1.959963984540054;

function compareColumn(real: Float64Array, other: Float64Array): ColumnStatistics | null {
  if (real.length < 2 || other.length === 0) return null;
  const a = moments(real);
  const b = moments(other);
  const unit = a.deviation;
  if (!(unit > 0)) return null;
  const mean = (b.mean - a.mean) / unit;
  // A single row has no spread to estimate an error from: train's stands in.
  const otherDeviation = other.length > 1 ? b.deviation : a.deviation;
  const meanError = Math.sqrt(a.deviation ** 2 / real.length + otherDeviation ** 2 / other.length) / unit;
  const quantileAt = (share: number) => quantileDifference(real, other, share, unit);
  return {
    realFilled: real.length,
    otherFilled: other.length,
    mean: { value: mean, low: mean - z * meanError, high: mean + z * meanError },
    meanError,
    deviationRatio: deviationRatio(real, other),
    median: quantileAt(0.5),
    quantiles: comparedQuantiles.map((share) => ({ share, difference: quantileAt(share) })),
  };
}

interface Moments {
  readonly mean: number;
  /** Over n − 1. */
  readonly deviation: number;
}

function moments(values: Float64Array): Moments {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let second = 0;
  for (const value of values) second += (value - mean) ** 2;
  const constant = values[0] === values[values.length - 1];
  return {
    mean: constant ? (values[0] as number) : mean,
    deviation: constant ? 0 : Math.sqrt(second / (values.length - 1)),
  };
}

/** Half a logarithm of variances; 0 where the other column does not vary. Both are sorted. */
function deviationRatio(real: Float64Array, other: Float64Array): StatisticDifference | null {
  if (Math.min(real.length, other.length) < 3) return null;
  const a = logVariance(real);
  if (a && other[0] === other[other.length - 1]) return { value: 0, low: 0, high: 0 };
  const b = a && logVariance(other);
  if (!b) return null;
  const log = logVarianceRatio(b, a);
  const at = (shift: number) => Math.exp(Math.min(300, Math.max(-300, (log.value + shift) / 2)));
  return { value: at(0), low: at(-z * log.standardError), high: at(z * log.standardError) };
}

/** Distances to each quantile's own limits, squared and added (Zou & Donner 2008, MOVER). */
function quantileDifference(
  real: Float64Array,
  other: Float64Array,
  share: number,
  unit: number,
): StatisticDifference {
  const a = quantile(real, share);
  const b = quantile(other, share);
  const limitsA = quantileInterval(real, share);
  const limitsB = quantileInterval(other, share);
  const value = (b - a) / unit;
  return {
    value,
    low: value - Math.hypot(b - limitsB.low, limitsA.high - a) / unit,
    high: value + Math.hypot(limitsB.high - b, a - limitsA.low) / unit,
  };
}
