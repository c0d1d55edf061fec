import { missingBin } from './bin-features.ts';
import type { GrowthRows, NodeSums } from './growth-rows.ts';
import { type HistogramFeature, histogramStride } from './histogram-layout.ts';
import { mostRanked, type Split, sortBins, takeCategoricalSplit, takeNumericSplit } from './split.ts';

/** Categories with fewer rows in a node are ranked together, as one. */
const fewestCategoryRows = 10;
/** Rows' worth of zero gradient that every category is mixed with when categories are ranked: small ones are noise. */
const smoothingRows = 10;
/** Stands for all categories with few rows, in the ranking. */
const pooledBin = mostRanked - 1;
/** Less is rounding. Targets of regressions have variance one, gradients of classes lie in [−1, 1]. */
const leastGain = 1e-7;

/**
 * Finds the split of a node that lowers a loss most in its second-order approximation: the gain is
 * G_L² / (H_L + λ) + G_R² / (H_R + λ) − G² / (H + λ) with sums of gradients G and curvatures H (Friedman, "Greedy
 * function approximation", 2001; Chen and Guestrin, "XGBoost", 2016, equation 7). Missing cells are tried on both
 * sides. Categories are ranked by their smoothed Newton step, which orders all subsets worth trying (Fisher, "On
 * grouping for maximum homogeneity", 1958).
 */
export function createGainSearch(
  features: readonly HistogramFeature[],
  { ridge, unit }: { readonly ridge: number; readonly unit: number },
  counts: GrowthRows,
) {
  const perUnit = 1 / unit;
  const { cut, ranked } = counts;
  const present = new Int32Array(mostRanked);
  const expanded = new Int32Array(256);
  const few = new Int32Array(256);
  const keys = new Float64Array(mostRanked);
  let place = 0;
  let histogram: Float64Array = new Float64Array(0);
  let node: NodeSums = { gradient: 0, curvature: 0, rows: 0 };

  /**
   * Writes the best split of the node whose histogram has this number to `split`; its score is the gain, −Infinity
   * where nothing is gained.
   */
  return (split: Split, ofNode: number, sums: NodeSums): void => {
    place = ofNode;
    histogram = counts.histogram(ofNode);
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
    const { base, hasMissing } = features[feature]!;
    const missingAt = base + missingBin * histogramStride;
    const missing = hasMissing ? histogram[missingAt + 1]! : 0;
    scanNumbers(split, feature, 0, 0, missing > 0);
    if (missing > 0) scanNumbers(split, feature, histogram[missingAt]!, missing, true);
  }

  /** Starts with what always goes left: nothing, or the missing cells. */
  function scanNumbers(
    split: Split,
    feature: number,
    startGradient: number,
    startPacked: number,
    hasMissing: boolean,
  ): void {
    const { base, binCount } = features[feature]!;
    const bin = counts.scan(place, base, binCount, startGradient, startPacked, node, split.score);
    if (bin < 0) return;
    const missingLeft = hasMissing ? startPacked > 0 : 2 * cut[1]! > node.rows;
    takeNumericSplit(split, cut[0]!, feature, middleOfGap(base, bin, binCount), missingLeft);
  }

  /** Bins that the node does not have are shared between both sides. */
  function middleOfGap(base: number, bin: number, binCount: number): number {
    let next = bin + 1;
    while (next < binCount && histogram[base + next * histogramStride + 1]! === 0) next++;
    return next < binCount ? (bin + next) >> 1 : bin;
  }

  function searchCategories(split: Split, feature: number): void {
    const { base, binCount, hasMissing } = features[feature]!;
    const { curvature, rows } = node;
    let length = 0;
    let fewCount = 0;
    let fewGradient = 0;
    let fewPacked = 0;
    const smoothing = (smoothingRows * curvature) / rows + ridge;
    const binEnd = hasMissing ? binCount + 1 : binCount;
    for (let i = 0; i < binEnd; i++) {
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
    for (let i = 0; i < length; i++) {
      const bin = present[i]!;
      const at = base + bin * histogramStride;
      const pooled = bin === pooledBin;
      ranked[histogramStride * i] = pooled ? fewGradient : histogram[at]!;
      ranked[histogramStride * i + 1] = pooled ? fewPacked : histogram[at + 1]!;
    }
    const last = counts.scan(-1, 0, length - 1, 0, 0, node, split.score);
    if (last < 0) return;
    let total = 0;
    let left = 0;
    for (let i = 0; i < length; i++) {
      if (present[i] !== pooledBin) expanded[total++] = present[i]!;
      else for (let j = 0; j < fewCount; j++) expanded[total++] = few[j]!;
      if (i === last) left = total;
    }
    takeCategoricalSplit(split, cut[0]!, feature, expanded, total, left, 2 * cut[1]! > rows);
  }
}
