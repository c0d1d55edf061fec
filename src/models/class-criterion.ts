import { missingBin } from './bin-features.ts';
import type { Criterion } from './grow-tree.ts';
import { listMarkedBins, type Split, sortBins, takeCategoricalSplit, takeNumericSplit } from './split.ts';

/**
 * Splits by Gini impurity over three or more classes, from one count per bin and class.
 * No ordering of categories is known to contain the best split then; they are ordered along the first principal
 * direction of their class shares (Coppersmith, Hong and Hosking, "Partitioning nominal attributes in decision
 * trees", 1999), which for two classes is the ordering by mean.
 */
export function createClassCriterion(
  target: Int32Array,
  classCount: number,
  classWeights: Float64Array,
  minLeafRows: number,
): Criterion {
  const histogram = new Float64Array(256 * classCount);
  const marks = new Int32Array(8);
  const present = new Int32Array(256);
  const keys = new Float64Array(256);
  const total = new Float64Array(classCount);
  const left = new Float64Array(classCount);
  const spread = new Float64Array(classCount * classCount);
  const direction = new Float64Array(classCount);
  const image = new Float64Array(classCount);
  let counts = new Float64Array(0);
  let rows = 0;

  return {
    width: classCount,
    beginTree(drawn) {
      counts = drawn as Float64Array<ArrayBuffer>;
    },
    beginNode(order, begin, end) {
      total.fill(0);
      rows = 0;
      const first = target[order[begin]!]!;
      let differs = false;
      for (let i = begin; i < end; i++) {
        const row = order[i]!;
        const label = target[row]!;
        total[label]! += counts[row]!;
        rows += counts[row]!;
        if (label !== first) differs = true;
      }
      return differs && rows >= 2 * minLeafRows;
    },
    leaf(leaves, at) {
      let weight = 0;
      for (let k = 0; k < classCount; k++) weight += classWeights[k]! * total[k]!;
      for (let k = 0; k < classCount; k++) {
        leaves[at + k] = weight > 0 ? (classWeights[k]! * total[k]!) / weight : 1 / classCount;
      }
    },
    search(split, feature, categorical, _binCount, bins, offset, order, begin, end) {
      for (let i = begin; i < end; i++) {
        const row = order[i]!;
        const bin = bins[offset + row]!;
        marks[bin >> 5]! |= 1 << (bin & 31);
        histogram[bin * classCount + target[row]!]! += counts[row]!;
      }
      const length = listMarkedBins(marks, present);
      if (length > 1) {
        if (categorical) {
          orderCategories(length);
          scanCategories(split, feature, length);
        } else {
          searchNumbers(split, feature, length);
        }
      }
      for (let i = 0; i < length; i++) {
        const at = present[i]! * classCount;
        histogram.fill(0, at, at + classCount);
      }
    },
  };

  function searchNumbers(split: Split, feature: number, length: number): void {
    const hasMissing = present[length - 1] === missingBin;
    const last = hasMissing ? length - 1 : length;
    scanNumbers(split, feature, last, hasMissing, false);
    if (hasMissing && last > 1) scanNumbers(split, feature, last, true, true);
  }

  function scanNumbers(
    split: Split,
    feature: number,
    last: number,
    hasMissing: boolean,
    missingStartsLeft: boolean,
  ): void {
    left.fill(0);
    let leftRows = missingStartsLeft ? addBin(missingBin) : 0;
    // Between all numbers and the missing cells there is a split too.
    const end = hasMissing && !missingStartsLeft ? last : last - 1;
    for (let i = 0; i < end; i++) {
      const bin = present[i]!;
      leftRows += addBin(bin);
      if (leftRows < minLeafRows) continue;
      if (rows - leftRows < minLeafRows) break;
      const score = purityOfSides();
      if (score <= split.score) continue;
      const threshold = i + 1 < last ? (bin + present[i + 1]!) >> 1 : bin;
      const missingLeft = hasMissing ? missingStartsLeft : 2 * leftRows > rows;
      takeNumericSplit(split, score, feature, threshold, missingLeft);
    }
  }

  function scanCategories(split: Split, feature: number, length: number): void {
    left.fill(0);
    let leftRows = 0;
    for (let i = 0; i + 1 < length; i++) {
      leftRows += addBin(present[i]!);
      if (leftRows < minLeafRows) continue;
      if (rows - leftRows < minLeafRows) break;
      const score = purityOfSides();
      if (score <= split.score) continue;
      takeCategoricalSplit(split, score, feature, present, length, i + 1, 2 * leftRows > rows);
    }
  }

  /** Moves a bin's rows to the left side and returns how many they are. */
  function addBin(bin: number): number {
    let added = 0;
    for (let k = 0; k < classCount; k++) {
      const here = histogram[bin * classCount + k]!;
      left[k]! += here;
      added += here;
    }
    return added;
  }

  function purityOfSides(): number {
    let leftWeight = 0;
    let rightWeight = 0;
    let leftSquares = 0;
    let rightSquares = 0;
    for (let k = 0; k < classCount; k++) {
      const onLeft = classWeights[k]! * left[k]!;
      const onRight = classWeights[k]! * (total[k]! - left[k]!);
      leftWeight += onLeft;
      rightWeight += onRight;
      leftSquares += onLeft * onLeft;
      rightSquares += onRight * onRight;
    }
    return (
      (leftWeight > 0 ? leftSquares / leftWeight : 0) + (rightWeight > 0 ? rightSquares / rightWeight : 0)
    );
  }

  function orderCategories(length: number): void {
    let totalWeight = 0;
    for (let k = 0; k < classCount; k++) totalWeight += classWeights[k]! * total[k]!;
    if (!(totalWeight > 0)) return;
    // Scatter of the categories' class shares around the node's, each category weighing what its rows weigh.
    spread.fill(0);
    for (let i = 0; i < length; i++) {
      const at = present[i]! * classCount;
      const weight = weightOf(at);
      if (!(weight > 0)) continue;
      for (let k = 0; k < classCount; k++) {
        const apart = shareApart(at, k, weight, totalWeight);
        for (let l = 0; l <= k; l++) {
          spread[k * classCount + l]! += weight * apart * shareApart(at, l, weight, totalWeight);
        }
      }
    }
    findDirection();
    for (let i = 0; i < length; i++) {
      const at = present[i]! * classCount;
      const weight = weightOf(at);
      let key = 0;
      for (let k = 0; k < classCount; k++) {
        if (weight > 0) key += direction[k]! * shareApart(at, k, weight, totalWeight);
      }
      keys[present[i]!] = key;
    }
    sortBins(present, length, keys);
  }

  function weightOf(at: number): number {
    let weight = 0;
    for (let k = 0; k < classCount; k++) weight += classWeights[k]! * histogram[at + k]!;
    return weight;
  }

  function shareApart(at: number, k: number, weight: number, totalWeight: number): number {
    return classWeights[k]! * (histogram[at + k]! / weight - total[k]! / totalWeight);
  }

  /** Power iteration from the class that varies most; an ordering needs no more digits than its few rounds give. */
  function findDirection(): void {
    let widest = 0;
    for (let k = 0; k < classCount; k++) {
      for (let l = 0; l < k; l++) spread[l * classCount + k] = spread[k * classCount + l]!;
      if (spread[k * classCount + k]! > spread[widest * classCount + widest]!) widest = k;
    }
    for (let k = 0; k < classCount; k++) direction[k] = spread[widest * classCount + k]!;
    for (let round = 0; round < 12; round++) {
      let largest = 0;
      for (let k = 0; k < classCount; k++) largest = Math.max(largest, Math.abs(direction[k]!));
      if (largest === 0) return;
      for (let k = 0; k < classCount; k++) {
        let dot = 0;
        for (let l = 0; l < classCount; l++) dot += spread[k * classCount + l]! * (direction[l]! / largest);
        image[k] = dot;
      }
      direction.set(image);
    }
  }
}
