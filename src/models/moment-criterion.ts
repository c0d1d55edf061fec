import { missingBin } from './bin-features.ts';
import type { Criterion } from './grow-tree.ts';
import {
  listFilledBins,
  listMarkedBins,
  type Split,
  sortBins,
  takeCategoricalSplit,
  takeNumericSplit,
} from './split.ts';

/** How (rows, sum of the target) of a group become (weight, weighted sum). */
export interface MomentWeights {
  /** weight = perRow · rows + perTarget · sum. */
  readonly perRow: number;
  readonly perTarget: number;
  /** weighted sum = scale · sum. */
  readonly scale: number;
}

/**
 * Splits by variance, from two numbers per bin: rows and sum of the target. It serves regression and binary
 * classification alike: with a target of 0 and 1 the Gini impurity of a group of weight W and positive weight S is
 * 2 S (W − S) / W², so both maximise the sum of S² / W over the two sides.
 * Categories are ordered by their mean target in the node, which contains the best of all 2^(L − 1) − 1 splits
 * (Fisher, "On grouping for maximum homogeneity", 1958; Breiman et al., CART, 1984, theorem 4.5).
 */
export function createMomentCriterion(
  target: Float64Array,
  weights: MomentWeights,
  minLeafRows: number,
): Criterion {
  const { perRow, perTarget, scale } = weights;
  // Of a target of 0 and 1 both sums are whole numbers, and fit into one: half the reading and adding.
  const packed = target.every((value) => value === 0 || value === 1) ? new Float64Array(target.length) : null;
  const packedHistogram = new Float64Array(256);
  const stats = new Float64Array(packed ? 0 : 2 * target.length);
  const histogram = new Float64Array(512);
  const marks = new Int32Array(8);
  const present = new Int32Array(256);
  const keys = new Float64Array(256);
  let rows = 0;
  let sum = 0;

  return {
    width: 1,
    beginTree(counts) {
      if (packed) {
        for (let row = 0; row < target.length; row++)
          packed[row] = counts[row]! * (1 + packing * target[row]!);
        return;
      }
      for (let row = 0; row < target.length; row++) {
        stats[2 * row] = counts[row]!;
        stats[2 * row + 1] = counts[row]! * target[row]!;
      }
    },
    beginNode(order, begin, end) {
      if (packed) {
        let total = 0;
        for (let i = begin; i < end; i++) total += packed[order[i]!]!;
        sum = Math.floor(total / packing);
        rows = total - packing * sum;
        return sum > 0 && sum < rows && rows >= 2 * minLeafRows;
      }
      rows = 0;
      sum = 0;
      const first = target[order[begin]!]!;
      let differs = false;
      for (let i = begin; i < end; i++) {
        const row = order[i]!;
        rows += stats[2 * row]!;
        sum += stats[2 * row + 1]!;
        if (target[row] !== first) differs = true;
      }
      return differs && rows >= 2 * minLeafRows;
    },
    leaf(leaves, at) {
      const weight = perRow * rows + perTarget * sum;
      leaves[at] = weight > 0 ? (scale * sum) / weight : 0;
    },
    search(split, feature, categorical, binCount, bins, offset, order, begin, end) {
      const few = (end - begin) * 2 < binCount;
      if (packed) {
        if (few) countPackedMarked(packedHistogram, marks, packed, bins, offset, order, begin, end);
        else countPacked(packedHistogram, packed, bins, offset, order, begin, end);
      } else if (few) countMarked(histogram, marks, stats, bins, offset, order, begin, end);
      else count(histogram, stats, bins, offset, order, begin, end);
      const length = few
        ? listMarkedBins(marks, present)
        : packed
          ? listFilledBins(packedHistogram, 1, binCount, present)
          : listFilledBins(histogram, 2, binCount, present);
      if (packed) unpack(packedHistogram, present, length, histogram);
      if (length > 1) {
        if (categorical) searchCategories(split, feature, length);
        else searchNumbers(split, feature, length);
      }
      for (let i = 0; i < length; i++) {
        histogram[2 * present[i]!] = 0;
        histogram[2 * present[i]! + 1] = 0;
      }
    },
  };

  function searchNumbers(split: Split, feature: number, length: number): void {
    const hasMissing = present[length - 1] === missingBin;
    const last = hasMissing ? length - 1 : length;
    scanNumbers(split, feature, last, 0, 0, hasMissing, hasMissing);
    if (!hasMissing || last < 2) return;
    scanNumbers(
      split,
      feature,
      last,
      histogram[2 * missingBin]!,
      histogram[2 * missingBin + 1]!,
      true,
      false,
    );
  }

  /** `closing`: the split between all numbers and the missing cells is one too. */
  function scanNumbers(
    split: Split,
    feature: number,
    last: number,
    startRows: number,
    startSum: number,
    hasMissing: boolean,
    closing: boolean,
  ): void {
    let best = split.score;
    let leftRows = startRows;
    let leftSum = startSum;
    const end = closing ? last : last - 1;
    for (let i = 0; i < end; i++) {
      const bin = present[i]!;
      leftRows += histogram[2 * bin]!;
      leftSum += histogram[2 * bin + 1]!;
      if (leftRows < minLeafRows) continue;
      const rightRows = rows - leftRows;
      if (rightRows < minLeafRows) break;
      const rightSum = sum - leftSum;
      const leftWeight = perRow * leftRows + perTarget * leftSum;
      const rightWeight = perRow * rightRows + perTarget * rightSum;
      const score = purity(leftSum, leftWeight) + purity(rightSum, rightWeight);
      if (score <= best) continue;
      best = score;
      const threshold = i + 1 < last ? (bin + present[i + 1]!) >> 1 : bin;
      const missingLeft = hasMissing ? startRows > 0 : leftRows > rightRows;
      takeNumericSplit(split, score, feature, threshold, missingLeft);
    }
  }

  function searchCategories(split: Split, feature: number, length: number): void {
    for (let i = 0; i < length; i++) {
      const bin = present[i]!;
      const weight = perRow * histogram[2 * bin]! + perTarget * histogram[2 * bin + 1]!;
      keys[bin] = weight > 0 ? histogram[2 * bin + 1]! / weight : 0;
    }
    sortBins(present, length, keys);
    let leftRows = 0;
    let leftSum = 0;
    for (let i = 0; i + 1 < length; i++) {
      const bin = present[i]!;
      leftRows += histogram[2 * bin]!;
      leftSum += histogram[2 * bin + 1]!;
      if (leftRows < minLeafRows) continue;
      const rightRows = rows - leftRows;
      if (rightRows < minLeafRows) break;
      const rightSum = sum - leftSum;
      const leftWeight = perRow * leftRows + perTarget * leftSum;
      const rightWeight = perRow * rightRows + perTarget * rightSum;
      const score = purity(leftSum, leftWeight) + purity(rightSum, rightWeight);
      if (score <= split.score) continue;
      takeCategoricalSplit(split, score, feature, present, length, i + 1, leftRows > rightRows);
    }
  }

  function purity(sumOfTarget: number, weight: number): number {
    const moment = scale * sumOfTarget;
    return weight > 0 ? (moment * moment) / weight : 0;
  }
}

