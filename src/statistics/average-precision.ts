import { type ClassPredictions, type Evaluate, onceEach, oneAgainstRest } from './predictions.ts';
import { labelsInOrder, orderByScore } from './score-order.ts';

/**
 * Average precision: the sum over distinct thresholds of (gain in recall) × (precision there). A step function without
 * interpolation, which would be too favourable (Davis and Goadrich, "The relationship between precision-recall and ROC
 * curves", 2006). Rows of equal score enter together. Its value for random scores is the share of positives.
 * NaN where there are no positives.
 *
 * `labels`: 1 is positive, anything else negative. `counts`: how often each row counts.
 */
export function averagePrecision(
  labels: Int32Array | Uint8Array,
  scores: Float64Array,
  counts: Int32Array | null = null,
): number {
  return prepareAveragePrecision(labels, scores)(counts);
}

/** `averagePrecision` with the sorting done once: O(rows) for each new set of counts. */
export function prepareAveragePrecision(labels: Int32Array | Uint8Array, scores: Float64Array): Evaluate {
  const { order, blockEnds } = orderByScore(scores);
  const sorted = labelsInOrder(labels, order);
  const once = onceEach(order.length);
  return (counts) => {
    const weights = counts ?? once;
    let sum = 0;
    let positives = 0;
    let rows = 0;
    let blockPositives = 0;
    for (let i = 0; i < order.length; i++) {
      const weight = weights[order[i]!]!;
      rows += weight;
      blockPositives += weight * sorted[i]!;
      if (blockEnds[i] === 0 || blockPositives === 0) continue;
      positives += blockPositives;
      sum += blockPositives * (positives / rows);
      blockPositives = 0;
    }
    return sum / positives;
  };
}

/** Average precision of a classifier: of class 1 of two, else one against the rest, plain mean over the classes that occur. */
export function prepareClassAveragePrecision(predictions: ClassPredictions): Evaluate {
  return oneAgainstRest(predictions, prepareAveragePrecision);
}
