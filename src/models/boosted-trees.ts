import type { WorkerPool } from '../kernels/worker-pool.ts';
import { randomStream } from '../statistics/random.ts';
import { addTrees } from './add-trees.ts';
import { binFeatures, type FeatureBins, fitBins } from './bin-features.ts';
import { type BoostedTrees, type BoostTreesInput, softmax } from './boost-trees.ts';
import type { FeatureMatrix } from './feature-matrix.ts';
import { checkFit, type FitTask, type Model, mostProbableClass } from './model.ts';

export interface BoostedTreesOptions extends FitTask {
  /**
   * Trees (per class, for three and more classes). Unless given: 100, fewer where there are more than ten classes; with
   * at most 10,000 rows as many of them as lower the loss in cross-validation.
   */
  readonly rounds?: number;
  /** Share of each Newton step that is taken; 0.1 unless given, more where there are fewer rounds. */
  readonly learningRate?: number;
  /** 31 unless given. */
  readonly maxLeaves?: number;
  /** Least rows on each side of a split; 20 unless given. */
  readonly minLeafRows?: number;
  /** Ridge on leaf values, in units of curvature; 1 unless given. */
  readonly ridge?: number;
}

/**
 * Fits gradient-boosted trees (Friedman, "Greedy function approximation: a gradient boosting machine", 2001) on
 * features binned to bytes: Newton steps on the logistic loss for two classes, on softmax cross-entropy with one tree
 * per class and round for more, on squared error for numbers. Missing cells go to the side where they help most;
 * categories are split as sets; categories that a node has not seen follow its larger side.
 *
 * `target`: class codes 0 … classCount − 1, or finite numbers. Rows whose target is missing are to be left out before.
 * The folds of the cross-validation are drawn from a seed of their own: the same rows in the same order give the same
 * model, with any number of threads.
 */
export async function fitBoostedTrees(
  features: FeatureMatrix,
  target: Float64Array | Int32Array,
  options: BoostedTreesOptions,
  pool: WorkerPool,
): Promise<Model> {
  const classCount = checkFit(features, target, options);
  const outputs = classCount > 2 ? classCount : 1;
  const rounds = options.rounds ?? mostRounds(outputs);
  if (!(rounds >= 1)) throw new RangeError('Boosting needs at least one round.');
  const fitted = fitBins(features);
  const { bins, rowCount } = binFeatures(features, fitted);
  const scale = options.task === 'regression' ? scaleOf(target) : { centre: 0, spread: 1 };
  const shared = new Float64Array(new SharedArrayBuffer(8 * rowCount));
  for (let row = 0; row < rowCount; row++) shared[row] = (target[row]! - scale.centre) / scale.spread;
  const classWeights = options.classWeights ?? new Float64Array(classCount).fill(1);
  const weights = weightsOf(shared, classCount, classWeights);
  const start = startOf(weights);
  const input: BoostTreesInput = {
    bins,
    rowCount,
    features: fitted.map(({ kind, binCount }) => ({ categorical: kind === 'categorical', binCount })),
    loss: classCount === 0 ? 'squared' : outputs === 1 ? 'logistic' : 'softmax',
    target: shared,
    classWeights,
    start,
    grown: grownOutputs(weights),
    rounds,
    learningRate: options.learningRate ?? Math.min(0.3, 10 / rounds),
    maxLeaves: options.maxLeaves ?? 31,
    minLeafRows: options.minLeafRows ?? 20,
    ridge: options.ridge ?? 1,
    validation: null,
  };
  const validated =
    options.rounds === undefined && rowCount <= mostValidatedRows && rowCount >= 2 * foldCount;
  const chosen = validated ? await chooseRounds(input, pool) : rounds;
  const [grown] = await pool.map<BoostTreesInput, BoostedTrees>(boostTrees, [{ ...input, rounds: chosen }]);
  return modelOf(grown!.trees, fitted, { task: options.task, classCount, start, scale });
}

const boostTrees = new URL('./boost-trees.ts', import.meta.url);

/** A round costs a tree per class. */
function mostRounds(outputs: number): number {
  return Math.min(100, Math.max(20, Math.round(1000 / outputs)));
}

/** With more rows, a hundred rounds of a tenth of a step do not overfit. */
const mostValidatedRows = 10_000;
const foldCount = 4;

