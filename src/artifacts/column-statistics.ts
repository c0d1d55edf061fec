import type { Interval } from '../statistics/interval.ts';
import { type LogVariance, logVariance, logVarianceRatio } from '../statistics/log-variance.ts';
import { quantile } from '../statistics/quantile.ts';
import { quantileInterval } from '../statistics/quantile-interval.ts';
import { defineCandidateArtifact, defineRunArtifact } from './artifact.ts';
import { candidateRows } from './candidate-rows.ts';
import { sortedValues } from './column-counts.ts';
import { naiveRows } from './naive-rows.ts';
import { realRows } from './real-rows.ts';
import { isCompared, type NumberCells, type Rows, sharedColumns } from './rows.ts';

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

/** Train's columns, summed up once for all that is compared with them. */
export const trainStatistics = defineRunArtifact({
  id: 'train-column-statistics',
  requires: { realRows },
  make: ({ realRows }) => summarizeRows(realRows.train),
});

export const candidateStatistics = defineCandidateArtifact({
  id: 'column-statistics',
  requires: { realRows, candidateRows, trainStatistics },
  make: ({ realRows, candidateRows, trainStatistics }) =>
    compareStatistics(realRows.train, candidateRows, trainStatistics),
});

/** Train against the holdout (null without one) and against the naive candidate. */
export const referenceStatistics = defineRunArtifact({
  id: 'reference-column-statistics',
  requires: { realRows, naiveRows, trainStatistics },
  make: ({ realRows: { train, holdout }, naiveRows, trainStatistics }) => ({
    holdout: holdout && compareStatistics(train, holdout, trainStatistics),
    naive: compareStatistics(train, naiveRows, trainStatistics),
  }),
});

/** Every column of numbers and dates that varies in train. */
export function compareStatistics(
  train: Rows,
  other: Rows,
  ofTrain: ReadonlyMap<string, ColumnSummary> = summarizeRows(train),
): ReadonlyMap<string, ColumnStatistics> {
  const compared = new Map<string, ColumnStatistics>();
  for (const { name, real, other: match } of sharedColumns(train, other)) {
    if (real.type !== 'number' || match.type !== 'number') continue;
    const [summary, summaryOfOther] = [ofTrain.get(name), summarize(match)];
    const statistics = summary && summaryOfOther && compareColumn(summary, summaryOfOther);
    if (statistics) compared.set(name, statistics);
  }
  return compared;
}

const z = 1.959963984540054;

/** What a column of numbers, with at least one filled cell, is compared by. */
export interface ColumnSummary {
  readonly filled: number;
  readonly mean: number;
  /** Over n − 1. */
  readonly deviation: number;
  readonly isConstant: boolean;
  /** Null with fewer than three filled cells, or without variation. */
  readonly logVariance: LogVariance | null;
  quantileAt(share: number): SampleQuantile;
}

interface SampleQuantile {
  readonly value: number;
  readonly limits: { readonly low: number; readonly high: number };
}

function summarizeRows(rows: Rows): ReadonlyMap<string, ColumnSummary> {
  const summaries = new Map<string, ColumnSummary>();
  for (const [name, cells] of rows.columns) {
    const summary = cells.type === 'number' && isCompared(cells.schema) ? summarize(cells) : null;
    if (summary) summaries.set(name, summary);
  }
  return summaries;
}

/** Null without a filled cell. The column itself is not held. */
function summarize(cells: NumberCells): ColumnSummary | null {
  const sorted = sortedValues(cells);
  if (sorted.length === 0) return null;
  const quantiles = new Map(
    [0.5, ...comparedQuantiles].map((share) => [
      share,
      { value: quantile(sorted, share), limits: quantileInterval(sorted, share) },
    ]),
  );
  return {
    filled: sorted.length,
    ...moments(sorted),
    isConstant: sorted[0] === sorted[sorted.length - 1],
    logVariance: sorted.length < 3 ? null : logVariance(sorted),
    quantileAt: (share) => quantiles.get(share) as SampleQuantile,
  };
}

function compareColumn(real: ColumnSummary, other: ColumnSummary): ColumnStatistics | null {
  if (real.filled < 2) return null;
  const unit = real.deviation;
  if (!(unit > 0)) return null;
  const mean = (other.mean - real.mean) / unit;
  // A single row has no spread to estimate an error from: train's stands in.
  const otherDeviation = other.filled > 1 ? other.deviation : real.deviation;
  const meanError = Math.sqrt(real.deviation ** 2 / real.filled + otherDeviation ** 2 / other.filled) / unit;
  const differenceAt = (share: number) =>
    quantileDifference(real.quantileAt(share), other.quantileAt(share), unit);
  return {
    realFilled: real.filled,
    otherFilled: other.filled,
    mean: { value: mean, low: mean - z * meanError, high: mean + z * meanError },
    meanError,
    deviationRatio: deviationRatio(real, other),
    median: differenceAt(0.5),
    quantiles: comparedQuantiles.map((share) => ({ share, difference: differenceAt(share) })),
  };
}

function moments(values: Float64Array): Pick<ColumnSummary, 'mean' | 'deviation'> {
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

/** Half a logarithm of variances; 0 where the other column does not vary. */
function deviationRatio(real: ColumnSummary, other: ColumnSummary): StatisticDifference | null {
  if (Math.min(real.filled, other.filled) < 3) return null;
  if (real.logVariance && other.isConstant) return { value: 0, low: 0, high: 0 };
  if (!real.logVariance || !other.logVariance) return null;
  const log = logVarianceRatio(other.logVariance, real.logVariance);
  const at = (shift: number) => Math.exp(Math.min(300, Math.max(-300, (log.value + shift) / 2)));
  return { value: at(0), low: at(-z * log.standardError), high: at(z * log.standardError) };
}

/** Distances to each quantile's own limits, squared and added (Zou & Donner 2008, MOVER). */
function quantileDifference(real: SampleQuantile, other: SampleQuantile, unit: number): StatisticDifference {
  const value = (other.value - real.value) / unit;
  return {
    value,
    low: value - Math.hypot(other.value - other.limits.low, real.limits.high - real.value) / unit,
    high: value + Math.hypot(other.limits.high - other.value, real.value - real.limits.low) / unit,
  };
}
