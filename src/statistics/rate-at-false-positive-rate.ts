import { sortNumbers } from './sort-numbers.ts';
import { countAtMost } from './sorted-copy.ts';

/**
 * The true positive rate at the lowest score that at most a share `targetFpr` of non-members reach.
 * Rows at or above `threshold` count as called members, and equal scores are called alike: where a block of ties straddles
 * the target, the threshold goes above it and the attained `fpr` stays below the target.
 * Where no score is high enough, `threshold` is Infinity and both rates are 0.
 * Throws a RangeError on an empty group, a missing score, or a target outside [0, 1].
 * Source: Fawcett (2006), Pattern Recognition Letters 27, on ROC points and ties.
 */
export function rateAtFalsePositiveRate(
  memberScores: Float64Array,
  nonMemberScores: Float64Array,
  targetFpr: number,
): { threshold: number; fpr: number; tpr: number } {
  const members = sortedScores(memberScores);
  const nonMembers = sortedScores(nonMemberScores);
  if (!(targetFpr >= 0 && targetFpr <= 1)) throw new RangeError(`${targetFpr} is not a rate`);
  const allowed = allowedFalsePositives(targetFpr, nonMembers.length);
  const bar =
    allowed < nonMembers.length ? (nonMembers[nonMembers.length - 1 - allowed] as number) : -Infinity;
  const membersBelow = countAtMost(members, bar);
  const nonMembersBelow = countAtMost(nonMembers, bar);
  return {
    threshold: Math.min(members[membersBelow] ?? Infinity, nonMembers[nonMembersBelow] ?? Infinity),
    fpr: (nonMembers.length - nonMembersBelow) / nonMembers.length,
    tpr: (members.length - membersBelow) / members.length,
  };
}

/** How many of `rows` a share allows; a hair of rounding in the share takes none away. */
export function allowedFalsePositives(share: number, rows: number): number {
  return Math.floor(share * rows + 1e-9);
}

/**
 * Scores in ascending order, to be read only: a copy, unless they are in order already. Throws a RangeError where there
 * are none or one is missing.
 */
export function sortedScores(scores: Float64Array): Float64Array {
  if (scores.length === 0) throw new RangeError('a comparison of scores needs both groups');
  if (isAscending(scores)) return scores;
  for (let i = 0; i < scores.length; i++) {
    if (Number.isNaN(scores[i])) throw new RangeError('a score is missing');
  }
  return sortNumbers(scores.slice());
}

/** False where a score is missing, even the only one. */
function isAscending(scores: Float64Array): boolean {
  let before = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number;
    if (!(score >= before)) return false;
    before = score;
  }
  return true;
}
