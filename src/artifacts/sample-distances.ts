import { energyStatistics, type SampleDistances } from '../statistics/energy-statistics.ts';
import type { Random } from '../statistics/random.ts';
import { defineCandidateArtifact, defineRunArtifact } from './artifact.ts';
import { candidateDistances, type RowDistances, referenceDistances } from './row-distances.ts';

export const samplePlan = { mostRows: 700, permutations: 499, referencePermutations: 99 } as const;

/** Energy distance and maximum mean discrepancy between train and the candidate, with permutation p-values. */
export const candidateSampleDistances = defineCandidateArtifact({
  id: 'sample-distances',
  requires: { candidateDistances },
  make: ({ candidateDistances: distances }, { random }) =>
    measure(distances, samplePlan.permutations, random),
});

/** The same for the holdout and the naive candidate, by number of rows; their permutations only serve the intervals. */
export const referenceSampleDistances = defineRunArtifact({
  id: 'reference-sample-distances',
  requires: { referenceDistances },
  make({ referenceDistances }, { random }) {
    const known = new Map<number, { holdout: SampleDistances | null; naive: SampleDistances }>();
    return (rows: number) => {
      const found = known.get(rows);
      if (found) return found;
      const holdout = referenceDistances.holdout(rows);
      const made = {
        holdout: holdout && measure(holdout, samplePlan.referencePermutations, random.stream('holdout')),
        naive: measure(
          referenceDistances.naive(rows),
          samplePlan.referencePermutations,
          random.stream('naive'),
        ),
      };
      known.set(rows, made);
      return made;
    };
  },
});

function measure(distances: RowDistances, permutations: number, random: Random): SampleDistances {
  return energyStatistics(distances, Math.min(samplePlan.mostRows, distances.rows), permutations, random);
}
