import type { FeatureMatrix } from '../models/feature-matrix.ts';
import type { Model } from '../models/model.ts';
import { classMetrics, valueMetrics } from '../statistics/prediction-metrics.ts';
import type { Evaluate } from '../statistics/predictions.ts';
import type { LearningTask } from './learning-task.ts';

/** The labels of the rows that predictions are scored on: class codes, or numbers. */
export type Labels = Int32Array | Float64Array;

/** The metric by which a task is read where one must do. */
export function mainMetricOf({ kind }: Pick<LearningTask, 'kind'>): 'auc' | 'r2' {
  return kind === 'classification' ? 'auc' : 'r2';
}

/** What a model says about these rows: rows × classes, or one number per row. */
export function predictFor({ kind }: Pick<LearningTask, 'kind'>, model: Model, features: FeatureMatrix) {
  return kind === 'classification' ? model.predictProbabilities(features) : model.predictValues(features);
}

/** The named metric of a task, bound to predictions. */
export function prepareMetric(
  task: LearningTask,
  metric: string,
  labels: Labels,
  predictions: Float64Array,
): Evaluate {
  const prepared = prepareMetrics(task, labels, predictions, [metric])[metric];
  if (!prepared) throw new RangeError(`a ${task.kind} has no metric ${metric}`);
  return prepared;
}

/** Metrics of a task by name, bound to predictions; all of them unless named. */
export function prepareMetrics(
  task: LearningTask,
  labels: Labels,
  predictions: Float64Array,
  names: readonly string[] = Object.keys(task.kind === 'classification' ? classMetrics : valueMetrics),
): Record<string, Evaluate> {
  if (task.kind === 'classification') {
    const classCount = task.classes.length;
    const bound = { classCount, labels: labels as Int32Array, probabilities: predictions };
    return pick(classMetrics, names, (prepare) => prepare(bound));
  }
  const bound = { actual: labels as Float64Array, predicted: predictions };
  return pick(valueMetrics, names, (prepare) => prepare(bound));
}

function pick<In, Out>(
  from: Readonly<Record<string, In>>,
  names: readonly string[],
  change: (value: In) => Out,
): Record<string, Out> {
  return Object.fromEntries(
    Object.entries(from).flatMap(([name, value]) => (names.includes(name) ? [[name, change(value)]] : [])),
  );
}
