import type { EncodedRows, NearestRows } from '../kernels/nearest-rows.ts';
import type { WorkerPool } from '../kernels/worker-pool.ts';
import type { Random } from '../statistics/random.ts';

/**
 * What an attacker sees: the synthetic rows S and a pool P of real people, some of whom were trained on. Nothing here
 * tells which: rows of P are scored blind, so relabelling them is a valid test.
 */
export interface AttackView {
  readonly synthetic: EncodedRows;
  readonly real: EncodedRows;
  /** P→S, twenty neighbours. */
  readonly syntheticOfReal: NearestRows;
  /** P→P∖x, twenty neighbours; where units are named, of other units than x’s. */
  readonly realOfReal: NearestRows;
  /** S→P, twenty neighbours. */
  readonly realOfSynthetic: NearestRows;
  /** Free text of the rows; null where no column holds any. */
  readonly texts: {
    readonly real: TextSketches;
    readonly synthetic: TextSketches;
    /** The unit of every real row; null where every row is its own. */
    readonly units: Int32Array | null;
  } | null;
}

/** Samples of the short strings in rows' texts: row r has `grams[first[r]]` to `grams[first[r + 1] - 1]`. */
export interface TextSketches {
  readonly first: Int32Array;
  readonly grams: Int32Array;
}

/** Characters of a text that are looked at, from its beginning. */
export const longestText = 4000;

/** A membership attack: a score for every row of P; higher says rather a member. */
export interface Attack {
  readonly id: string;
  /** What the attacker does, in a sentence, with the source. */
  readonly method: string;
  score(
    view: AttackView,
    context: { random: Random; pool: WorkerPool },
  ): Float64Array | Promise<Float64Array>;
}

/** The distance to the nearest neighbour of rank `rank` (1 is the nearest); infinite where there are fewer rows. */
export function distanceAt(nearest: NearestRows, row: number, rank: number): number {
  return nearest.distances[row * nearest.k + rank - 1] as number;
}

/** Keeps logarithms finite at exact matches; distances are sums over columns of numbers between 0 and 1. */
export const smallestDistance = 0.001;
