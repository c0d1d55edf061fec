import { candidateTable, defineCandidateArtifact, defineRunArtifact, runData } from './artifact.ts';
import { naiveRows } from './naive-rows.ts';

/** What one of the user's rules says of every row. */
export interface StatedRule {
  readonly name: string;
  readonly columns: readonly string[];
  readonly text: string;
  readonly train: Int8Array;
  readonly holdout: Int8Array | null;
  readonly naive: Int8Array;
}

/** The user's rules over the real rows and the naive candidate; empty where none are stated. */
export const statedRules = defineRunArtifact({
  id: 'stated-rules',
  requires: { runData, naiveRows },
  async make({ runData: { constraints }, naiveRows }): Promise<readonly StatedRule[]> {
    if (!constraints) return [];
    const naive = await constraints.evaluate(naiveRows, 'the naive candidate');
    return constraints.rules.map((rule, index) => ({
      ...rule,
      train: constraints.train[index] as Int8Array,
      holdout: constraints.holdout?.[index] ?? null,
      naive: naive[index] as Int8Array,
    }));
  },
});

/** The same rules over the candidate's rows, in their order. */
export const statedRulesOfCandidate = defineCandidateArtifact({
  id: 'stated-rules-of-candidate',
  requires: { runData, candidateTable },
  async make({ runData: { constraints }, candidateTable }): Promise<readonly Int8Array[]> {
    return constraints ? constraints.evaluate(candidateTable, 'the candidate') : [];
  },
});
