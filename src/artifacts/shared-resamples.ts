import { createHash } from 'node:crypto';
import { type Contributions, createPairedDeviations } from '../statistics/paired-deviations.ts';
import { randomStream } from '../statistics/random.ts';
import { defineCandidateArtifact, defineRunArtifact, runData } from './artifact.ts';
import { candidateDigest, digestOf } from './table-digest.ts';
import { unitsOfReal } from './units.ts';

/** Deviations of a candidate's measure on the resamples that all candidates share. */
export interface Replicates {
  /** Equal where the same real rows were resampled in the same way. */
  readonly resampleId: string;
  /** Mean 0, variance 1, two decimals. */
  readonly values: number[];
  /** Of the estimate, where its interval leaves the candidate's own sampling out; null where the interval has all. */
  readonly standardError: number | null;
}

/** How a measure's dependence on the real rows is told: null entries are not resampled. */
export interface RealContributions {
  readonly train: Float64Array | null;
  readonly holdout: Float64Array | null;
  /** Variance that no other candidate shares. */
  readonly ownVariance: number;
  readonly standardError?: number;
}

/** `name` tells a candidate's measures apart: what is not shared is drawn for each anew. */
export type PairedReplicates = (name: string, contributions: RealContributions) => Replicates | null;

const replicates = 200;
/** More groups than replicates: single groups could not be solved for, even by somebody who knew the multipliers. */
const groups = 2048;

/**
 * The resamples of train and holdout that all candidates share. Their random stream is named by the cells of the real
 * rows, not by the seed alone: whoever has a report but not the data cannot draw it again, and
 * therefore cannot take the replicates apart into rows.
 */
export const sharedResamples = defineRunArtifact({
  id: 'shared-resamples',
  requires: { runData, unitsOfReal },
  make({ runData: { train, holdout, options }, unitsOfReal }) {
    const secret = digestOf(holdout ? [train, holdout] : [train], unitsOfReal);
    const random = randomStream(options.seed, 'shared-resamples', secret);
    const rows = train.rowCount + (holdout?.rowCount ?? 0);
    return {
      resampleId: hashOf(`${secret} ${options.seed} ${replicates} ${groups}`),
      deviations: createPairedDeviations({
        groupOf: groupsOf(unitsOfReal ?? Int32Array.from({ length: rows }, (_, row) => row), random),
        groups,
        replicates,
        random,
      }),
      trainRows: train.rowCount,
      rows,
    };
  },
});

/** Replicates of a candidate's measures. */
export const pairedReplicates = defineCandidateArtifact({
  id: 'paired-replicates',
  requires: { runData, sharedResamples, candidateDigest },
  make({ runData, sharedResamples: shared, candidateDigest }): PairedReplicates {
    return (name, { train, holdout, ownVariance, standardError }) => {
      const all = new Float64Array(shared.rows);
      if (train) all.set(train);
      if (holdout) all.set(holdout, shared.trainRows);
      const contributions: Contributions = { shared: all, ownVariance };
      const own = randomStream(runData.options.seed, 'own-noise', candidateDigest, name);
      const values = shared.deviations(contributions, own);
      if (!values) return null;
      return {
        resampleId: shared.resampleId,
        values: Array.from(values, (value) => Math.round(value * 100) / 100 + 0),
        standardError: standardError ?? null,
      };
    };
  },
});

/** Units dealt to the groups at random, as evenly as can be. */
function groupsOf(units: Int32Array, random: { shuffle(values: Int32Array): void }): Int32Array {
  const count = units.reduce((most, unit) => Math.max(most, unit + 1), 0);
  const places = Int32Array.from({ length: count }, (_, unit) => unit);
  random.shuffle(places);
  return units.map((unit) => (places[unit] as number) % groups);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
