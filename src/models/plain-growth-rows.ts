import type { GrowthRows, GrowthRowsPlan, NodeSums } from './growth-rows.ts';
import { histogramStride } from './histogram-layout.ts';
import { partitionBySet, partitionByThreshold } from './partition-rows.ts';
import { mostRanked } from './split.ts';

/** Growth rows in TypeScript: where there is no WebAssembly, and what that is checked against. */
export function createPlainGrowthRows(plan: GrowthRowsPlan): GrowthRows {
  const { bins, rowCount, layout, limits } = plan;
  const { ridge, minLeafRows, leastCurvature, unit } = limits;
  const perUnit = 1 / unit;
  const pairs = new Float64Array(2 * rowCount);
  const order = new Int32Array(rowCount);
  const aside = new Int32Array(rowCount);
  // Pairs by place: read once per feature, gathered once.
  const gathered = new Float64Array(2 * rowCount);
  const sums = new Float64Array(4);
  const cut = new Float64Array(2);
  const ranked = new Float64Array(histogramStride * mostRanked);
  const histograms: Float64Array[] = [];
  const fresh = () => new Float64Array(layout.length);

  return { pairs, order, sums, cut, ranked, start, partition, count, subtract, histogram, scan, close() {} };

  function start(): void {
    for (let row = 0; row < rowCount; row++) order[row] = row;
    gather(0, rowCount, 0);
  }

  function partition(split: Parameters<GrowthRows['partition']>[0], begin: number, end: number): number {
    const column = split.feature * rowCount;
    const middle = split.categorical
      ? partitionBySet(bins, column, split.set, order, aside, begin, end)
      : partitionByThreshold(bins, column, split.threshold, split.shift, order, aside, begin, end);
    gather(begin, middle, 0);
    gather(middle, end, 2);
    return middle;
  }

  function gather(begin: number, end: number, to: number): void {
    let gradient = 0;
    let packed = 0;
    for (let i = begin; i < end; i++) {
      const row = order[i]!;
      const g = pairs[2 * row]!;
      const h = pairs[2 * row + 1]!;
      gathered[2 * i] = g;
      gathered[2 * i + 1] = h;
      gradient += g;
      packed += h;
    }
    sums[to] = gradient;
    sums[to + 1] = packed;
  }

  function count(to: number, begin: number, end: number): void {
    histograms[to] ??= fresh();
    const counted = histograms[to];
    counted.fill(0);
    for (let feature = 0; feature < layout.features.length; feature++) {
      const { base } = layout.features[feature]!;
      countFeature(counted, base, bins, feature * rowCount, order, gathered, begin, end);
    }
  }

  function subtract(parent: number, child: number): void {
    const from = histograms[parent]!;
    const less = histograms[child]!;
    for (let i = 0; i < from.length; i++) from[i]! -= less[i]!;
  }

  function histogram(which: number): Float64Array {
    return histograms[which]!;
  }

  function scan(
    which: number,
    base: number,
    binCount: number,
    startGradient: number,
    startPacked: number,
    { gradient, curvature, rows }: NodeSums,
    atLeast: number,
  ): number {
    const counted = which < 0 ? ranked : histograms[which]!;
    let best = atLeast;
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
    cut[0] = best;
    cut[1] = bestRows;
    return bestBin;
  }
}

/** Apart from its caller, so that it is compiled with every array a plain argument. */
function countFeature(
  histogram: Float64Array,
  base: number,
  bins: Uint8Array,
  column: number,
  order: Int32Array,
  gathered: Float64Array,
  begin: number,
  end: number,
): void {
  for (let i = begin; i < end; i++) {
    const at = base + histogramStride * bins[column + order[i]!]!;
    histogram[at]! += gathered[2 * i]!;
    histogram[at + 1]! += gathered[2 * i + 1]!;
  }
}
