import { type ClassPredictions, type Evaluate, onceEach, oneAgainstRest } from './predictions.ts';
import { labelsInOrder, orderByScore } from './score-order.ts';

/**
 * Area under the ROC curve: the chance that a random positive scores above a random negative, ties counting one half
 * (Hanley and McNeil, "The meaning and use of the area under a receiver operating characteristic curve", 1982); the
 * same as the Mann–Whitney statistic on mid-ranks. NaN where there are no positives or no negatives.
 *
 * `labels`: 1 is positive, anything else negative. `counts`: how often each row counts.
 */
export function areaUnderRoc(
  labels: Int32Array | Uint8Array,
  scores: Float64Array,
  counts: Int32Array | null = null,
): number {
  return prepareAreaUnderRoc(labels, scores)(counts);
}

/** `areaUnderRoc` with the sorting done once: O(rows) for each new set of counts. */
export function prepareAreaUnderRoc(labels: Int32Array | Uint8Array, scores: Float64Array): Evaluate {
  const { order, blockEnds } = orderByScore(scores);
  const sorted = labelsInOrder(labels, order);
  const once = onceEach(order.length);
  return (counts) => {
    const weights = counts ?? once;
    let area = 0;
    let positives = 0;
    let rows = 0;
    let blockPositives = 0;
    let blockRows = 0;
    for (let i = 0; i < order.length; i++) {
      const weight = weights[order[i]!]!;
      blockRows += weight;
      blockPositives += weight * sorted[i]!;
      if (blockEnds[i] === 0) continue;
      // Each negative of the block stands below all earlier positives and beside the block's own.
      area += (blockRows - blockPositives) * (positives + blockPositives / 2);
      positives += blockPositives;
      rows += blockRows;
      blockPositives = 0;
      blockRows = 0;
    }
    return area / (positives * (rows - positives));
  };
}

/**
 * AUC of a classifier. Three and more classes: one against the rest, plain mean over the classes that occur
 * (Provost and Domingos, "Tree induction for probability-based ranking", 2003, there weighted by class size).
 */
export function prepareClassAreaUnderRoc(predictions: ClassPredictions): Evaluate {
  return oneAgainstRest(predictions, prepareAreaUnderRoc);
}
