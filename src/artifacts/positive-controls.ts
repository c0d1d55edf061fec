import { smallestDistance } from '../attacks/attack.ts';
import { designEffect } from '../statistics/design-effect.ts';
import { orderStatistic } from '../statistics/order-statistic.ts';
import { pairCalls, pairedLeakDifference } from '../statistics/paired-leak-difference.ts';
import { allowedFalsePositives } from '../statistics/rate-at-false-positive-rate.ts';
import { falsePositiveRateFor } from '../statistics/target-false-positive-rate.ts';
import { defineCandidateArtifact } from './artifact.ts';
import { holdoutRows } from './holdout-rows.ts';
import { nearestSyntheticOfReal } from './nearest-rows.ts';
import { nearestStrangers } from './nearest-strangers.ts';
import {
  distancesToPlanted,
  type PlantKind,
  plantedRows,
  plantedShares,
  plantKinds,
} from './planted-rows.ts';
import { unitsOfReal } from './units.ts';

/** A leak that was planted in the candidate, and in how many replicates it was found. */
export interface PositiveControl {
  readonly kind: PlantKind;
  /** Share of train's rows that were planted. */
  readonly share: number;
  readonly replicates: number;
  readonly found: number;
  /** Found in at least 80 % of replicates. */
  readonly detected: boolean;
}

/**
 * A fixed grid of planted leaks: what would have been seen on this very data, had the candidate held so many copies of
 * training rows more. A leak is found where the leak rate of some attack grew with the plant beyond doubt: lower end of
 * its paired 95 % interval above 0, corrected for the number of attacks.
 */
export const positiveControls = defineCandidateArtifact({
  id: 'positive-controls',
  requires: { holdoutRows, plantedRows, nearestSyntheticOfReal, nearestStrangers, unitsOfReal },
  make(inputs): readonly PositiveControl[] {
    const { holdoutRows, plantedRows, nearestSyntheticOfReal, nearestStrangers, unitsOfReal } = inputs;
    const rows = nearestSyntheticOfReal.tieCounts.length;
    const detector = leakDetector({
      toSynthetic: firstDistances(nearestSyntheticOfReal),
      toOthers: firstDistances(nearestStrangers),
      memberCount: rows - holdoutRows.rowCount,
      units: unitsOfReal,
    });
    const controls: PositiveControl[] = [];
    for (const kind of plantKinds) {
      const plants = plantedRows.filter((plant) => plant.kind === kind);
      for (const [place, share] of plantedShares.entries()) {
        const found = plants.filter((plant) =>
          detector(distancesToPlanted(plant, plant.counts[place] as number, rows)),
        ).length;
        const replicates = plants.length;
        controls.push({ kind, share, replicates, found, detected: found >= 0.8 * replicates });
      }
    }
    return controls;
  },
});

/** Distances of all real rows, the members first. */
export interface Distances {
  readonly toSynthetic: Float64Array;
  /** To the nearest other real row. */
  readonly toOthers: Float64Array;
  readonly memberCount: number;
  /** The unit of every real row; null where every row is its own. */
  readonly units: Int32Array | null;
}

/** Tells whether adding rows at the given distances to the candidate is seen as a leak. */
export function leakDetector({ toSynthetic, toOthers, memberCount, units }: Distances) {
  const rows = toSynthetic.length;
  const targetFpr = falsePositiveRateFor(rows - memberCount);
  const before = attack(toSynthetic);
  // Bonferroni over the attacks.
  const level = 1 - (1 - 0.95) / before.length;

  function attack(distances: Float64Array): Uint8Array[] {
    const closeness = new Float64Array(rows);
    const calibrated = new Float64Array(rows);
    const exact = new Uint8Array(rows);
    for (let row = 0; row < rows; row++) {
      const distance = distances[row] as number;
      closeness[row] = -distance;
      calibrated[row] = ((toOthers[row] as number) + smallestDistance) / (distance + smallestDistance);
      exact[row] = distance === 0 ? 1 : 0;
    }
    return [callsAt(closeness, memberCount, targetFpr), callsAt(calibrated, memberCount, targetFpr), exact];
  }

  /** People of one household are often called alike, and change together. */
  function inflationOf(calls: Uint8Array, changed: Uint8Array) {
    if (!units) return { members: 1, nonMembers: 1 };
    const change = Int8Array.from(changed, (call, row) => call - (calls[row] as number));
    return {
      members: designEffect(change.subarray(0, memberCount), units.subarray(0, memberCount)),
      nonMembers: designEffect(change.subarray(memberCount), units.subarray(memberCount)),
    };
  }

  return (toPlanted: Float64Array): boolean => {
    const after = attack(toSynthetic.map((distance, row) => Math.min(distance, toPlanted[row] as number)));
    return before.some((calls, index) => {
      const changed = after[index] as Uint8Array;
      const nonMembers = pairCalls(calls, changed, memberCount, rows);
      // An attack that succeeds on everybody tells nothing.
      if (nonMembers.neither + nonMembers.onlyBefore === 0) return false;
      if (nonMembers.neither + nonMembers.onlyAfter === 0) return false;
      const members = pairCalls(calls, changed, 0, memberCount);
      return pairedLeakDifference(members, nonMembers, level, inflationOf(calls, changed)).low > 0;
    });
  };
}

/** 1 for the rows above the score that at most a share of non-members exceeds. */
function callsAt(scores: Float64Array, memberCount: number, targetFpr: number): Uint8Array {
  const nonMembers = scores.slice(memberCount);
  const allowed = allowedFalsePositives(targetFpr, nonMembers.length);
  const bar = orderStatistic(nonMembers, nonMembers.length - 1 - allowed);
  const calls = new Uint8Array(scores.length);
  for (let row = 0; row < calls.length; row++) calls[row] = (scores[row] as number) > bar ? 1 : 0;
  return calls;
}

function firstDistances({
  distances,
  k,
  tieCounts,
}: {
  distances: Float64Array;
  k: number;
  tieCounts: Int32Array;
}) {
  return Float64Array.from(tieCounts, (_, row) => distances[row * k] as number);
}
