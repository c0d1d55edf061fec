import type { WorkerPool } from '../kernels/worker-pool.ts';
import { fitBoostedTrees } from '../models/boosted-trees.ts';
import type { FeatureMatrix } from '../models/feature-matrix.ts';
import type { Model } from '../models/model.ts';
import type { LearningTask } from './learning-task.ts';
import type { Labels } from './task-metrics.ts';

/** What a learner is fitted on. */
export interface FitRows {
  readonly features: FeatureMatrix;
  readonly labels: Labels;
}

/** With so few rows the number of rounds matters, and cross-validating it costs little. */
const fewRows = 2500;

/**
 * The fastest sensible model, for audits that fit many: boosted trees in steps of a fifth, fifty of them (fewer where
 * there are many classes); with at most 2,500 rows as many as cross-validation asks for. Nothing is random.
 */
export function fitQuickModel(
  task: LearningTask,
  { features, labels }: FitRows,
  pool: WorkerPool,
): Promise<Model> {
  if (task.kind === 'regression') {
    const rounds = features.rowCount > fewRows ? { rounds: 50 } : {};
    return fitBoostedTrees(features, labels, { task: 'regression', ...rounds }, pool);
  }
  const classCount = task.classes.length;
  const many = { rounds: classCount > 2 ? Math.max(10, Math.min(50, Math.round(300 / classCount))) : 50 };
  const rounds = features.rowCount > fewRows || classCount > 5 ? many : {};
  return fitBoostedTrees(features, labels, { task: 'classification', classCount, ...rounds }, pool);
}
