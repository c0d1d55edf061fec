import { midRanks } from './mid-ranks.ts';
import { pearsonCorrelation } from './pearson-correlation.ts';

/**
 * Spearman's rank correlation, ties sharing the mean of their ranks; null where a side is constant.
 * Source: Spearman (1904), The American Journal of Psychology 15.
 */
export function spearmanCorrelation(x: Float64Array, y: Float64Array): number | null {
  return pearsonCorrelation(midRanks(x), midRanks(y)).value;
}

/**
 * Kendall's τ_b: concordant less discordant pairs over the geometric mean of the pairs that are not tied on either side;
 * null where a side is constant. Takes time with the square of the length.
 * Source: Kendall (1945), Biometrika 33.
 */
export function kendallCorrelation(x: Float64Array, y: Float64Array): number | null {
  if (x.length !== y.length) throw new RangeError(`the lists have ${x.length} and ${y.length} values`);
  let score = 0;
  let untiedX = 0;
  let untiedY = 0;
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < i; j++) {
      const ofX = Math.sign(x[i]! - x[j]!);
      const ofY = Math.sign(y[i]! - y[j]!);
      score += ofX * ofY;
      untiedX += Math.abs(ofX);
      untiedY += Math.abs(ofY);
    }
  }
  if (untiedX === 0 || untiedY === 0) return null;
  return Math.min(1, Math.max(-1, score / Math.sqrt(untiedX * untiedY)));
}
