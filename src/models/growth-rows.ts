import type { HistogramLayout } from './histogram-layout.ts';
import type { Split } from './split.ts';

/**
 * The rows of a fit while trees are grown: in which order they lie, what is summed over them, and their histograms.
 * A pair is a row's gradient and its curvature as `packCurvature` wrote it.
 */
export interface GrowthRows {
  /** To be filled with the pairs of all rows, in the order of the table, before `start`; not to be read after it. */
  readonly pairs: Float64Array;
  /** Rows by place; those of a leaf are neighbours. */
  readonly order: Int32Array;
  /** Two pairs: the sum over all rows after `start`, over the left and the right rows after `partition`. */
  readonly sums: Float64Array;
  /** The score of the cut that `scan` found, and its rows on the left. */
  readonly cut: Float64Array;
  /** Room for one pair per category, in the order in which they are to be scanned. */
  readonly ranked: Float64Array;
  /** Lays the rows out for a new tree. */
  start(): void;
  /** Moves the rows of the places `begin` to `end` that go left to the front; returns where the right side begins. */
  partition(split: Split, begin: number, end: number): number;
  /** Fills the histogram of a number below `histogramCount` with the rows of the places `begin` to `end`. */
  count(histogram: number, begin: number, end: number): void;
  /** Rows and curvatures are exact; gradients may differ from a fresh count in the last digits. */
  subtract(parent: number, child: number): void;
  histogram(histogram: number): Float64Array;
  /**
   * Last bin on the left of the best cut between neighbouring bins of a feature; −1 where none has a score above
   * `best`. The bins are `binCount` ones of a histogram from `base` on, or of `ranked` where the histogram is −1.
   * What starts on the left always goes left.
   */
  scan(
    histogram: number,
    base: number,
    binCount: number,
    startGradient: number,
    startPacked: number,
    node: NodeSums,
    best: number,
  ): number;
  /** After this nothing of it may be used. */
  close(): void;
}

/** Sums over a node's rows. */
export interface NodeSums {
  readonly gradient: number;
  readonly curvature: number;
  readonly rows: number;
}

export interface GrowthRowsPlan {
  /** By feature, then by row. */
  readonly bins: Uint8Array;
  readonly rowCount: number;
  readonly layout: HistogramLayout;
  readonly histogramCount: number;
  readonly limits: CutLimits;
}

export interface CutLimits {
  /** Ridge on leaf values (λ of Chen and Guestrin, 2016). */
  readonly ridge: number;
  /** Least rows on each side of a split. */
  readonly minLeafRows: number;
  /** Least curvature on each side of a split. */
  readonly leastCurvature: number;
  /** Of the packed curvatures. */
  readonly unit: number;
}
