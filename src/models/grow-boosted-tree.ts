import { missingBin } from './bin-features.ts';
import { createGainSearch, type HistogramFeature, histogramStride } from './gain-search.ts';
import { partitionBySet, partitionByThreshold } from './partition-rows.ts';
import { createSplit, type Split } from './split.ts';
import { nodeSize, setWords, type Tree } from './tree.ts';

export interface BoostedGrowthLimits {
  readonly maxLeaves: number;
  readonly minLeafRows: number;
  readonly ridge: number;
  readonly learningRate: number;
  /** Of the packed curvatures. */
  readonly unit: number;
}

/** A leaf of the tree that is being grown. */
interface OpenLeaf {
  node: number;
  begin: number;
  end: number;
  gradient: number;
  curvature: number;
  rows: number;
  /** −1: none is kept, because the leaf cannot be split. */
  histogram: number;
  readonly split: Split;
}

/**
 * A function that grows one tree after the other over the same rows, always splitting the leaf that gains most
 * (Shi, "Best-first decision tree learning", 2007; Ke et al., "LightGBM", 2017). Each leaf holds the Newton step
 * −η G / (H + λ). Of two children only the smaller one is counted, the other is the parent less its sibling.
 *
 * `packed` holds each row's curvature as `packCurvature` wrote it.
 * The function adds the tree's values to `scores[row · stride + offset]`, and returns the tree; null where no split
 * gains anything.
 */
export function createBoostedGrower(
  { bins, rowCount }: { readonly bins: Uint8Array; readonly rowCount: number },
  features: readonly { readonly categorical: boolean; readonly binCount: number }[],
  limits: BoostedGrowthLimits,
): (
  gradients: Float64Array,
  packed: Float64Array,
  scores: Float64Array,
  stride: number,
  offset: number,
) => Tree | null {
  const { maxLeaves, minLeafRows, ridge, learningRate, unit } = limits;
  let histogramLength = 0;
  const laidOut: HistogramFeature[] = features.map(({ categorical, binCount }, feature) => {
    const hasMissing = bins.subarray(feature * rowCount, (feature + 1) * rowCount).includes(missingBin);
    const base = histogramLength;
    histogramLength += histogramStride * (hasMissing ? missingBin + 1 : binCount);
    return { categorical, binCount, hasMissing, base };
  });
  const search = createGainSearch(laidOut, limits, unit);
  const order = new Int32Array(rowCount);
  const aside = new Int32Array(rowCount);
  // Gradients in the order of the rows that are being counted: read once per feature, gathered once.
  const gathered = new Float64Array(2 * rowCount);
  const histograms: Float64Array<ArrayBuffer>[] = [];
  const leaves: OpenLeaf[] = Array.from({ length: maxLeaves }, () => ({
    node: 0,
    begin: 0,
    end: 0,
    gradient: 0,
    curvature: 0,
    rows: 0,
    histogram: -1,
    split: createSplit(),
  }));
  const nodes = new Int32Array(nodeSize * (2 * maxLeaves - 1));
  const sets = new Int32Array(setWords * maxLeaves);

  return (gradients, packed, scores, stride, offset) => {
    for (let row = 0; row < rowCount; row++) order[row] = row;
    const free = Array.from(histograms.keys());
    let leafCount = 1;
    let nodeCount = 1;
    let setCount = 0;
    const root = leaves[0]!;
    Object.assign(root, { node: 0, begin: 0, end: rowCount });
    sum(root, gradients, packed);
    root.histogram = free.pop() ?? addHistogram();
    count(root);
    findSplit(root);

    while (leafCount < maxLeaves) {
      let leaf = root;
      for (let i = 1; i < leafCount; i++) if (leaves[i]!.split.score > leaf.split.score) leaf = leaves[i]!;
      const { split } = leaf;
      if (split.score === Number.NEGATIVE_INFINITY) break;
      const at = leaf.node * nodeSize;
      nodes[at] = split.feature;
      nodes[at + 1] = split.threshold;
      nodes[at + 2] = split.categorical ? -1 - setCount : split.shift;
      nodes[at + 3] = nodeCount;
      if (split.categorical) sets.set(split.set, setCount++ * setWords);
      const middle = partition(leaf);
      const right = leaves[leafCount++]!;
      const parentHistogram = leaf.histogram;
      Object.assign(right, { node: nodeCount + 1, begin: middle, end: leaf.end, histogram: -1 });
      Object.assign(leaf, { node: nodeCount, end: middle, histogram: -1 });
      nodeCount += 2;
      sum(leaf, gradients, packed);
      sum(right, gradients, packed);
      const [smaller, larger] = leaf.rows <= right.rows ? [leaf, right] : [right, leaf];
      if (leafCount < maxLeaves && larger.rows >= 2 * minLeafRows) {
        smaller.histogram = free.pop() ?? addHistogram();
        count(smaller);
        larger.histogram = parentHistogram;
        subtract(histograms[parentHistogram]!, histograms[smaller.histogram]!);
      } else {
        free.push(parentHistogram);
      }
      findSplit(leaf);
      findSplit(right);
      for (const child of [leaf, right]) {
        if (child.split.score > Number.NEGATIVE_INFINITY || child.histogram < 0) continue;
        free.push(child.histogram);
        child.histogram = -1;
      }
    }
    return leafCount === 1 ? null : finish(leafCount, nodeCount, setCount, scores, stride, offset);
  };

  function addHistogram(): number {
    return histograms.push(new Float64Array(histogramLength)) - 1;
  }

  function sum(leaf: OpenLeaf, gradients: Float64Array, packed: Float64Array): void {
    let gradient = 0;
    let both = 0;
    for (let i = leaf.begin; i < leaf.end; i++) {
      const row = order[i]!;
      const g = gradients[row]!;
      const h = packed[row]!;
      gathered[2 * i] = g;
      gathered[2 * i + 1] = h;
      gradient += g;
      both += h;
    }
    leaf.gradient = gradient;
    leaf.rows = leaf.end - leaf.begin;
    leaf.curvature = both - leaf.rows * unit;
  }

  function count(leaf: OpenLeaf): void {
    const histogram = histograms[leaf.histogram]!;
    const { begin, end } = leaf;
    histogram.fill(0);
    let feature = 0;
    for (; feature + 3 < laidOut.length; feature += 4) {
      const column = feature * rowCount;
      countFour(
        histogram,
        laidOut[feature]!.base,
        laidOut[feature + 1]!.base,
        laidOut[feature + 2]!.base,
        laidOut[feature + 3]!.base,
        bins,
        column,
        column + rowCount,
        column + 2 * rowCount,
        column + 3 * rowCount,
        order,
        gathered,
        begin,
        end,
      );
    }
    for (; feature < laidOut.length; feature++) {
      countOne(histogram, laidOut[feature]!.base, bins, feature * rowCount, order, gathered, begin, end);
    }
  }

  function findSplit(leaf: OpenLeaf): void {
    if (leaf.histogram >= 0 && leaf.rows >= 2 * minLeafRows) {
      search(leaf.split, histograms[leaf.histogram]!, leaf);
    } else {
      leaf.split.score = Number.NEGATIVE_INFINITY;
    }
  }

  function partition({ split, begin, end }: OpenLeaf): number {
    const column = split.feature * rowCount;
    if (split.categorical) return partitionBySet(bins, column, split.set, order, aside, begin, end);
    return partitionByThreshold(bins, column, split.threshold, split.shift, order, aside, begin, end);
  }

  function finish(
    leafCount: number,
    nodeCount: number,
    setCount: number,
    scores: Float64Array,
    stride: number,
    offset: number,
  ): Tree {
    const values = new Float64Array(leafCount);
    for (let i = 0; i < leafCount; i++) {
      const leaf = leaves[i]!;
      const value = (-learningRate * leaf.gradient) / (leaf.curvature + ridge);
      values[i] = value;
      nodes[leaf.node * nodeSize] = -1;
      nodes[leaf.node * nodeSize + 3] = i;
      for (let j = leaf.begin; j < leaf.end; j++) scores[order[j]! * stride + offset]! += value;
    }
    return {
      nodes: nodes.slice(0, nodeCount * nodeSize),
      sets: sets.slice(0, setCount * setWords),
      leaves: values,
    };
  }
}

