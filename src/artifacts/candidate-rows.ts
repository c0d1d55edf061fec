import { candidateTable, defineCandidateArtifact, runData } from './artifact.ts';
import { alignRows, leftOut, realRows } from './real-rows.ts';

/** The candidate's rows over train's and holdout's dictionaries; levels that only it has are appended. */
export const candidateRows = defineCandidateArtifact({
  id: 'candidate-rows',
  requires: { runData, realRows, candidateTable },
  make({ runData, realRows, candidateTable }) {
    const dictionaries = new Map<string, readonly string[]>();
    for (const [name, cells] of realRows.train.columns) {
      if (cells.type === 'coded') dictionaries.set(name, cells.levels);
    }
    return alignRows(candidateTable, runData.schema, dictionaries, leftOut(runData.options));
  },
});
