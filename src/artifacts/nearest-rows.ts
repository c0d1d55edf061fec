import { findNearestRows, type NearestRows } from '../kernels/nearest-rows.ts';
import { defineCandidateArtifact } from './artifact.ts';
import { encodedRows } from './encoded-rows.ts';

/** Nearest real rows of every synthetic row. Nothing is sampled: queries and base rows are whole. */
export interface SyntheticNeighbours {
  readonly columns: readonly string[];
  readonly train: NearestRows;
  readonly holdout: NearestRows | null;
}

/** S→T and S→H, two neighbours each: distance to the closest record, and its ratio to the second closest. */
export const nearestToSynthetic = defineCandidateArtifact({
  id: 'nearest-rows-of-synthetic',
  requires: { encodedRows },
  async make({ encodedRows }, { pool }): Promise<SyntheticNeighbours> {
    const { columns, train, holdout, synthetic } = encodedRows;
    return {
      columns,
      train: await findNearestRows({ queries: synthetic, base: train, k: 2, pool }),
      holdout: holdout && (await findNearestRows({ queries: synthetic, base: holdout, k: 2, pool })),
    };
  },
});

/** Nearest synthetic rows of every real row. */
export interface RealNeighbours {
  readonly columns: readonly string[];
  readonly train: NearestRows;
  readonly holdout: NearestRows | null;
}

/** T→S and H→S: how close each real person has a synthetic row. */
export const nearestToReal = defineCandidateArtifact({
  id: 'nearest-rows-of-real',
  requires: { encodedRows },
  async make({ encodedRows }, { pool }): Promise<RealNeighbours> {
    const { columns, train, holdout, synthetic } = encodedRows;
    return {
      columns,
      train: await findNearestRows({ queries: train, base: synthetic, k: 1, pool }),
      holdout: holdout && (await findNearestRows({ queries: holdout, base: synthetic, k: 1, pool })),
    };
  },
});
