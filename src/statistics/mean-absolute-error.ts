import { type Evaluate, meanOfRows, type ValuePredictions } from './predictions.ts';

/** Mean absolute error, in the target's unit. */
export function meanAbsoluteError(predictions: ValuePredictions, counts: Int32Array | null = null): number {
  return prepareMeanAbsoluteError(predictions)(counts);
}

/** `meanAbsoluteError` with each row's error computed once. */
export function prepareMeanAbsoluteError(predictions: ValuePredictions): Evaluate {
  return meanOfRows(predictions.actual.map((value, row) => Math.abs(value - predictions.predicted[row]!)));
}
