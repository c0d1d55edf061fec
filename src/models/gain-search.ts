import { missingBin } from './bin-features.ts';
import { type Split, sortBins, takeCategoricalSplit, takeNumericSplit } from './split.ts';

/** Numbers per bin of a histogram: sum of gradients; rows and sum of curvatures, packed. */
export const histogramStride = 2;

export interface GainLimits {
  /** Ridge on leaf values (λ of Chen and Guestrin, 2016). */
  readonly ridge: number;
  /** Least rows on each side of a split. */
  readonly minLeafRows: number;
}

export interface HistogramFeature {
  readonly categorical: boolean;
  readonly binCount: number;
  readonly hasMissing: boolean;
  /** Where the feature begins in a histogram, in numbers. */
  readonly base: number;
}

/** Sums over a node's rows. */
export interface NodeSums {
  readonly gradient: number;
  readonly curvature: number;
  readonly rows: number;
}

/** Categories with fewer rows in a node are ranked together, as one. */
const fewestCategoryRows = 10;
/** Rows' worth of zero gradient that every category is mixed with when categories are ranked: small ones are noise. */
const smoothingRows = 10;
/** Stands for all categories with few rows, in the ranking. */
const pooledBin = 256;
const leastCurvature = 1e-3;
/** Less is rounding. Targets of regressions have variance one, gradients of classes lie in [−1, 1]. */
const leastGain = 1e-7;

/**
 * Finds the split of a node that lowers a loss most in its second-order approximation: the gain is
 * G_L² / (H_L + λ) + G_R² / (H_R + λ) − G² / (H + λ) with sums of gradients G and curvatures H (Friedman, "Greedy
 * function approximation", 2001; Chen and Guestrin, "XGBoost", 2016, equation 7). Missing cells are tried on both
 * sides. Categories are ranked by their smoothed Newton step, which orders all subsets worth trying (Fisher, "On
 * grouping for maximum homogeneity", 1958).
 */
