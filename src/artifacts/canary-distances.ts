import { findNearestRows } from '../kernels/nearest-rows.ts';
import { fitMidRankDistribution } from '../statistics/mid-rank-distribution.ts';
import { defineCandidateArtifact, NotApplicable, runData } from './artifact.ts';
import { candidateRows } from './candidate-rows.ts';
import { alignRows, leftOut } from './real-rows.ts';
import { sharedColumns } from './rows.ts';

/** How far each canary is from the candidate; null where no canaries were given. */
export interface CanaryDistances {
  readonly distances: Float64Array;
  readonly included: Uint8Array;
}

/**
 * Distances in a space made of the candidate and the canaries alone: train holds the included ones, so a scale learnt
 * from train would know what is to be guessed.
 */
export const canaryDistances = defineCandidateArtifact({
  id: 'canary-distances',
  requires: { runData, candidateRows },
  async make({ runData, candidateRows }, { pool }): Promise<CanaryDistances | null> {
    const { canaries, schema, options } = runData;
    if (!canaries) return null;
    const dictionaries = new Map<string, readonly string[]>();
    for (const [name, cells] of candidateRows.columns) {
      if (cells.type === 'coded') dictionaries.set(name, cells.levels);
    }
    const rows = alignRows(canaries.table, schema, dictionaries, leftOut(options));
    const shared = sharedColumns(candidateRows, rows);
    if (shared.length === 0)
      throw new NotApplicable('the candidate shares no compared column with the canaries');
    const synthetic = {
      rowCount: candidateRows.rowCount,
      numeric: [] as Float64Array[],
      codes: [] as Int32Array[],
    };
    const queries = { rowCount: rows.rowCount, numeric: [] as Float64Array[], codes: [] as Int32Array[] };
    for (const { real: theirs, other: own } of shared) {
      if (theirs.type === 'number' && own.type === 'number') {
        const all = Float64Array.from([...theirs.values, ...own.values]);
        if (all.every((value) => Number.isNaN(value))) continue;
        const scale = fitMidRankDistribution(all);
        synthetic.numeric.push(theirs.values.map(scale));
        queries.numeric.push(own.values.map(scale));
      }
      if (theirs.type === 'coded' && own.type === 'coded') {
        synthetic.codes.push(theirs.codes.map((code) => code + 1));
        queries.codes.push(own.codes.map((code) => code + 1));
      }
    }
    const { distances } = await findNearestRows({ queries, base: synthetic, k: 1, pool });
    return { distances, included: canaries.included };
  },
});
