/**
 * How much larger the sampling noise between train and the candidate is than between train and holdout.
 * Distances between two samples of one population shrink with √(1/n + 1/m); so the holdout's distance, times this,
 * is what a fresh real sample of the candidate's row count would get. 1 where both have the same number of rows.
 *
 * @param trainRows filled rows of train
 * @param holdoutRows filled rows of the holdout
 * @param candidateRows filled rows of the candidate
 */
export function noiseScaling(trainRows: number, holdoutRows: number, candidateRows: number): number {
  return Math.sqrt((1 / trainRows + 1 / candidateRows) / (1 / trainRows + 1 / holdoutRows));
}

/** A distance in [0, 1] scaled to another row count: with very few rows the scaling would go beyond what can be. */
export function scaleDistance(distance: number, scaling: number): number {
  return Math.min(1, distance * scaling);
}
