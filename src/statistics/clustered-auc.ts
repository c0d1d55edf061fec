import { midRanks } from './mid-ranks.ts';

/**
 * The chance that a member's score exceeds a non-member's, ties counting half, with a standard error that holds where
 * rows of one unit (a person, a household) hang together. `scores` holds the members first; `units` numbers each row's
 * unit. A unit is on one side only; one that is on both is taken for two.
 * Throws a RangeError where a side has fewer than two units.
 * Source: Obuchowski (1997), Biometrics 53, "Nonparametric analysis of clustered ROC curve data".
 */
export function clusteredAuc(
  scores: Float64Array,
  memberCount: number,
  units: Int32Array,
): { auc: number; standardError: number } {
  const others = scores.length - memberCount;
  const pooled = midRanks(scores);
  const memberRanks = midRanks(scores.subarray(0, memberCount));
  const otherRanks = midRanks(scores.subarray(memberCount));
  let auc = 0;
  const placements = new Float64Array(scores.length);
  for (let row = 0; row < memberCount; row++) {
    // How many non-members the score beats: its rank among all less its rank among its own.
    const placement = ((pooled[row] as number) - (memberRanks[row] as number)) / others;
    placements[row] = placement;
    auc += placement / memberCount;
  }
  for (let row = 0; row < others; row++) {
    const beats = ((pooled[memberCount + row] as number) - (otherRanks[row] as number)) / memberCount;
    placements[memberCount + row] = 1 - beats;
  }
  const variance =
    sideVariance(placements, units, 0, memberCount, auc) +
    sideVariance(placements, units, memberCount, scores.length, auc);
  return { auc, standardError: Math.sqrt(variance) };
}

/** Variance of the mean placement of one side: sums over units are what is independent. */
function sideVariance(
  placements: Float64Array,
  units: Int32Array,
  from: number,
  to: number,
  auc: number,
): number {
  const sums = new Map<number, number>();
  for (let row = from; row < to; row++) {
    const unit = units[row] as number;
    sums.set(unit, (sums.get(unit) ?? 0) + (placements[row] as number) - auc);
  }
  const count = sums.size;
  if (count < 2) throw new RangeError('an area over units needs two units on each side');
  let squares = 0;
  for (const sum of sums.values()) squares += sum * sum;
  return (squares * count) / (count - 1) / (to - from) ** 2;
}
