import { type BoostedGrowthLimits, createBoostedGrower } from './grow-boosted-tree.ts';
import { type Packing, packCurvature, packingOf } from './packed-curvature.ts';
import type { Tree } from './tree.ts';

/** A whole fit, as it travels to a worker. */
export interface BoostTreesInput extends Omit<BoostedGrowthLimits, 'unit'> {
  readonly bins: Uint8Array;
  readonly rowCount: number;
  readonly features: readonly { readonly categorical: boolean; readonly binCount: number }[];
  readonly loss: 'squared' | 'logistic' | 'softmax';
  /** Numbers of mean zero for squared error, class codes otherwise. */
  readonly target: Float64Array;
  /** Weight of each class's rows. */
  readonly classWeights: Float64Array;
  /** Score of every row before the first tree, by output. */
  readonly start: Float64Array;
  /** Outputs that trees are grown for; the others keep their start. */
  readonly grown: readonly number[];
  readonly rounds: number;
}

/** Trees by output, in the order of rounds. */
export type BoostedTrees = Tree[][];

/** Task of the worker pool: one fit. Nothing in it is random. */
export function run(input: BoostTreesInput): BoostedTrees {
  const { rowCount, start, rounds, grown } = input;
  const width = start.length;
  // A probability p has the curvature p (1 − p).
  const largest = input.loss === 'squared' ? 1 : Math.max(...input.classWeights) / 4;
  const packing = packingOf(rowCount, largest);
  const grow = createBoostedGrower(input, input.features, { ...input, unit: packing.unit });
  const scores = new Float64Array(rowCount * width);
  for (let i = 0; i < scores.length; i++) scores[i] = start[i % width]!;
  const gradients = new Float64Array(rowCount);
  const packed = new Float64Array(rowCount);
  const probabilities = input.loss === 'softmax' ? new Float64Array(rowCount * width) : scores;
  const trees: BoostedTrees = Array.from(start, () => []);
  const open = new Set(grown);
  for (let round = 0; round < rounds && open.size > 0; round++) {
    if (input.loss === 'softmax') softmax(scores, width, probabilities);
    for (const output of grown) {
      if (!open.has(output)) continue;
      derive(input, probabilities, output, gradients, packed, packing);
      const tree = grow(gradients, packed, scores, width, output);
      if (tree) trees[output]!.push(tree);
      // With softmax the other classes' trees still move this one's gradients.
      else if (width === 1) open.delete(output);
    }
  }
  return trees;
}

/** Gradient and packed curvature of the loss by row. `state`: scores, or with softmax the class probabilities. */
function derive(
  { loss, target, classWeights, start }: BoostTreesInput,
  state: Float64Array,
  output: number,
  gradients: Float64Array,
  packed: Float64Array,
  packing: Packing,
): void {
  const width = start.length;
  if (loss === 'squared') {
    packed.fill(packCurvature(1, packing));
    for (let row = 0; row < target.length; row++) gradients[row] = state[row]! - target[row]!;
    return;
  }
  for (let row = 0; row < target.length; row++) {
    const label = target[row]!;
    const weight = classWeights[label]!;
    const probability = loss === 'logistic' ? 1 / (1 + Math.exp(-state[row]!)) : state[row * width + output]!;
    const truth = loss === 'logistic' ? label : label === output ? 1 : 0;
    gradients[row] = weight * (probability - truth);
    packed[row] = packCurvature(weight * probability * (1 - probability), packing);
  }
}

/** Class probabilities from scores, row by row; the largest score is taken off first, so that nothing overflows. */
export function softmax(scores: Float64Array, width: number, probabilities: Float64Array): void {
  for (let at = 0; at < scores.length; at += width) {
    let largest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < width; k++) largest = Math.max(largest, scores[at + k]!);
    let sum = 0;
    for (let k = 0; k < width; k++) {
      const odds = Math.exp(scores[at + k]! - largest);
      probabilities[at + k] = odds;
      sum += odds;
    }
    for (let k = 0; k < width; k++) probabilities[at + k]! /= sum;
  }
}
