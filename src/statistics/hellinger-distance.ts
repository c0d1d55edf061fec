import { cellShares } from './cell-shares.ts';

/**
 * The Hellinger distance of two samples from their counts of the same cells, from 0 (equal) to 1 (nothing in common).
 * Throws a RangeError on empty samples or different numbers of cells.
 * Source: Le Cam and Yang (2000), Asymptotics in Statistics, section 3.
 */
export function hellingerDistance(countsA: ArrayLike<number>, countsB: ArrayLike<number>): number {
  const { sharesA, sharesB } = cellShares(countsA, countsB);
  let sum = 0;
  for (let i = 0; i < sharesA.length; i++) {
    const difference = Math.sqrt(sharesA[i] as number) - Math.sqrt(sharesB[i] as number);
    sum += difference * difference;
  }
  return Math.min(1, Math.sqrt(sum / 2));
}
