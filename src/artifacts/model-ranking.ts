import type { WorkerPool } from '../kernels/worker-pool.ts';
import { fitBaseline } from '../models/baseline.ts';
import { fitBoostedTrees } from '../models/boosted-trees.ts';
import { fitLinearModel } from '../models/linear-model.ts';
import type { FitTask, Model } from '../models/model.ts';
import { fitNearestNeighbours } from '../models/nearest-neighbours.ts';
import { fitForest } from '../models/random-forest.ts';
import { pairedBootstrap } from '../statistics/paired-bootstrap.ts';
import type { Evaluate } from '../statistics/predictions.ts';
import type { Random } from '../statistics/random.ts';
import { type LearningTask, takeLearningRows } from './learning-task.ts';
import type { FitRows } from './quick-model.ts';
import { mainMetricOf, predictFor, prepareMetric } from './task-metrics.ts';

/** Models among which a data scientist would choose: different kinds, and two in a small and a large form. */
export const rivals = [
  'random-forest',
  'shallow-forest',
  'gradient-boosting',
  'boosted-stumps',
  'linear',
  'nearest-neighbours',
  'baseline',
] as const;

export type Rival = (typeof rivals)[number];

/** What each rival reaches by the main metric, in the order of `rivals`. */
export interface Ranking {
  readonly values: Float64Array;
  /** By resample of the rows that they were scored on. */
  readonly replicates: readonly Float64Array[];
}

export interface RankingPlan {
  readonly task: LearningTask;
  readonly replicates: number;
  readonly pool: WorkerPool;
}

const foldCount = 3;

/**
 * What rivals reach in cross-validation within these rows, as somebody with nothing else would see it: the mean over
 * three folds of the metric within the fold, since scores of models of different folds are not comparable. Null where
 * the metric is undefined in every fold.
 */
export async function rankWithin(
  rows: FitRows,
  { task, replicates, pool }: RankingPlan,
  random: Random,
): Promise<Ranking | null> {
  const { rowCount } = rows.features;
  const order = Int32Array.from({ length: rowCount }, (_, row) => row);
  random.stream('folds').shuffle(order);
  const folds = Array.from({ length: foldCount }, (_, fold) => ({
    fit: order.filter((_, place) => place % foldCount !== fold).sort(),
    held: order.filter((_, place) => place % foldCount === fold).sort(),
  })).filter(({ fit, held }) => fit.length > 0 && held.length > 0);
  const metrics: Evaluate[] = [];
  for (const rival of rivals) {
    const inFolds: Evaluate[] = [];
    for (const { fit, held } of folds) {
      const model = await fitRival(rival, task, takeLearningRows(rows, fit), random.stream(rival), pool);
      inFolds.push(scoreOn(task, model, takeLearningRows(rows, held)));
    }
    metrics.push(meanOfFolds(folds, inFolds));
  }
  return rankingOf(metrics, rowCount, null, replicates, random.stream('resamples'));
}

/** What rivals that learnt from some rows reach on others. Null where the metric is undefined on these. */
export async function rankOn(
  fit: FitRows,
  test: FitRows & { readonly units: Int32Array | null },
  { task, replicates, pool }: RankingPlan,
  random: Random,
): Promise<Ranking | null> {
  const metrics: Evaluate[] = [];
  for (const rival of rivals) {
    metrics.push(scoreOn(task, await fitRival(rival, task, fit, random.stream(rival), pool), test));
  }
  return rankingOf(metrics, test.features.rowCount, test.units, replicates, random.stream('resamples'));
}

function rankingOf(
  metrics: readonly Evaluate[],
  rowCount: number,
  units: Int32Array | null,
  replicates: number,
  random: Random,
): Ranking | null {
  const { points, values } = pairedBootstrap(metrics, { rowCount, replicates, random, units });
  if (!points.every(Number.isFinite)) return null;
  const kept = Math.min(...values.map((of) => of.length));
  return {
    values: points,
    replicates: Array.from({ length: kept }, (_, b) => Float64Array.from(values, (of) => of[b]!)),
  };
}

function scoreOn(task: LearningTask, model: Model, { features, labels }: FitRows): Evaluate {
  return prepareMetric(task, mainMetricOf(task), labels, predictFor(task, model, features));
}

/** Over the folds in which the metric is defined. */
function meanOfFolds(folds: readonly { held: Int32Array }[], metrics: readonly Evaluate[]): Evaluate {
  return (counts) => {
    let sum = 0;
    let defined = 0;
    for (const [fold, evaluate] of metrics.entries()) {
      const value = evaluate(counts && folds[fold]!.held.map((row) => counts[row]!));
      if (!Number.isFinite(value)) continue;
      sum += value;
      defined++;
    }
    return sum / defined;
  };
}

/** Settings that keep each fit of a few thousand rows below a second; the same on every side. */
async function fitRival(
  rival: Rival,
  task: LearningTask,
  { features, labels }: FitRows,
  random: Random,
  pool: WorkerPool,
): Promise<Model> {
  const base: FitTask =
    task.kind === 'regression'
      ? { task: 'regression' }
      : { task: 'classification', classCount: task.classes.length };
  const seed = random.uint32();
  switch (rival) {
    case 'random-forest':
      return fitForest(features, labels, { ...base, trees: 40, seed }, pool);
    case 'shallow-forest':
      return fitForest(features, labels, { ...base, trees: 40, maxDepth: 3, seed }, pool);
    case 'gradient-boosting':
      return fitBoostedTrees(features, labels, { ...base, rounds: 40 }, pool);
    case 'boosted-stumps':
      return fitBoostedTrees(features, labels, { ...base, rounds: 40, maxLeaves: 2 }, pool);
    case 'linear':
      return fitLinearModel(features, labels, base);
    case 'nearest-neighbours':
      return fitNearestNeighbours(features, labels, { ...base, seed }, pool);
    case 'baseline':
      return fitBaseline(labels, base);
    default:
      return rival satisfies never;
  }
}
