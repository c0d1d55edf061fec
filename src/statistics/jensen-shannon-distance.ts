import { cellShares } from './cell-shares.ts';

/**
 * The Jensen–Shannon distance of two samples from their counts of the same cells: the square root of the divergence
 * in bits, from 0 (equal) to 1 (nothing in common). Throws a RangeError on empty samples or different numbers of cells.
 * Sources: Lin (1991), IEEE Transactions on Information Theory 37; Endres and Schindelin (2003), ibid. 49.
 */
export function jensenShannonDistance(countsA: ArrayLike<number>, countsB: ArrayLike<number>): number {
  const { sharesA, sharesB } = cellShares(countsA, countsB);
  let divergence = 0;
  for (let i = 0; i < sharesA.length; i++) {
    const a = sharesA[i] as number;
    const b = sharesB[i] as number;
    const middle = (a + b) / 2;
    if (a > 0) divergence += (a * Math.log2(a / middle)) / 2;
    if (b > 0) divergence += (b * Math.log2(b / middle)) / 2;
  }
  // Rounding may leave the sum a hair outside its range.
  return Math.sqrt(Math.min(1, Math.max(0, divergence)));
}
