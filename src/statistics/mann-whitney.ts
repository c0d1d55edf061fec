import { sortedScores } from './rate-at-false-positive-rate.ts';

/**
 * The chance that a score of A exceeds a score of B, ties counting half, with two standard errors:
 * `standardError` holds whatever the distributions (DeLong), `nullStandardError` is that over random relabellings of the
 * pooled scores, so it is the one to test chance with. A group of one has no spread of its own: the latter then stands
 * for both. Throws a RangeError on an empty group or a missing score.
 * Sources: Mann and Whitney (1947), Annals of Mathematical Statistics 18; DeLong, DeLong and Clarke-Pearson (1988),
 * Biometrics 44; Lehmann (1975), Nonparametrics, for ties.
 */
export function mannWhitney(
  scoresA: Float64Array,
  scoresB: Float64Array,
): { auc: number; standardError: number; nullStandardError: number } {
  const sizeA = scoresA.length;
  const sizeB = scoresB.length;
  const a = sortedScores(scoresA);
  const b = sortedScores(scoresB);
  const size = sizeA + sizeB;
  // Placements: the share of the other group that a score beats. Their spreads make DeLong's variance.
  let sumA = 0;
  let squaresA = 0;
  let sumB = 0;
  let squaresB = 0;
  let ties = 0;
  let i = 0;
  let j = 0;
  while (i < sizeA || j < sizeB) {
    const value = Math.min(i < sizeA ? (a[i] as number) : Infinity, j < sizeB ? (b[j] as number) : Infinity);
    const startA = i;
    const startB = j;
    while (i < sizeA && a[i] === value) i++;
    while (j < sizeB && b[j] === value) j++;
    const placementA = (startB + (j - startB) / 2) / sizeB - 0.5;
    const placementB = (startA + (i - startA) / 2) / sizeA - 0.5;
    sumA += (i - startA) * placementA;
    squaresA += (i - startA) * placementA * placementA;
    sumB += (j - startB) * placementB;
    squaresB += (j - startB) * placementB * placementB;
    const tied = i - startA + j - startB;
    ties += tied ** 3 - tied;
  }
  const nullVariance = (size + 1 - ties / (size * Math.max(1, size - 1))) / (12 * sizeA * sizeB);
  const nullStandardError = Math.sqrt(Math.max(0, nullVariance));
  const ownVariance = spread(sumA, squaresA, sizeA) / sizeA + spread(sumB, squaresB, sizeB) / sizeB;
  return {
    auc: 0.5 + sumA / sizeA,
    standardError: sizeA > 1 && sizeB > 1 ? Math.sqrt(ownVariance) : nullStandardError,
    nullStandardError,
  };
}

function spread(sum: number, squares: number, count: number): number {
  return Math.max(0, (squares - (sum * sum) / count) / (count - 1));
}
