import { createGainSearch } from './gain-search.ts';
import type { GrowthRows } from './growth-rows.ts';
import type { HistogramFeature } from './histogram-layout.ts';
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
 * The function reads the pairs of `rows`, adds the tree's values to `scores[row · stride + offset]`, and returns the
 * tree; null where no split gains anything.
 */
export function createBoostedGrower(
  rows: GrowthRows,
  features: readonly HistogramFeature[],
  limits: BoostedGrowthLimits,
): (scores: Float64Array, stride: number, offset: number) => Tree | null {
  const { maxLeaves, minLeafRows, ridge, learningRate, unit } = limits;
  const { order, sums } = rows;
  const rowCount = order.length;
  const search = createGainSearch(features, limits, rows);
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

  return (scores, stride, offset) => {
    rows.start();
    // Every open leaf holds at most one.
    const free = Array.from({ length: maxLeaves }, (_, i) => i);
    let leafCount = 1;
    let nodeCount = 1;
    let setCount = 0;
    const root = leaves[0]!;
    place(root, 0, 0, rowCount);
    take(root, 0);
    root.histogram = free.pop()!;
    rows.count(root.histogram, root.begin, root.end);
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
      const middle = rows.partition(split, leaf.begin, leaf.end);
      const right = leaves[leafCount++]!;
      const parentHistogram = leaf.histogram;
      place(right, nodeCount + 1, middle, leaf.end);
      place(leaf, nodeCount, leaf.begin, middle);
      nodeCount += 2;
      take(leaf, 0);
      take(right, 2);
      const [smaller, larger] = leaf.rows <= right.rows ? [leaf, right] : [right, leaf];
      if (leafCount < maxLeaves && larger.rows >= 2 * minLeafRows) {
        smaller.histogram = free.pop()!;
        rows.count(smaller.histogram, smaller.begin, smaller.end);
        larger.histogram = parentHistogram;
        rows.subtract(parentHistogram, smaller.histogram);
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

  /** Gives a leaf its sums, which begin at `at`. */
  function take(leaf: OpenLeaf, at: number): void {
    leaf.rows = leaf.end - leaf.begin;
    leaf.gradient = sums[at]!;
    leaf.curvature = sums[at + 1]! - leaf.rows * unit;
  }

  function findSplit(leaf: OpenLeaf): void {
    if (leaf.histogram >= 0 && leaf.rows >= 2 * minLeafRows) {
      search(leaf.split, leaf.histogram, leaf);
    } else {
      leaf.split.score = Number.NEGATIVE_INFINITY;
    }
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

function place(leaf: OpenLeaf, node: number, begin: number, end: number): void {
  leaf.node = node;
  leaf.begin = begin;
  leaf.end = end;
  leaf.histogram = -1;
}
