import { type Evaluate, meanOfRows, type ValuePredictions } from './predictions.ts';

/** Root of the mean squared error, in the target's unit. */
export function rootMeanSquaredError(
  predictions: ValuePredictions,
  counts: Int32Array | null = null,
): number {
  return prepareRootMeanSquaredError(predictions)(counts);
}

/** `rootMeanSquaredError` with each row's error computed once. */
export function prepareRootMeanSquaredError(predictions: ValuePredictions): Evaluate {
  const mean = meanOfRows(predictions.actual.map((value, row) => (value - predictions.predicted[row]!) ** 2));
  return (counts) => Math.sqrt(mean(counts));
}
