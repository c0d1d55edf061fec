import { attacks, textAttacks } from '../attacks/index.ts';
import { defineCandidateArtifact } from './artifact.ts';
import { encodedRows } from './encoded-rows.ts';
import { nearestRealOfSynthetic, nearestSyntheticOfReal } from './nearest-rows.ts';
import { nearestStrangers } from './nearest-strangers.ts';
import { textSketches } from './text-sketches.ts';

/** What an attack says about every real row, made without knowing which ones were trained on. Higher: rather a member. */
export interface MembershipScores {
  readonly attack: string;
  /** Over all real rows, train's first. */
  readonly scores: Float64Array;
  /** The first so many rows are train's. */
  readonly memberCount: number;
}

/** Every attack's scores. */
export const membershipScores = defineCandidateArtifact({
  id: 'membership-scores',
  requires: { encodedRows, nearestSyntheticOfReal, nearestStrangers, nearestRealOfSynthetic, textSketches },
  async make(inputs, { random, pool }): Promise<readonly MembershipScores[]> {
    const { encodedRows, nearestSyntheticOfReal, nearestStrangers, nearestRealOfSynthetic, textSketches } =
      inputs;
    const view = {
      synthetic: encodedRows.synthetic,
      real: encodedRows.real,
      syntheticOfReal: nearestSyntheticOfReal,
      realOfReal: nearestStrangers,
      realOfSynthetic: nearestRealOfSynthetic,
      texts: textSketches,
    };
    const scored: MembershipScores[] = [];
    for (const attack of [...attacks, ...(textSketches ? textAttacks : [])]) {
      const scores = await attack.score(view, { random: random.stream(attack.id), pool });
      scored.push({ attack: attack.id, scores, memberCount: encodedRows.train.rowCount });
    }
    return scored;
  },
});
