import { type BoostedGrowthLimits, createBoostedGrower } from './grow-boosted-tree.ts';
import { layOutHistogram } from './histogram-layout.ts';
import { openGrowthRows } from './open-growth-rows.ts';
import { type Packing, packCurvature, packingOf } from './packed-curvature.ts';
import { addTree, type Tree } from './tree.ts';

/** Of each side of a split. */
const leastCurvature = 1e-3;

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
  /** Other rows, on which the loss is taken after every round. */
  readonly validation: { readonly bins: Uint8Array; readonly target: Float64Array } | null;
}

export interface BoostedTrees {
  /** By output, in the order of rounds. */
  readonly trees: readonly (readonly Tree[])[];
  /** Mean loss of the validation rows by round; empty without them. */
  readonly losses: Float64Array;
}

/** Task of the worker pool: one fit. Nothing in it is random. */
export function run(input: BoostTreesInput): BoostedTrees {
  const { bins, rowCount, start, rounds, grown } = input;
  const width = start.length;
  // A probability p has the curvature p (1 − p).
  const largest = input.loss === 'squared' ? 1 : Math.max(...input.classWeights) / 4;
  const packing = packingOf(rowCount, largest);
  const layout = layOutHistogram(bins, rowCount, input.features);
  const limits = { ...input, leastCurvature, unit: packing.unit };
  const rows = openGrowthRows({ bins, rowCount, layout, histogramCount: input.maxLeaves, limits });
  const grow = createBoostedGrower(rows, layout.features, limits);
  const scores = new Float64Array(rowCount * width);
  for (let i = 0; i < scores.length; i++) scores[i] = start[i % width]!;
  const probabilities = input.loss === 'softmax' ? new Float64Array(rowCount * width) : scores;
  const trees: Tree[][] = Array.from(start, () => []);
  const open = new Set(grown);
  const validate = input.validation ? createValidation(input, input.validation) : null;
  const losses = new Float64Array(validate ? rounds : 0);
  for (let round = 0; round < rounds && open.size > 0; round++) {
    if (input.loss === 'softmax') softmax(scores, width, probabilities);
    for (const output of grown) {
      if (!open.has(output)) continue;
      derive(input, probabilities, output, rows.pairs, packing);
      const tree = grow(scores, width, output);
      if (tree) {
        trees[output]!.push(tree);
        validate?.add(tree, output);
      }
      // With softmax the other classes' trees still move this one's gradients.
      else if (width === 1) open.delete(output);
    }
    if (validate) losses.fill(validate.loss(), round);
  }
  rows.close();
  return { trees, losses };
}

/**
 * Gradient and packed curvature of the loss by row, side by side. `state`: scores, or with softmax the class
 * probabilities.
 */
function derive(
  { loss, target, classWeights, start }: BoostTreesInput,
  state: Float64Array,
  output: number,
  pairs: Float64Array,
  packing: Packing,
): void {
  if (loss === 'squared') {
    const one = packCurvature(1, packing);
    for (let row = 0; row < target.length; row++) {
      pairs[2 * row] = state[row]! - target[row]!;
      pairs[2 * row + 1] = one;
    }
  } else if (loss === 'logistic') {
    for (let row = 0; row < target.length; row++) {
      const label = target[row]!;
      const weight = classWeights[label]!;
      const probability = 1 / (1 + Math.exp(-state[row]!));
      pairs[2 * row] = weight * (probability - label);
      pairs[2 * row + 1] = packCurvature(weight * probability * (1 - probability), packing);
    }
  } else {
    const width = start.length;
    for (let row = 0, at = output; row < target.length; row++, at += width) {
      const label = target[row]!;
      const weight = classWeights[label]!;
      const probability = state[at]!;
      pairs[2 * row] = weight * (probability - (label === output ? 1 : 0));
      pairs[2 * row + 1] = packCurvature(weight * probability * (1 - probability), packing);
    }
  }
}

function createValidation(
  { loss, start, classWeights }: BoostTreesInput,
  { bins, target }: { readonly bins: Uint8Array; readonly target: Float64Array },
) {
  const rowCount = target.length;
  const width = start.length;
  const scores = Array.from(start, (from) => new Float64Array(rowCount).fill(from));
  const ofRow = new Float64Array(width);
  return {
    add(tree: Tree, output: number): void {
      addTree(tree, 1, bins, rowCount, scores[output]!);
    },
    loss(): number {
      let sum = 0;
      for (let row = 0; row < rowCount; row++) {
        const truth = target[row]!;
        const score = scores[0]![row]!;
        if (loss === 'squared') {
          sum += (score - truth) ** 2;
        } else if (loss === 'logistic') {
          sum += classWeights[truth]! * logOfOnePlusExp(truth === 1 ? -score : score);
        } else {
          for (let k = 0; k < width; k++) ofRow[k] = scores[k]![row]!;
          softmax(ofRow, width, ofRow);
          sum -= classWeights[truth]! * Math.log(Math.max(1e-300, ofRow[truth]!));
        }
      }
      return sum / rowCount;
    },
  };
}

function logOfOnePlusExp(value: number): number {
  return value > 0 ? value + Math.log1p(Math.exp(-value)) : Math.log1p(Math.exp(value));
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
