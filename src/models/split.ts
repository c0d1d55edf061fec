import { missingBin } from './bin-features.ts';
import { setWords } from './tree.ts';

/** Bins that categories may be ranked as: 256, and one for those with few rows. */
export const mostRanked = 257;

/** The best split of a node so far. One object serves all nodes of a worker: growing allocates nothing per node. */
export interface Split {
  /** Sum of both sides' purity; higher is better; −Infinity while there is none. */
  score: number;
  feature: number;
  categorical: boolean;
  threshold: number;
  shift: number;
  /** Bins that go left, for categorical splits. */
  readonly set: Int32Array;
}

export function createSplit(): Split {
  return {
    score: Number.NEGATIVE_INFINITY,
    feature: -1,
    categorical: false,
    threshold: 0,
    shift: 0,
    set: new Int32Array(setWords),
  };
}

export function takeNumericSplit(
  split: Split,
  score: number,
  feature: number,
  threshold: number,
  missingLeft: boolean,
): void {
  split.score = score;
  split.feature = feature;
  split.categorical = false;
  // Shifted by one, the missing bin (255) becomes 0 and all others move up.
  split.shift = missingLeft ? 1 : 0;
  split.threshold = missingLeft ? threshold + 1 : threshold;
}

/** Sends the first `leftCount` of `order` left. Bins that the node does not have follow the larger side. */
export function takeCategoricalSplit(
  split: Split,
  score: number,
  feature: number,
  order: Int32Array,
  length: number,
  leftCount: number,
  leftIsLarger: boolean,
): void {
  split.score = score;
  split.feature = feature;
  split.categorical = true;
  const { set } = split;
  set.fill(leftIsLarger ? -1 : 0);
  for (let i = leftIsLarger ? leftCount : 0; i < (leftIsLarger ? length : leftCount); i++) {
    const bin = order[i]!;
    set[bin >> 5]! ^= 1 << (bin & 31);
  }
}

/** Whether the rows of a bin go left. */
export function goesLeft({ categorical, set, shift, threshold }: Split, bin: number): boolean {
  if (categorical) return ((set[bin >> 5]! >>> (bin & 31)) & 1) === 1;
  return ((bin + shift) & 255) <= threshold;
}

/**
 * Lists the node's bins of one feature in ascending order, the missing bin last, and returns how many there are.
 * `marks` (256 bits) says which; it is cleared on the way.
 */
export function listMarkedBins(marks: Int32Array, present: Int32Array): number {
  let count = 0;
  for (let word = 0; word < setWords; word++) {
    let bits = marks[word]!;
    if (bits === 0) continue;
    marks[word] = 0;
    while (bits !== 0) {
      present[count++] = (word << 5) + 31 - Math.clz32(bits & -bits);
      bits &= bits - 1;
    }
  }
  return count;
}

/** Like `listMarkedBins`, for nodes with so many rows that looking at every bin of the histogram is cheaper. */
export function listFilledBins(
  histogram: Float64Array,
  stride: number,
  binCount: number,
  present: Int32Array,
): number {
  let count = 0;
  for (let bin = 0; bin < binCount; bin++) if (histogram[bin * stride]! > 0) present[count++] = bin;
  if (histogram[missingBin * stride]! > 0) present[count++] = missingBin;
  return count;
}

/** Sorts `order` by its keys (`keys[bin]`), ascending; stable, so equal keys keep the order of bins. */
export function sortBins(order: Int32Array, length: number, keys: Float64Array): void {
  for (let i = 1; i < length; i++) {
    const bin = order[i]!;
    const key = keys[bin]!;
    let j = i - 1;
    while (j >= 0 && keys[order[j]!]! > key) {
      order[j + 1] = order[j]!;
      j--;
    }
    order[j + 1] = bin;
  }
}