/** A packed number is rows + packing · sum of the target: exact up to 2²⁶ rows, bootstrapped. */
const packing = 2 ** 26;

/** Moves the filled bins over, and leaves the packed histogram empty. */
function unpack(packed: Float64Array, present: Int32Array, length: number, histogram: Float64Array): void {
  for (let i = 0; i < length; i++) {
    const bin = present[i]!;
    const both = packed[bin]!;
    const sum = Math.floor(both / packing);
    histogram[2 * bin] = both - packing * sum;
    histogram[2 * bin + 1] = sum;
    packed[bin] = 0;
  }
}

function countPacked(
  histogram: Float64Array,
  packed: Float64Array,
  bins: Uint8Array,
  offset: number,
  order: Int32Array,
  begin: number,
  end: number,
): void {
  for (let i = begin; i < end; i++) {
    const row = order[i]!;
    histogram[bins[offset + row]!]! += packed[row]!;
  }
}

function countPackedMarked(
  histogram: Float64Array,
  marks: Int32Array,
  packed: Float64Array,
  bins: Uint8Array,
  offset: number,
  order: Int32Array,
  begin: number,
  end: number,
): void {
  for (let i = begin; i < end; i++) {
    const row = order[i]!;
    const bin = bins[offset + row]!;
    marks[bin >> 5]! |= 1 << (bin & 31);
    histogram[bin]! += packed[row]!;
  }
}

function count(
  histogram: Float64Array,
  stats: Float64Array,
  bins: Uint8Array,
  offset: number,
  order: Int32Array,
  begin: number,
  end: number,
): void {
  for (let i = begin; i < end; i++) {
    const row = order[i]!;
    const at = bins[offset + row]! << 1;
    histogram[at]! += stats[2 * row]!;
    histogram[at + 1]! += stats[2 * row + 1]!;
  }
}

function countMarked(
  histogram: Float64Array,
  marks: Int32Array,
  stats: Float64Array,
  bins: Uint8Array,
  offset: number,
  order: Int32Array,
  begin: number,
  end: number,
): void {
  for (let i = begin; i < end; i++) {
    const row = order[i]!;
    const bin = bins[offset + row]!;
    marks[bin >> 5]! |= 1 << (bin & 31);
    histogram[bin << 1]! += stats[2 * row]!;
    histogram[(bin << 1) + 1]! += stats[2 * row + 1]!;
  }
}
