import type { WorkerPool } from '../kernels/worker-pool.ts';
import { takeRows } from '../models/feature-matrix.ts';
import { fitMlRandomForest } from '../models/ml-random-forest.ts';
import type { Model } from '../models/model.ts';
import { fitForest } from '../models/random-forest.ts';
import { type PairedReplicates, pairedBootstrap } from '../statistics/paired-bootstrap.ts';
import { classMetrics, valueMetrics } from '../statistics/prediction-metrics.ts';
import type { Evaluate } from '../statistics/predictions.ts';
import type { Random } from '../statistics/random.ts';
import type { LearningRows, LearningTask } from './learning-task.ts';

/** How well models that were fitted on one dataset predict the holdout, on resamples that all datasets share. */
export interface ForestScores {
  readonly metrics: readonly MetricScore[];
  /** Rows that each model was fitted on. */
  readonly fittedRows: number;
  /** Of the first model, for curves: rows × classes, or one number per row. */
  readonly predictions: Float64Array;
  readonly repeats: number;
}

export interface MetricScore {
  readonly metric: string;
  /** Mean over the repeated fits. */
  readonly value: number;
  /** The same on every resample of the holdout. */
  readonly replicates: Float64Array;
  /** Variance of the mean that comes from the models' own randomness. */
  readonly seedVariance: number;
}

export interface ForestPlan {
  readonly task: LearningTask;
  readonly fit: LearningRows;
  readonly test: LearningRows;
  /** Fit on a random sample of this many rows, where there are more. */
  readonly rows: number;
  readonly repeats: number;
  readonly engine: 'histogram' | 'ml-random-forest';
  readonly replicates: number;
}

/**
 * Fits a forest `repeats` times and scores it on the test rows. `resamples` is the same stream for every dataset,
 * so that the differences between datasets are paired.
 */
export async function scoreForests(
  plan: ForestPlan,
  streams: { fits: Random; resamples: () => Random },
  pool: WorkerPool,
): Promise<ForestScores> {
  const perRepeat: PairedReplicates[] = [];
  let first: Float64Array | null = null;
  for (let repeat = 0; repeat < plan.repeats; repeat++) {
    const fits = streams.fits.stream(String(repeat));
    const forest = await fitOnce(plan, fits, pool);
    const predictions = predict(forest, plan);
    first ??= predictions;
    const metrics = Object.values(prepareMetrics(plan, predictions));
    perRepeat.push(
      pairedBootstrap(metrics, {
        rowCount: plan.test.features.rowCount,
        replicates: plan.replicates,
        random: streams.resamples(),
      }),
    );
  }
  const names = Object.keys(plan.task.kind === 'classification' ? classMetrics : valueMetrics);
  return {
    metrics: names.flatMap((metric, index) => averageOver(metric, index, perRepeat)),
    fittedRows: Math.min(plan.rows, plan.fit.features.rowCount),
    predictions: first ?? new Float64Array(0),
    repeats: plan.repeats,
  };
}

async function fitOnce(plan: ForestPlan, random: Random, pool: WorkerPool): Promise<Model> {
  const { task, fit, rows, engine } = plan;
  const available = fit.features.rowCount;
  const sample = rows < available ? random.stream('rows').sample(rows, available) : null;
  const features = sample ? takeRows(fit.features, sample) : fit.features;
  const labels = sample ? take(fit.labels, sample) : fit.labels;
  const seed = random.stream('forest').uint32();
  const shared = {
    task: task.kind,
    trees: treesOf[engine],
    seed,
    ...(task.kind === 'classification' ? { classCount: task.classes.length } : {}),
  };
  if (engine === 'ml-random-forest') return fitMlRandomForest(features, labels, shared);
  return fitForest(features, labels, shared, pool);
}

const treesOf = { histogram: 100, 'ml-random-forest': 50 } as const;

function predict(forest: Model, { task, test }: ForestPlan): Float64Array {
  return task.kind === 'classification'
    ? forest.predictProbabilities(test.features)
    : forest.predictValues(test.features);
}

function prepareMetrics({ task, test }: ForestPlan, predictions: Float64Array): Record<string, Evaluate> {
  if (task.kind === 'classification') {
    const bound = {
      classCount: task.classes.length,
      labels: test.labels as Int32Array,
      probabilities: predictions,
    };
    return mapValues(classMetrics, (prepare) => prepare(bound));
  }
  const bound = { actual: test.labels as Float64Array, predicted: predictions };
  return mapValues(valueMetrics, (prepare) => prepare(bound));
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

function take(labels: Int32Array | Float64Array, rows: Int32Array): Int32Array | Float64Array {
  if (labels instanceof Int32Array) return rows.map((row) => labels[row] as number);
  return Float64Array.from(rows, (row) => labels[row] as number);
}

function mapValues<In, Out>(
  values: Readonly<Record<string, In>>,
  change: (value: In) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}
