import { bytes } from './boosted-growth-wasm.ts';
import { createKernelShelf, type Kernel } from './kernel-shelf.ts';

/** All arguments named after memory are addresses in bytes; what they do is said in assembly/boosted-growth.ts. */
export interface BoostedGrowthCalls {
  start(order: number, pairs: number, rowCount: number, sums: number): void;
  count(
    bins: number,
    rowCount: number,
    featureCount: number,
    bases: number,
    histogram: number,
    order: number,
    pairs: number,
    begin: number,
    end: number,
  ): void;
  subtract(parent: number, child: number, bytes: number): void;
  partition(
    bins: number,
    stride: number,
    goLeft: number,
    order: number,
    pairs: number,
    aside: number,
    asidePairs: number,
    begin: number,
    end: number,
    sums: number,
  ): number;
  scan(
    cell: number,
    binCount: number,
    startGradient: number,
    startPacked: number,
    gradient: number,
    curvature: number,
    rows: number,
    ridge: number,
    minLeafRows: number,
    leastCurvature: number,
    unit: number,
    perUnit: number,
    best: number,
    answer: number,
  ): number;
}

/** A kernel with memory of its own, for one fit at a time. */
export type BoostedGrowthKernel = Kernel<BoostedGrowthCalls>;

export const boostedGrowthShelf = createKernelShelf<BoostedGrowthCalls>(bytes);
