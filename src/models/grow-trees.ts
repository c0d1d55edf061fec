import { randomStream } from '../statistics/random.ts';
import { createClassCriterion } from './class-criterion.ts';
import { type Criterion, createGrower } from './grow-tree.ts';
import { createMomentCriterion } from './moment-criterion.ts';
import type { Tree } from './tree.ts';

/** A chunk of a forest, as it travels to a worker. */
export interface GrowTreesInput {
  readonly bins: Uint8Array;
  readonly rowCount: number;
  readonly features: readonly { readonly categorical: boolean; readonly binCount: number }[];
  readonly task: 'regression' | 'two-classes' | 'classes';
  /** Numbers for regression, 0 and 1 for two classes, class codes otherwise. */
  readonly target: Float64Array;
  readonly classCount: number;
  readonly classWeights: Float64Array;
  readonly maxDepth: number;
  readonly minLeafRows: number;
  readonly tried: number;
  readonly seed: number;
  readonly firstTree: number;
  readonly treeCount: number;
}

/** Task of the worker pool: grows trees `firstTree` … of a forest. Each tree draws from its own stream. */
export function run(input: GrowTreesInput): Tree[] {
  const grow = createGrower(input, input.features, criterionOf(input), input);
  return Array.from({ length: input.treeCount }, (_, i) =>
    grow(randomStream(input.seed, 'random-forest', 'tree', String(input.firstTree + i))),
  );
}

function criterionOf(input: GrowTreesInput): Criterion {
  const { task, target, classWeights, minLeafRows } = input;
  if (task === 'regression') {
    return createMomentCriterion(target, { perRow: 1, perTarget: 0, scale: 1 }, minLeafRows);
  }
  if (task === 'two-classes') {
    const [negative, positive] = [classWeights[0]!, classWeights[1]!];
    const weights = { perRow: negative, perTarget: positive - negative, scale: positive };
    return createMomentCriterion(target, weights, minLeafRows);
  }
  return createClassCriterion(Int32Array.from(target), input.classCount, classWeights, minLeafRows);
}
