import type { NearestRows } from '../kernels/nearest-rows.ts';
import { defineCandidateArtifact } from './artifact.ts';
import { nearestRealOfSynthetic, nearestToSynthetic } from './nearest-rows.ts';
import { realRows } from './real-rows.ts';
import { rowIdentities } from './row-identities.ts';

/**
 * Signals of every synthetic row, in the candidate's order. NaN where there is nothing to say: a second neighbour of
 * one training row, and all that needs a holdout where there is none.
 */
export interface RecordRisks {
  readonly rowCount: number;
  /** Mean difference over the compared columns to the closest row of train, 0 to 1. */
  readonly distanceToTrain: Float64Array;
  readonly distanceToHoldout: Float64Array;
  /** Distance to the closest over the second closest row of train; 1 where both are 0. */
  readonly nearestNeighbourRatio: Float64Array;
  /** 1 where the row stands in train, cell for cell. */
  readonly copyOfTrain: Uint8Array;
  readonly copyOfHoldout: Uint8Array | null;
  /** Share of train's rows among the nearest real rows; without a leak about train's share of all real rows. */
  readonly trainShareOfNearest: Float64Array;
  /**
   * log((d to holdout + ε) / (d to train + ε)), the order in which to look: large where train alone explains the row.
   * A common row that stands in both is 0.
   */
  readonly closerToTrain: Float64Array;
}

/** What the internal file of records is made of; no audit reads it. */
export const recordRisks = defineCandidateArtifact({
  id: 'record-risks',
  requires: { realRows, rowIdentities, nearestToSynthetic, nearestRealOfSynthetic },
  make({ realRows, rowIdentities, nearestToSynthetic, nearestRealOfSynthetic }): RecordRisks {
    const { train, holdout, columns } = nearestToSynthetic;
    const rowCount = train.tieCounts.length;
    const nothing = new Float64Array(rowCount).fill(Number.NaN);
    const distanceToTrain = closest(train, columns.length);
    const distanceToHoldout = holdout ? closest(holdout, columns.length) : nothing;
    return {
      rowCount,
      distanceToTrain,
      distanceToHoldout,
      nearestNeighbourRatio: Float64Array.from({ length: rowCount }, (_, row) => ratioAt(train, row)),
      copyOfTrain: found(rowIdentities.synthetic, rowIdentities.train, rowIdentities.distinct),
      copyOfHoldout:
        rowIdentities.holdout &&
        found(rowIdentities.synthetic, rowIdentities.holdout, rowIdentities.distinct),
      trainShareOfNearest: holdout
        ? Float64Array.from({ length: rowCount }, (_, row) =>
            trainShare(nearestRealOfSynthetic, row, realRows.train.rowCount, tiesAt(train, holdout, row)),
          )
        : nothing,
      closerToTrain: distanceToTrain.map((toTrain, row) =>
        Math.log(((distanceToHoldout[row] as number) + smallest) / (toTrain + smallest)),
      ),
    };
  },
});

/** Keeps the logarithm finite at copies. */
const smallest = 0.0001;

function closest(nearest: NearestRows, columns: number): Float64Array {
  return Float64Array.from(
    nearest.tieCounts,
    (_, row) => (nearest.distances[row * nearest.k] as number) / columns,
  );
}

function ratioAt(nearest: NearestRows, row: number): number {
  const first = nearest.distances[row * nearest.k] as number;
  const second = nearest.distances[row * nearest.k + 1] as number;
  if (!Number.isFinite(second)) return Number.NaN;
  return second === 0 ? 1 : first / second;
}

function found(rows: Int32Array, among: Int32Array, distinct: number): Uint8Array {
  const present = new Uint8Array(distinct);
  for (const identity of among) present[identity] = 1;
  return Uint8Array.from(rows, (identity) => present[identity] as number);
}

/** Train's share among the real rows at exactly the nearest distance. */
function tiesAt(train: NearestRows, holdout: NearestRows, row: number): number {
  const toTrain = train.distances[row * train.k] as number;
  const toHoldout = holdout.distances[row * holdout.k] as number;
  if (toTrain !== toHoldout) return toTrain < toHoldout ? 1 : 0;
  const ties = train.tieCounts[row] as number;
  return ties / (ties + (holdout.tieCounts[row] as number));
}

/**
 * Of rows tied at the last place listed some may be missing, and which are would depend on their order: they do not
 * count, unless all that is listed is one tie, whose sides are known.
 */
function trainShare(nearest: NearestRows, row: number, trainRows: number, shareOfTie: number): number {
  const { k, distances, indices } = nearest;
  const first = row * k;
  let listed = 0;
  while (listed < k && (indices[first + listed] as number) >= 0) listed++;
  const last = distances[first + listed - 1] as number;
  // Fewer real rows than places: nothing is missing.
  const isWhole = listed < k;
  let counted = 0;
  let ofTrain = 0;
  for (let rank = 0; rank < listed; rank++) {
    if (!isWhole && distances[first + rank] === last) break;
    counted++;
    if ((indices[first + rank] as number) < trainRows) ofTrain++;
  }
  return counted === 0 ? shareOfTie : ofTrain / counted;
}
