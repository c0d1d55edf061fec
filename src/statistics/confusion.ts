import { type ClassPredictions, type Evaluate, onceEach } from './predictions.ts';

/**
 * Rows by true class (first index) and predicted class (second): classCount², row-major. The predicted class is the
 * most probable one, the lowest code among equals.
 */
export function confusion(predictions: ClassPredictions, counts: Int32Array | null = null): Float64Array {
  return prepareConfusion(predictions)(counts);
}

/** Share of rows whose class is predicted. */
export function prepareAccuracy(predictions: ClassPredictions): Evaluate {
  const { classCount } = predictions;
  const matrixOf = prepareConfusion(predictions);
  return (counts) => {
    const matrix = matrixOf(counts);
    let right = 0;
    let rows = 0;
    for (let i = 0; i < matrix.length; i++) rows += matrix[i]!;
    for (let k = 0; k < classCount; k++) right += matrix[k * classCount + k]!;
    return right / rows;
  };
}

/** Mean recall of the classes that occur (Brodersen et al., "The balanced accuracy and its posterior distribution", 2010). */
export function prepareBalancedAccuracy(predictions: ClassPredictions): Evaluate {
  const { classCount } = predictions;
  const matrixOf = prepareConfusion(predictions);
  return (counts) => {
    const matrix = matrixOf(counts);
    let sum = 0;
    let occurring = 0;
    for (let k = 0; k < classCount; k++) {
      let rows = 0;
      for (let l = 0; l < classCount; l++) rows += matrix[k * classCount + l]!;
      if (rows === 0) continue;
      sum += matrix[k * classCount + k]! / rows;
      occurring++;
    }
    return sum / occurring;
  };
}

/**
 * Mean over classes of F1 = 2 TP / (2 TP + FP + FN), each class alike (Opitz and Burst, "Macro F1 and Macro F1", 2019:
 * the mean of F1s, not the F1 of means). Classes that neither occur nor are predicted are left out.
 */
export function prepareMacroF1(predictions: ClassPredictions): Evaluate {
  const { classCount } = predictions;
  const matrixOf = prepareConfusion(predictions);
  return (counts) => {
    const matrix = matrixOf(counts);
    let sum = 0;
    let occurring = 0;
    for (let k = 0; k < classCount; k++) {
      let rows = 0;
      let predicted = 0;
      for (let l = 0; l < classCount; l++) {
        rows += matrix[k * classCount + l]!;
        predicted += matrix[l * classCount + k]!;
      }
      if (rows + predicted === 0) continue;
      sum += (2 * matrix[k * classCount + k]!) / (rows + predicted);
      occurring++;
    }
    return sum / occurring;
  };
}

/** The returned matrix is overwritten by the next call. */
function prepareConfusion(predictions: ClassPredictions): (counts: Int32Array | null) => Float64Array {
  const { classCount, labels, probabilities } = predictions;
  const once = onceEach(labels.length);
  const cells = new Int32Array(labels.length);
  for (let row = 0; row < cells.length; row++) {
    let best = 0;
    for (let k = 1; k < classCount; k++) {
      if (probabilities[row * classCount + k]! > probabilities[row * classCount + best]!) best = k;
    }
    cells[row] = labels[row]! * classCount + best;
  }
  const matrix = new Float64Array(classCount * classCount);
  return (counts) => {
    const weights = counts ?? once;
    matrix.fill(0);
    for (let row = 0; row < cells.length; row++) matrix[cells[row]!]! += weights[row]!;
    return matrix;
  };
}
