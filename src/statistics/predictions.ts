/** Predicted class probabilities and what the rows really are. */
export interface ClassPredictions {
  readonly classCount: number;
  /** Class codes 0 … classCount − 1, one per row. Of two classes, 1 is the positive one. */
  readonly labels: Int32Array;
  /** Rows × classes. */
  readonly probabilities: Float64Array;
}

/** Predicted numbers and the true ones. */
export interface ValuePredictions {
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
}

/**
 * A metric bound to one set of predictions, everything sorted and precomputed. `counts` says how often each row counts
 * (a bootstrap's draw); null counts every row once. NaN where the metric is undefined for these rows, for instance an
 * AUC without positives: whoever writes a result has to ask.
 */
export type Evaluate = (counts: Int32Array | null) => number;

/** Every row once. */
export function onceEach(rowCount: number): Int32Array {
  return new Int32Array(rowCount).fill(1);
}

/** One class's probabilities, by row. */
export function classScores(predictions: ClassPredictions, label: number): Float64Array {
  const { classCount, probabilities, labels } = predictions;
  const scores = new Float64Array(labels.length);
  for (let row = 0; row < scores.length; row++) scores[row] = probabilities[row * classCount + label]!;
  return scores;
}

/** 1 where the row is of this class. */
export function classMembership(predictions: ClassPredictions, label: number): Int32Array {
  return predictions.labels.map((value) => (value === label ? 1 : 0));
}

/**
 * A metric of two classes as one of many: itself for two classes, else the plain mean over the classes (one against the
 * rest) for which it is defined in these rows.
 */
export function oneAgainstRest(
  predictions: ClassPredictions,
  prepare: (labels: Int32Array, scores: Float64Array) => Evaluate,
): Evaluate {
  const { classCount } = predictions;
  if (classCount === 2) return prepare(predictions.labels, classScores(predictions, 1));
  const perClass = Array.from({ length: classCount }, (_, label) =>
    prepare(classMembership(predictions, label), classScores(predictions, label)),
  );
  return (counts) => {
    let sum = 0;
    let defined = 0;
    for (const evaluate of perClass) {
      const value = evaluate(counts);
      if (Number.isNaN(value)) continue;
      sum += value;
      defined++;
    }
    return sum / defined;
  };
}

/** The mean of a value per row, as a metric. */
export function meanOfRows(perRow: Float64Array): Evaluate {
  const once = onceEach(perRow.length);
  return (counts) => {
    const weights = counts ?? once;
    let sum = 0;
    let rows = 0;
    for (let row = 0; row < perRow.length; row++) {
      sum += weights[row]! * perRow[row]!;
      rows += weights[row]!;
    }
    return sum / rows;
  };
}
