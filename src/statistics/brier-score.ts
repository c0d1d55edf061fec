import { type ClassPredictions, type Evaluate, meanOfRows } from './predictions.ts';

/**
 * Brier score: the mean squared error of the probabilities (Brier, "Verification of forecasts expressed in terms of
 * probability", 1950). Two classes: of the positive class alone, 0 to 1. More classes: summed over the classes, 0 to 2,
 * as in the paper.
 */
export function brierScore(predictions: ClassPredictions, counts: Int32Array | null = null): number {
  return prepareBrierScore(predictions)(counts);
}

/** `brierScore` with each row's error computed once. */
export function prepareBrierScore(predictions: ClassPredictions): Evaluate {
  const { classCount, labels, probabilities } = predictions;
  const errors = new Float64Array(labels.length);
  for (let row = 0; row < errors.length; row++) {
    let error = 0;
    for (let k = classCount === 2 ? 1 : 0; k < classCount; k++) {
      const apart = probabilities[row * classCount + k]! - (labels[row] === k ? 1 : 0);
      error += apart * apart;
    }
    errors[row] = error;
  }
  return meanOfRows(errors);
}
