import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts';

/**
 * Kolmogorov–Smirnov distance of propensity scores. Scores that differ by rounding alone are equal: where both files have the same
 * margins every row has the same score, and the order of its last digits would make a distance out of nothing.
 *
 * @param scores of train's rows, then of the other dataset's
 * @param realCount how many are train's
 */
export function propensityGap(scores: Float64Array, realCount: number): ReturnType<typeof kolmogorovSmirnov> {
  const told = scores.map((score) => Math.round(score * grid) / grid);
  return kolmogorovSmirnov(told.slice(0, realCount).sort(), told.slice(realCount).sort());
}

const grid = 1e9;
