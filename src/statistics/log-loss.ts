import { type ClassPredictions, type Evaluate, meanOfRows } from './predictions.ts';

/**
 * Logarithmic loss in nats: the mean of −log p(true class) (Good, "Rational decisions", 1952). Probabilities are kept
 * at least one double-precision epsilon away from 0 and 1, as forests do say 0; that bounds a row's loss by 36.04.
 */
export function logLoss(predictions: ClassPredictions, counts: Int32Array | null = null): number {
  return prepareLogLoss(predictions)(counts);
}

/** `logLoss` with each row's loss computed once. */
export function prepareLogLoss(predictions: ClassPredictions): Evaluate {
  const { classCount, labels, probabilities } = predictions;
  const losses = new Float64Array(labels.length);
  for (let row = 0; row < losses.length; row++) {
    const probability = probabilities[row * classCount + labels[row]!]!;
    losses[row] = -Math.log(Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, probability)));
  }
  return meanOfRows(losses);
}
