import { type Random, randomStream } from '../statistics/random.ts';
import { defineRunArtifact, runData } from './artifact.ts';
import { realRows } from './real-rows.ts';
import { unitsOfReal } from './units.ts';

/** Rows of train and of the holdout that are as many on both sides, for counts that depend on how many rows there are. */
export interface EqualSides {
  /** Rows kept of train, ascending. */
  readonly train: Int32Array;
  /** Rows kept of the holdout, ascending; null without one, and train is then whole. */
  readonly holdout: Int32Array | null;
  /** Rows left out of either side. */
  readonly leftOut: number;
  /** Units of the rows kept, train's first; null without `--unit`. */
  readonly units: Int32Array | null;
}

/**
 * The larger side is cut to the smaller by a random draw, one for all candidates, so that they are compared on the same
 * people. With `--unit` whole units are drawn, and as many on both sides: half a household is no household.
 */
export const equalSides = defineRunArtifact({
  id: 'equal-sides',
  requires: { runData, realRows, unitsOfReal },
  make({ runData, realRows: { train, holdout }, unitsOfReal }): EqualSides {
    if (!holdout) return { train: firstRows(train.rowCount), holdout: null, leftOut: 0, units: unitsOfReal };
    const random = randomStream(runData.options.seed, 'equal-sides');
    const all = [train.rowCount, holdout.rowCount] as const;
    const units = [unitsOfReal?.subarray(0, all[0]), unitsOfReal?.subarray(all[0])] as const;
    // Without units every row is its own.
    const counts = units.map((own, side) => (own ? new Set(own).size : (all[side] as number)));
    const count = Math.min(...counts);
    const keptTrain = draw(all[0], units[0], count, random.stream('train'));
    const keptHoldout = draw(all[1], units[1], count, random.stream('holdout'));
    return {
      train: keptTrain,
      holdout: keptHoldout,
      leftOut: all[0] + all[1] - keptTrain.length - keptHoldout.length,
      units:
        unitsOfReal &&
        Int32Array.from(
          [...keptTrain, ...keptHoldout.map((row) => all[0] + row)],
          (row) => unitsOfReal[row] as number,
        ),
    };
  },
});

/** `count` rows, or the rows of `count` units, at random. */
function draw(rowCount: number, units: Int32Array | undefined, count: number, random: Random): Int32Array {
  if (!units) return random.sample(count, rowCount);
  const distinct = [...new Set(units)];
  const chosen = new Set(Array.from(random.sample(count, distinct.length), (index) => distinct[index]));
  return firstRows(rowCount).filter((row) => chosen.has(units[row] as number));
}

function firstRows(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, row) => row);
}
