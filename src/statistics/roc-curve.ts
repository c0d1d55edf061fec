import { labelsInOrder, orderByScore } from './score-order.ts';

/** Points from (0, 0) to (1, 1), one per distinct score. */
export interface RocCurve {
  readonly falsePositiveRate: Float64Array;
  readonly truePositiveRate: Float64Array;
  /** Point i calls positive what scores at least thresholds[i]; the first, +Infinity, nothing. */
  readonly thresholds: Float64Array;
}

/**
 * ROC curve (Fawcett, "An introduction to ROC analysis", 2006, algorithm 1): a point per distinct score and none inside
 * a block of ties, which no threshold can reach. Null where there are no positives or no negatives.
 *
 * `labels`: 1 is positive, anything else negative.
 */
export function rocCurve(labels: Int32Array | Uint8Array, scores: Float64Array): RocCurve | null {
  const { order, blockEnds } = orderByScore(scores);
  const sorted = labelsInOrder(labels, order);
  const positives = sorted.reduce((sum, label) => sum + label, 0);
  const negatives = sorted.length - positives;
  if (positives === 0 || negatives === 0) return null;
  const points = blockEnds.reduce((sum, end) => sum + end, 1);
  const falsePositiveRate = new Float64Array(points);
  const truePositiveRate = new Float64Array(points);
  const thresholds = new Float64Array(points);
  thresholds[0] = Number.POSITIVE_INFINITY;
  let truePositives = 0;
  let point = 1;
  for (let i = 0; i < order.length; i++) {
    truePositives += sorted[i]!;
    if (blockEnds[i] === 0) continue;
    falsePositiveRate[point] = (i + 1 - truePositives) / negatives;
    truePositiveRate[point] = truePositives / positives;
    thresholds[point] = scores[order[i]!]!;
    point++;
  }
  return { falsePositiveRate, truePositiveRate, thresholds };
}
