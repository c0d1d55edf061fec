import { labelsInOrder, orderByScore } from './score-order.ts';

/** One point per distinct score, from the strictest threshold to the laxest. */
export interface PrecisionRecallCurve {
  /** Share of the positives that are found; ascending, ends at 1. */
  readonly recall: Float64Array;
  /** Share of what is found that is positive. */
  readonly precision: Float64Array;
}

/**
 * Precision over recall as thresholds fall (Davis and Goadrich, "The relationship between precision-recall and ROC
 * curves", 2006). Rows of equal score enter together. Average precision is its sum of precision × step of recall. Null
 * where there are no positives.
 *
 * `labels`: 1 is positive, anything else negative.
 */
export function precisionRecallCurve(
  labels: Int32Array | Uint8Array,
  scores: Float64Array,
): PrecisionRecallCurve | null {
  const { order, blockEnds } = orderByScore(scores);
  const sorted = labelsInOrder(labels, order);
  const found: number[] = [];
  const precision: number[] = [];
  let positives = 0;
  for (let i = 0; i < sorted.length; i++) {
    positives += sorted[i]!;
    if (blockEnds[i] === 0) continue;
    found.push(positives);
    precision.push(positives / (i + 1));
  }
  if (positives === 0) return null;
  return {
    recall: Float64Array.from(found, (count) => count / positives),
    precision: Float64Array.from(precision),
  };
}
