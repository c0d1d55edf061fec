import { type ManifoldScores, manifoldScores } from '../statistics/manifold-scores.ts';
import { defineCandidateArtifact, defineRunArtifact } from './artifact.ts';
import { candidateDistances, referenceDistances } from './row-distances.ts';

/** Neighbours that a ball reaches to, as in the papers. */
export const ballNeighbours = 5;

/** How the candidate's rows lie among train's. */
export const candidateManifold = defineCandidateArtifact({
  id: 'manifold',
  requires: { candidateDistances },
  make: ({ candidateDistances: distances }) => ({
    rows: distances.rows,
    scores: manifoldScores(distances, ballNeighbours),
  }),
});

interface References {
  readonly holdout: ManifoldScores | null;
  readonly naive: ManifoldScores;
}

/** The holdout's and the naive candidate's scores for a number of rows, made once for all candidates of that size. */
export const referenceManifold = defineRunArtifact({
  id: 'reference-manifold',
  requires: { referenceDistances },
  make({ referenceDistances }): (rows: number) => References {
    const known = new Map<number, References>();
    return (rows) => {
      const found = known.get(rows);
      if (found) return found;
      const holdout = referenceDistances.holdout(rows);
      const made = {
        holdout: holdout && manifoldScores(holdout, ballNeighbours),
        naive: manifoldScores(referenceDistances.naive(rows), ballNeighbours),
      };
      known.set(rows, made);
      return made;
    };
  },
});
