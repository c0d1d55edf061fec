import type { WorkerPool } from '../kernels/worker-pool.ts';
import { addTrees } from './add-trees.ts';
import { binFeatures, type FeatureBins, fitBins } from './bin-features.ts';
import type { FeatureMatrix } from './feature-matrix.ts';
import type { GrowTreesInput } from './grow-trees.ts';
import { checkFit, type FitTask, type Model, mostProbableClass } from './model.ts';
import type { Tree } from './tree.ts';

export interface ForestOptions extends FitTask {
  readonly trees: number;
  /** Splits on the longest way from the root; 32 unless given. */
  readonly maxDepth?: number;
  /** Least rows (of the bootstrap) on each side of a split; 10 for classification and 5 for regression unless given. */
  readonly minLeafRows?: number;
  /** Share of the features tried at each node; √p of p features for classification and p/3 for regression unless given. */
  readonly featureShare?: number;
  readonly seed: number;
}

/** Trees per task of the pool. Fixed, so that nothing depends on the number of threads. */
const chunkSize = 5;

/**
 * Fits a random forest (Breiman, "Random forests", 2001) on features binned to bytes: bootstrap of the rows for each
 * tree, a fresh draw of features at each node, Gini impurity or variance, class probabilities as the mean of the
 * leaves' class shares. Missing cells are a bin of their own that goes to the side where it helps most; levels that a
 * node has not seen follow its larger side. Categories are split as sets.
 *
 * `target`: class codes 0 … classCount − 1, or finite numbers. Rows whose target is missing are to be left out before.
 * The same seed gives the same forest with any number of threads.
 */
export async function fitForest(
  features: FeatureMatrix,
  target: Float64Array | Int32Array,
  options: ForestOptions,
  pool: WorkerPool,
): Promise<Model> {
  const { task } = options;
  const classCount = checkFit(features, target, options);
  if (!(options.trees >= 1)) throw new RangeError('A forest needs at least one tree.');
  const fitted = fitBins(features);
  const binned = binFeatures(features, fitted);
  // Sums of squares lose digits far from zero: regression grows on the distance to the mean.
  const centre = task === 'regression' ? meanOf(target) : 0;
  const shared = new Float64Array(new SharedArrayBuffer(8 * target.length));
  for (let row = 0; row < target.length; row++) shared[row] = target[row]! - centre;
  const base: Omit<GrowTreesInput, 'firstTree' | 'treeCount'> = {
    bins: binned.bins,
    rowCount: binned.rowCount,
    features: fitted.map(({ kind, binCount }) => ({ categorical: kind === 'categorical', binCount })),
    task: task === 'regression' ? 'regression' : classCount === 2 ? 'two-classes' : 'classes',
    target: shared,
    classCount,
    classWeights: options.classWeights ?? new Float64Array(classCount).fill(1),
    maxDepth: options.maxDepth ?? 32,
    minLeafRows: options.minLeafRows ?? (task === 'classification' ? 10 : 5),
    tried: featuresTried(fitted.length, options),
    seed: options.seed,
  };
  const inputs: GrowTreesInput[] = [];
  for (let firstTree = 0; firstTree < options.trees; firstTree += chunkSize) {
    inputs.push({ ...base, firstTree, treeCount: Math.min(chunkSize, options.trees - firstTree) });
  }
  const chunks = await pool.map<GrowTreesInput, Tree[]>(growTrees, inputs);
  return forestOf(chunks.flat(), fitted, task, classCount, centre);
}

const growTrees = new URL('./grow-trees.ts', import.meta.url);

function forestOf(
  trees: readonly Tree[],
  fitted: readonly FeatureBins[],
  task: ForestOptions['task'],
  classCount: number,
  centre: number,
): Model {
  const width = classCount > 2 ? classCount : 1;

  /** Mean of the trees, rows × width. */
  function average(features: FeatureMatrix): Float64Array {
    const { bins, rowCount } = binFeatures(features, fitted);
    const sums = new Float64Array(rowCount * width);
    addTrees(trees, width, bins, rowCount, sums);
    for (let i = 0; i < sums.length; i++) sums[i] = sums[i]! / trees.length + centre;
    return sums;
  }

  function predictProbabilities(features: FeatureMatrix): Float64Array {
    if (task === 'regression') throw new TypeError('A regression forest has no class probabilities.');
    const shares = average(features);
    if (classCount > 2) return shares;
    if (classCount === 1) return new Float64Array(features.rowCount).fill(1);
    const probabilities = new Float64Array(2 * features.rowCount);
    for (let row = 0; row < features.rowCount; row++) {
      probabilities[2 * row] = 1 - shares[row]!;
      probabilities[2 * row + 1] = shares[row]!;
    }
    return probabilities;
  }

  return {
    task,
    classCount,
    predictProbabilities,
    predictValues(features) {
      if (task === 'regression') return average(features);
      return mostProbableClass(predictProbabilities(features), classCount);
    },
  };
}

function featuresTried(featureCount: number, options: ForestOptions): number {
  const wanted =
    options.featureShare !== undefined
      ? options.featureShare * featureCount
      : options.task === 'classification'
        ? Math.sqrt(featureCount)
        : featureCount / 3;
  return Math.min(featureCount, Math.max(1, Math.round(wanted)));
}

function meanOf(values: Float64Array | Int32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