/** The number of rounds with the least loss on rows that the trees did not see, over four folds. */
async function chooseRounds(input: BoostTreesInput, pool: WorkerPool): Promise<number> {
  if (input.grown.length === 0) return input.rounds;
  const { rowCount } = input;
  const order = Int32Array.from({ length: rowCount }, (_, row) => row);
  randomStream(rowCount, 'boosted-trees', 'folds').shuffle(order);
  const folds = Array.from({ length: foldCount }, (_, fold) => {
    const fit = order.filter((_, place) => place % foldCount !== fold).sort();
    const held = order.filter((_, place) => place % foldCount === fold).sort();
    return { ...input, ...partOf(input, fit), rowCount: fit.length, validation: partOf(input, held) };
  });
  const grown = await pool.map<BoostTreesInput, BoostedTrees>(boostTrees, folds);
  let best = 0;
  const lossAt = (round: number) => grown.reduce((sum, { losses }) => sum + losses[round]!, 0);
  for (let round = 1; round < input.rounds; round++) if (lossAt(round) < lossAt(best)) best = round;
  return best + 1;
}

function partOf({ bins, target, rowCount, features }: BoostTreesInput, rows: Int32Array) {
  const part = new Uint8Array(new SharedArrayBuffer(rows.length * features.length));
  for (let feature = 0; feature < features.length; feature++) {
    for (let i = 0; i < rows.length; i++) {
      part[feature * rows.length + i] = bins[feature * rowCount + rows[i]!]!;
    }
  }
  return { bins: part, target: Float64Array.from(rows, (row) => target[row]!) };
}

interface Scale {
  readonly centre: number;
  readonly spread: number;
}

function modelOf(
  trees: BoostedTrees['trees'],
  fitted: readonly FeatureBins[],
  {
    task,
    classCount,
    start,
    scale,
  }: Pick<Model, 'task' | 'classCount'> & { start: Float64Array; scale: Scale },
): Model {
  const width = start.length;

  /** By row and output, on the scale of the trees. */
  function scoresOf(features: FeatureMatrix): Float64Array {
    const { bins, rowCount } = binFeatures(features, fitted);
    const scores = new Float64Array(rowCount * width);
    const sums = new Float64Array(rowCount);
    for (let output = 0; output < width; output++) {
      sums.fill(start[output]!);
      addTrees(trees[output]!, 1, bins, rowCount, sums);
      for (let row = 0; row < rowCount; row++) scores[row * width + output] = sums[row]!;
    }
    return scores;
  }

  function predictProbabilities(features: FeatureMatrix): Float64Array {
    if (task === 'regression') throw new TypeError('A regression has no class probabilities.');
    if (classCount === 1) return new Float64Array(features.rowCount).fill(1);
    const scores = scoresOf(features);
    if (width > 1) {
      softmax(scores, width, scores);
      return scores;
    }
    const probabilities = new Float64Array(2 * features.rowCount);
    for (let row = 0; row < features.rowCount; row++) {
      probabilities[2 * row] = 1 / (1 + Math.exp(scores[row]!));
      probabilities[2 * row + 1] = 1 / (1 + Math.exp(-scores[row]!));
    }
    return probabilities;
  }

  return {
    task,
    classCount,
    predictProbabilities,
    predictValues(features) {
      if (task === 'classification') return mostProbableClass(predictProbabilities(features), classCount);
      return scoresOf(features).map((score) => scale.centre + scale.spread * score);
    },
  };
}

/** Mean and standard deviation: gains are compared with a fixed least one, so that the target's units must not matter. */
function scaleOf(target: Float64Array | Int32Array): Scale {
  let centre = 0;
  for (const value of target) centre += value / target.length;
  let square = 0;
  for (const value of target) square += (value - centre) ** 2 / target.length;
  const spread = Math.sqrt(square);
  return { centre, spread: spread > 0 && Number.isFinite(spread) ? spread : 1 };
}

/** Weight of each class; for numbers none. */
function weightsOf(labels: Float64Array, classCount: number, classWeights: Float64Array): Float64Array {
  const weights = new Float64Array(classCount);
  if (classCount > 0) for (const label of labels) weights[label]! += classWeights[label]!;
  return weights;
}

/** The best constant; a class without rows counts as half a row, so that its probability is small instead of zero. */
function startOf(weights: Float64Array): Float64Array {
  if (weights.length === 0) return new Float64Array(1);
  let total = 0;
  for (const weight of weights) total += weight;
  const logs = weights.map((weight) => Math.log((weight > 0 ? weight : 0.5) / (total > 0 ? total : 1)));
  if (weights.length > 2) return logs;
  return Float64Array.of(weights.length === 2 ? logs[1]! - logs[0]! : 0);
}

/** Outputs that there is something to learn about. */
function grownOutputs(weights: Float64Array): number[] {
  if (weights.length === 0) return [0];
  const classes = Array.from(weights.keys()).filter((label) => weights[label]! > 0);
  if (classes.length < 2) return [];
  return weights.length === 2 ? [0] : classes;
}