/** Four features at a time read rows and gradients once. */
function countFour(
  histogram: Float64Array,
  base0: number,
  base1: number,
  base2: number,
  base3: number,
  bins: Uint8Array,
  column0: number,
  column1: number,
  column2: number,
  column3: number,
  order: Int32Array,
  gathered: Float64Array,
  begin: number,
  end: number,
): void {
  for (let i = begin; i < end; i++) {
    const row = order[i]!;
    const gradient = gathered[2 * i]!;
    const packed = gathered[2 * i + 1]!;
    const at0 = base0 + (bins[column0 + row]! << 1);
    const at1 = base1 + (bins[column1 + row]! << 1);
    const at2 = base2 + (bins[column2 + row]! << 1);
    const at3 = base3 + (bins[column3 + row]! << 1);
    histogram[at0]! += gradient;
    histogram[at0 + 1]! += packed;
    histogram[at1]! += gradient;
    histogram[at1 + 1]! += packed;
    histogram[at2]! += gradient;
    histogram[at2 + 1]! += packed;
    histogram[at3]! += gradient;
    histogram[at3 + 1]! += packed;
  }
}

function countOne(
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
    const at = base + (bins[column + order[i]!]! << 1);
    histogram[at]! += gathered[2 * i]!;
    histogram[at + 1]! += gathered[2 * i + 1]!;
  }
}

/** Rows and curvatures are exact; gradients may differ from a fresh count in the last digits. */
function subtract(parent: Float64Array, child: Float64Array): void {
  for (let i = 0; i < parent.length; i++) parent[i]! -= child[i]!;
}
