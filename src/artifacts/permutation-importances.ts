import type { Feature, FeatureMatrix } from '../models/feature-matrix.ts';
import type { Model } from '../models/model.ts';
import { pairedBootstrap } from '../statistics/paired-bootstrap.ts';
import type { Evaluate } from '../statistics/predictions.ts';
import type { Random } from '../statistics/random.ts';
import type { LearningTask } from './learning-task.ts';
import { type Labels, mainMetricOf, predictFor, prepareMetric } from './task-metrics.ts';

/** How much worse a model predicts when a column is shuffled, by column. */
export interface Importances {
  readonly values: Float64Array;
  /** By resample of the test rows, the columns' importances. */
  readonly replicates: readonly Float64Array[];
}

export interface ImportancePlan {
  readonly task: LearningTask;
  readonly test: { readonly features: FeatureMatrix; readonly labels: Labels };
  readonly units: Int32Array | null;
  readonly replicates: number;
  /** Shuffles columns and resamples rows: the same stream for models that are compared. */
  random(): Random;
}

/**
 * Permutation importance on test rows (Breiman, "Random forests", 2001; Fisher, Rudin and Dominici, "All models are wrong,
 * but many are useful", 2019): the main metric (AUC, R²) less the metric with the column shuffled. Null where the metric
 * is undefined on these rows.
 */
export function permutationImportances(model: Model, plan: ImportancePlan): Importances | null {
  const { task, test, units, replicates } = plan;
  const { features } = test.features;
  const random = plan.random();
  const metricOf = (matrix: FeatureMatrix): Evaluate =>
    prepareMetric(task, mainMetricOf(task), test.labels, predictFor(task, model, matrix));
  const metrics = [
    metricOf(test.features),
    ...features.map((feature) => {
      const shuffled = shuffle(feature, random.stream('shuffle').stream(feature.name));
      return metricOf({
        ...test.features,
        features: features.map((other) => (other === feature ? shuffled : other)),
      });
    }),
  ];
  const { points, values } = pairedBootstrap(metrics, {
    rowCount: test.features.rowCount,
    replicates,
    random: random.stream('rows'),
    units,
  });
  if (!points.every(Number.isFinite)) return null;
  const [whole, ...without] = values as [Float64Array, ...Float64Array[]];
  return {
    values: Float64Array.from(features, (_, f) => points[0]! - points[f + 1]!),
    replicates: Array.from(whole, (metric, b) => Float64Array.from(without, (of) => metric - of[b]!)),
  };
}

function shuffle(feature: Feature, random: Random): Feature {
  if (feature.kind === 'numeric') {
    const values = feature.values.slice();
    random.shuffle(values);
    return { ...feature, values };
  }
  const codes = feature.codes.slice();
  random.shuffle(codes);
  return { ...feature, codes };
}
