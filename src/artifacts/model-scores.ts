import type { WorkerPool } from '../kernels/worker-pool.ts';
import { takeRows } from '../models/feature-matrix.ts';
import { fitModel, isSeeded, type ModelName } from '../models/fit-model.ts';
import type { Model } from '../models/model.ts';
import { type PairedReplicates, pairedBootstrap } from '../statistics/paired-bootstrap.ts';
import { classMetrics, valueMetrics } from '../statistics/prediction-metrics.ts';
import type { Random } from '../statistics/random.ts';
import { type LearningRows, type LearningTask, takeLabels } from './learning-task.ts';
import { predictFor, prepareMetrics } from './task-metrics.ts';

/** How well a model that was fitted on one dataset predicts the holdout, on resamples that all datasets share. */
export interface ModelScores {
  readonly metrics: readonly MetricScore[];
  /** Rows that each fit saw. */
  readonly fittedRows: number;
  /** Of the first fit, for curves: rows × classes, or one number per row. */
  readonly predictions: Float64Array;
  readonly repeats: number;
}

export interface MetricScore {
  readonly metric: string;
  /** Mean over the repeated fits. */
  readonly value: number;
  /** The same on every resample of the holdout. */
  readonly replicates: Float64Array;
  /** Variance of the mean that comes from the model's own randomness; 0 for a model that has none. */
  readonly seedVariance: number;
}

export interface ModelPlan {
  readonly task: LearningTask;
  readonly fit: LearningRows;
  readonly test: LearningRows;
  /** The person or household of each test row: resamples draw these; null where every row is its own. */
  readonly testUnits: Int32Array | null;
  /** Fit on a random sample of this many rows, where there are more. */
  readonly rows: number;
  /** Fits of a model that draws at random; others are fitted once. */
  readonly repeats: number;
  readonly model: ModelName;
  readonly replicates: number;
}

/**
 * Fits a model, as often as asked where seeds matter, and scores it on the test rows. `resamples` is the same stream for every dataset,
 * so that the differences between datasets are paired.
 */
export async function scoreModel(
  plan: ModelPlan,
  streams: { fits: Random; resamples: () => Random },
  pool: WorkerPool,
): Promise<ModelScores> {
  const perRepeat: PairedReplicates[] = [];
  let first: Float64Array | null = null;
  const repeats = isSeeded[plan.model] ? plan.repeats : 1;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const fits = streams.fits.stream(String(repeat));
    const model = await fitOnce(plan, fits, pool);
    const predictions = predictFor(plan.task, model, plan.test.features);
    first ??= predictions;
    const metrics = Object.values(prepareMetrics(plan.task, plan.test.labels, predictions));
    perRepeat.push(
      pairedBootstrap(metrics, {
        rowCount: plan.test.features.rowCount,
        replicates: plan.replicates,
        random: streams.resamples(),
        units: plan.testUnits,
      }),
    );
  }
  const names = Object.keys(plan.task.kind === 'classification' ? classMetrics : valueMetrics);
  return {
    metrics: names.flatMap((metric, index) => averageOver(metric, index, perRepeat)),
    fittedRows: Math.min(plan.rows, plan.fit.features.rowCount),
    predictions: first ?? new Float64Array(0),
    repeats,
  };
}

async function fitOnce(plan: ModelPlan, random: Random, pool: WorkerPool): Promise<Model> {
  const { task, fit, rows, model } = plan;
  const available = fit.features.rowCount;
  // The same rows for every model, so that models differ by nothing else.
  const sample = rows < available ? random.stream('rows').sample(rows, available) : null;
  return fitModel(
    model,
    sample ? takeRows(fit.features, sample) : fit.features,
    sample ? takeLabels(fit.labels, sample) : fit.labels,
    {
      task: task.kind,
      seed: random.stream('forest').uint32(),
      ...(task.kind === 'classification' ? { classCount: task.classes.length } : {}),
    },
    pool,
  );
}

/** A metric that is undefined on these rows (an AUC without positives) is left out, not invented. */
function averageOver(metric: string, index: number, repeats: readonly PairedReplicates[]): MetricScore[] {
  const points = repeats.map(({ points }) => points[index] as number);
  if (!points.every(Number.isFinite)) return [];
  const values = repeats.map(({ values }) => values[index] as Float64Array);
  const length = Math.min(...values.map((replicates) => replicates.length));
  const replicates = new Float64Array(length);
  for (let i = 0; i < length; i++) replicates[i] = mean(values.map((of) => of[i] as number));
  const centre = mean(points);
  const spread =
    points.length > 1
      ? points.reduce((sum, point) => sum + (point - centre) ** 2, 0) / (points.length - 1)
      : 0;
  return [{ metric, value: centre, replicates, seedVariance: spread / points.length }];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
