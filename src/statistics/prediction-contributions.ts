import { type ClassPredictions, classMembership, classScores, type ValuePredictions } from './predictions.ts';
import { countAtMost, countBelow } from './sorted-copy.ts';

/**
 * What each row adds to an AUC, to first order: its placement among the other class, less the AUC, over its class's rows.
 * Of more than two classes the mean over those that occur. Their squares sum to DeLong's variance (over n, not n − 1).
 * Null where no class can be told from the rest.
 * Source: DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44.
 */
export function aucContributions(predictions: ClassPredictions): Float64Array | null {
  const { classCount, labels } = predictions;
  const classes = classCount === 2 ? [1] : Array.from({ length: classCount }, (_, label) => label);
  const total = new Float64Array(labels.length);
  let defined = 0;
  for (const label of classes) {
    const isMember = classMembership(predictions, label);
    const scores = classScores(predictions, label);
    const positives = scores.filter((_, row) => isMember[row] === 1).sort();
    const negatives = scores.filter((_, row) => isMember[row] === 0).sort();
    if (positives.length === 0 || negatives.length === 0) continue;
    defined++;
    const beaten = scores.map((score, row) =>
      isMember[row] === 1 ? midShare(negatives, score) : 1 - midShare(positives, score),
    );
    let auc = 0;
    for (let row = 0; row < beaten.length; row++)
      if (isMember[row] === 1) auc += (beaten[row] as number) / positives.length;
    for (let row = 0; row < beaten.length; row++) {
      const rows = isMember[row] === 1 ? positives.length : negatives.length;
      total[row] = (total[row] as number) + ((beaten[row] as number) - auc) / rows;
    }
  }
  return defined === 0 ? null : total.map((value) => value / defined);
}

/** What each row adds to R² = 1 − SSE/SST, to first order. Null where the true values do not vary. */
export function rSquaredContributions({ actual, predicted }: ValuePredictions): Float64Array | null {
  const mean = actual.reduce((sum, value) => sum + value / actual.length, 0);
  let total = 0;
  let unexplained = 0;
  for (let row = 0; row < actual.length; row++) {
    total += ((actual[row] as number) - mean) ** 2;
    unexplained += ((actual[row] as number) - (predicted[row] as number)) ** 2;
  }
  if (!(total > 0)) return null;
  const ratio = unexplained / total;
  return actual.map((value, row) => {
    const error = (value - (predicted[row] as number)) ** 2;
    return -(error - ratio * (value - mean) ** 2) / total;
  });
}

/** The share of sorted values below, ties counting half. */
function midShare(sorted: Float64Array, value: number): number {
  return (countBelow(sorted, value) + countAtMost(sorted, value)) / (2 * sorted.length);
}
