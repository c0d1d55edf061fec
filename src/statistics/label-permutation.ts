import { midRanks } from './mid-ranks.ts';
import type { Random } from './random.ts';

/**
 * The chance of an area under the ROC curve at least as large as the observed one when membership labels are dealt out
 * at random. `scores` holds both groups, the first `memberCount` being members. The p-value counts the observed
 * labelling among the `permutations` random ones, so it is exact: over repetitions it is at most p with chance at most p.
 * Throws a RangeError where a group is empty or a score is missing.
 * Source: Phipson and Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9.
 */
export function labelPermutationPValue(options: {
  scores: Float64Array;
  memberCount: number;
  permutations: number;
  random: Random;
}): { pValue: number; auc: number } {
  const { scores, memberCount, permutations, random } = options;
  const size = scores.length;
  const others = size - memberCount;
  if (!(memberCount > 0 && others > 0)) throw new RangeError('a comparison of scores needs both groups');
  const ranks = midRanks(scores);
  if (ranks.some((rank) => Number.isNaN(rank))) throw new RangeError('a score is missing');
  const drawn = Math.min(memberCount, others);
  const drawsMembers = drawn === memberCount;
  // Mid-ranks are multiples of one half: their sums are exact, and ties with the observed sum are seen as such.
  const memberSum = sum(ranks, 0, memberCount);
  const observed = drawsMembers ? memberSum : sum(ranks, memberCount, size);
  let asLarge = 0;
  for (let round = 0; round < permutations; round++) {
    const drawnSum = dealtSum(ranks, drawn, random);
    if (drawsMembers ? drawnSum >= observed : drawnSum <= observed) asLarge++;
  }
  const auc = (memberSum - (memberCount * (memberCount + 1)) / 2) / (memberCount * others);
  return { pValue: (1 + asLarge) / (1 + permutations), auc };
}

/** The sum of `count` values drawn without replacement; they end up at the front, which the next draw does not mind. */
function dealtSum(values: Float64Array, count: number, random: Random): number {
  let total = 0;
  for (let i = 0; i < count; i++) {
    const j = i + random.below(values.length - i);
    const held = values[j] as number;
    values[j] = values[i] as number;
    values[i] = held;
    total += held;
  }
  return total;
}

function sum(values: Float64Array, from: number, to: number): number {
  let total = 0;
  for (let i = from; i < to; i++) total += values[i] as number;
  return total;
}
