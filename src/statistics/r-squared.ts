import { type Evaluate, onceEach, type ValuePredictions } from './predictions.ts';

/**
 * Coefficient of determination, 1 − Σ(y − ŷ)² / Σ(y − ȳ)², with ȳ the mean of the rows it is measured on; negative
 * where the predictions are worse than that mean (Kvålseth, "Cautionary note about R²", 1985, his R²₁).
 * NaN where the true values do not vary.
 */
export function rSquared(predictions: ValuePredictions, counts: Int32Array | null = null): number {
  return prepareRSquared(predictions)(counts);
}

/** `rSquared` with errors computed once. */
export function prepareRSquared(predictions: ValuePredictions): Evaluate {
  const { actual, predicted } = predictions;
  const once = onceEach(actual.length);
  // Sums of squares around the overall mean lose no digits to a large offset.
  let centre = 0;
  for (const value of actual) centre += value / actual.length;
  const values = actual.map((value) => value - centre);
  const errors = actual.map((value, row) => (value - predicted[row]!) ** 2);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of actual) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const rounding = 1e-14 * (high - low) ** 2;
  return (counts) => {
    const weights = counts ?? once;
    let rows = 0;
    let sum = 0;
    let squares = 0;
    let unexplained = 0;
    for (let row = 0; row < values.length; row++) {
      const weight = weights[row]!;
      const value = values[row]!;
      rows += weight;
      sum += weight * value;
      squares += weight * value * value;
      unexplained += weight * errors[row]!;
    }
    const total = squares - (sum * sum) / rows;
    return total > rounding * rows ? 1 - unexplained / total : Number.NaN;
  };
}
