import { cellShares } from './cell-shares.ts';

/**
 * The total variation distance of two samples from their counts of the same cells: half the summed absolute
 * difference of shares, from 0 (equal) to 1 (nothing in common).
 * Throws a RangeError on empty samples or different numbers of cells.
 * Source: Levin, Peres and Wilmer (2009), Markov Chains and Mixing Times, proposition 4.2.
 */
export function totalVariation(countsA: ArrayLike<number>, countsB: ArrayLike<number>): number {
  const { sharesA, sharesB } = cellShares(countsA, countsB);
  let sum = 0;
  for (let i = 0; i < sharesA.length; i++) sum += Math.abs((sharesA[i] as number) - (sharesB[i] as number));
  return Math.min(1, sum / 2);
}
