import { defineCandidateArtifact, NotApplicable } from './artifact.ts';
import { type CombinationHits, findCombinationHits } from './combination-hits.ts';
import { findJoinedValues, type JoinedValues } from './joined-values.ts';
import { unitsOfReal } from './units.ts';
import { valueCodes } from './value-codes.ts';

/** What speaks for parts of a real row having been copied, made without knowing which rows were trained on. */
export interface CombinationScores {
  readonly hits: CombinationHits;
  readonly joined: JoinedValues;
  /** Per real row, train's first: rows with joined rare values above all others, these by the surprise of their hits. */
  readonly scores: Float64Array;
}

export const combinationScores = defineCandidateArtifact({
  id: 'combination-scores',
  requires: { valueCodes, unitsOfReal },
  make({ valueCodes, unitsOfReal }, { random }): CombinationScores {
    if (valueCodes.length < 2)
      throw new NotApplicable('combinations need two compared columns that the candidate has');
    const hits = findCombinationHits(valueCodes, unitsOfReal, cellsAtMost, random.stream('subsets'));
    const joined = findJoinedValues(valueCodes, random.stream('dealt'));
    const most = hits.surprise.reduce((largest, surprise) => Math.max(largest, surprise), 0);
    const scores = hits.surprise.map((surprise, row) =>
      joined.exposed[row] ? most + (joined.most[row] as number) : surprise,
    );
    return { hits, joined, scores };
  },
});

/** Rows × subsets that are looked through: a bound on time, some seconds, whatever the table. */
const cellsAtMost = 5e7;