export function createGainSearch(features: readonly HistogramFeature[], limits: GainLimits, unit: number) {
  const { ridge, minLeafRows } = limits;
  const perUnit = 1 / unit;
  const present = new Int32Array(257);
  const expanded = new Int32Array(256);
  const few = new Int32Array(256);
  const keys = new Float64Array(257);
  let histogram = new Float64Array(0);
  let node: NodeSums = { gradient: 0, curvature: 0, rows: 0 };

  /** Writes the best split to `split`; its score is the gain, −Infinity where nothing is gained. */
  return (split: Split, nodeHistogram: Float64Array<ArrayBuffer>, sums: NodeSums): void => {
    histogram = nodeHistogram;
    node = sums;
    const before = (node.gradient * node.gradient) / (node.curvature + ridge);
    split.score = before + leastGain;
    split.feature = -1;
    for (let feature = 0; feature < features.length; feature++) {
      if (features[feature]!.categorical) searchCategories(split, feature);
      else searchNumbers(split, feature);
    }
    split.score = split.feature < 0 ? Number.NEGATIVE_INFINITY : split.score - before;
  };

  function searchNumbers(split: Split, feature: number): void {
    const { base, binCount, hasMissing } = features[feature]!;
    const missingAt = base + missingBin * histogramStride;
    const missing = hasMissing ? histogram[missingAt + 1]! : 0;
    scanNumbers(split, feature, base, binCount, 0, 0, missing > 0);
    if (missing > 0) scanNumbers(split, feature, base, binCount, histogram[missingAt]!, missing, true);
  }

  /** Starts with what always goes left: nothing, or the missing cells. */
  function scanNumbers(
    split: Split,
    feature: number,
    base: number,
    binCount: number,
    startGradient: number,
    startPacked: number,
    hasMissing: boolean,
  ): void {
    const { gradient, curvature, rows } = node;
    const counted = histogram;
    let best = split.score;
    let bestBin = -1;
    let bestRows = 0;
    let leftGradient = startGradient;
    let leftPacked = startPacked;
    let at = base;
    for (let bin = 0; bin < binCount; bin++, at += histogramStride) {
      const here = counted[at + 1]!;
      if (here === 0) continue;
      leftGradient += counted[at]!;
      leftPacked += here;
      const leftRows = Math.floor(leftPacked * perUnit);
      if (leftRows < minLeafRows) continue;
      if (rows - leftRows < minLeafRows) break;
      const leftCurvature = leftPacked - leftRows * unit;
      const rightCurvature = curvature - leftCurvature;
      if (leftCurvature < leastCurvature || rightCurvature < leastCurvature) continue;
      const rightGradient = gradient - leftGradient;
      const leftRidged = leftCurvature + ridge;
      const rightRidged = rightCurvature + ridge;
      const numerator =
        leftGradient * leftGradient * rightRidged + rightGradient * rightGradient * leftRidged;
      const denominator = leftRidged * rightRidged;
      // Compared before dividing: most candidates lose.
      if (numerator <= best * denominator) continue;
      best = numerator / denominator;
      bestBin = bin;
      bestRows = leftRows;
    }
    if (bestBin < 0) return;
    const missingLeft = hasMissing ? startPacked > 0 : 2 * bestRows > rows;
    takeNumericSplit(split, best, feature, middleOfGap(base, bestBin, binCount), missingLeft);
  }

  /** Bins that the node does not have are shared between both sides. */
  function middleOfGap(base: number, bin: number, binCount: number): number {
    let next = bin + 1;
    while (next < binCount && histogram[base + next * histogramStride + 1]! === 0) next++;
    return next < binCount ? (bin + next) >> 1 : bin;
  }

  function searchCategories(split: Split, feature: number): void {
    const { base, binCount, hasMissing } = features[feature]!;
    const { gradient, curvature, rows } = node;
    let length = 0;
    let fewCount = 0;
    let fewGradient = 0;
    let fewPacked = 0;
    const smoothing = (smoothingRows * curvature) / rows + ridge;
    const last = hasMissing ? binCount + 1 : binCount;
    for (let i = 0; i < last; i++) {
      const bin = i < binCount ? i : missingBin;
      const at = base + bin * histogramStride;
      const here = histogram[at + 1]!;
      if (here === 0) continue;
      const rowsHere = Math.floor(here * perUnit);
      if (rowsHere < fewestCategoryRows) {
        few[fewCount++] = bin;
        fewGradient += histogram[at]!;
        fewPacked += here;
        continue;
      }
      keys[bin] = histogram[at]! / (here - rowsHere * unit + smoothing);
      present[length++] = bin;
    }
    if (fewCount > 0) {
      keys[pooledBin] = fewGradient / (fewPacked - Math.floor(fewPacked * perUnit) * unit + smoothing);
      present[length++] = pooledBin;
    }
    sortBins(present, length, keys);
    let best = split.score;
    let bestCount = 0;
    let bestRows = 0;
    let leftGradient = 0;
    let leftPacked = 0;
    for (let i = 0; i + 1 < length; i++) {
      const bin = present[i]!;
      const at = base + bin * histogramStride;
      const pooled = bin === pooledBin;
      leftGradient += pooled ? fewGradient : histogram[at]!;
      leftPacked += pooled ? fewPacked : histogram[at + 1]!;
      const leftRows = Math.floor(leftPacked * perUnit);
      if (leftRows < minLeafRows) continue;
      if (rows - leftRows < minLeafRows) break;
      const leftCurvature = leftPacked - leftRows * unit;
      const rightCurvature = curvature - leftCurvature;
      if (leftCurvature < leastCurvature || rightCurvature < leastCurvature) continue;
      const rightGradient = gradient - leftGradient;
      const leftRidged = leftCurvature + ridge;
      const rightRidged = rightCurvature + ridge;
      const numerator =
        leftGradient * leftGradient * rightRidged + rightGradient * rightGradient * leftRidged;
      const denominator = leftRidged * rightRidged;
      // Compared before dividing: most candidates lose.
      if (numerator <= best * denominator) continue;
      best = numerator / denominator;
      bestCount = i + 1;
      bestRows = leftRows;
    }
    if (bestCount === 0) return;
    let total = 0;
    let left = 0;
    for (let i = 0; i < length; i++) {
      if (present[i] !== pooledBin) expanded[total++] = present[i]!;
      else for (let j = 0; j < fewCount; j++) expanded[total++] = few[j]!;
      if (i + 1 === bestCount) left = total;
    }
    takeCategoricalSplit(split, best, feature, expanded, total, left, 2 * bestRows > rows);
  }
}
