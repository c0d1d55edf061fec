import type { WorkerPool } from '../kernels/worker-pool.ts';
import { fitBaseline } from './baseline.ts';
import { fitBoostedTrees } from './boosted-trees.ts';
import type { FeatureMatrix } from './feature-matrix.ts';
import { fitLinearModel } from './linear-model.ts';
import { fitMlRandomForest } from './ml-random-forest.ts';
import type { FitTask, Model } from './model.ts';
import { fitNearestNeighbours } from './nearest-neighbours.ts';
import { fitForest } from './random-forest.ts';

/** Models by the name that a result gives them. */
export type ModelName =
  | 'random-forest'
  | 'ml-random-forest'
  | 'gradient-boosting'
  | 'linear'
  | 'nearest-neighbours'
  | 'baseline';

/** Whether a second fit of the same rows with another seed gives another model. */
export const isSeeded: Readonly<Record<ModelName, boolean>> = {
  'random-forest': true,
  'ml-random-forest': true,
  'gradient-boosting': false,
  linear: false,
  'nearest-neighbours': true,
  baseline: false,
};

/** Fits the named model with the settings that every audit uses. `target` as in `fitForest`. */
export async function fitModel(
  name: ModelName,
  features: FeatureMatrix,
  target: Float64Array | Int32Array,
  options: FitTask & { readonly seed: number },
  pool: WorkerPool,
): Promise<Model> {
  switch (name) {
    case 'random-forest':
      return fitForest(features, target, { ...options, trees: 100 }, pool);
    case 'ml-random-forest':
      return fitMlRandomForest(features, target, { ...options, trees: 50 });
    case 'gradient-boosting':
      return fitBoostedTrees(features, target, options, pool);
    case 'linear':
      return fitLinearModel(features, target, options);
    case 'nearest-neighbours':
      return fitNearestNeighbours(features, target, options, pool);
    case 'baseline':
      return fitBaseline(target, options);
  }
}
