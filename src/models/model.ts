import type { FeatureMatrix } from './feature-matrix.ts';

/** What every fitted model can do. */
export interface Model {
  readonly task: 'classification' | 'regression';
  /** 0 for regression. */
  readonly classCount: number;
  /** Rows × classes, rows sum to one. Throws for regression. */
  predictProbabilities(features: FeatureMatrix): Float64Array;
  /** Regression: predicted values. Classification: the most probable class, the lowest code among equals. */
  predictValues(features: FeatureMatrix): Float64Array;
}

/** What is to be fitted. */
export interface FitTask {
  readonly task: 'classification' | 'regression';
  /** Number of classes; needed for classification, also where the fit sees fewer of them. */
  readonly classCount?: number;
  /** Weight of each class's rows. */
  readonly classWeights?: Float64Array | null;
}

/** The class of the highest probability in each row; the lowest code among equals. */
export function mostProbableClass(probabilities: Float64Array, classCount: number): Float64Array {
  const chosen = new Float64Array(probabilities.length / classCount);
  for (let row = 0; row < chosen.length; row++) {
    let best = 0;
    for (let k = 1; k < classCount; k++) {
      if (probabilities[row * classCount + k]! > probabilities[row * classCount + best]!) best = k;
    }
    chosen[row] = best;
  }
  return chosen;
}

/** Throws a RangeError where nothing can be fitted. Returns the number of classes, 0 for regression. */
export function checkFit(
  features: FeatureMatrix,
  target: Float64Array | Int32Array,
  { task, classCount = 0, classWeights }: FitTask,
): number {
  if (features.rowCount === 0) throw new RangeError('A model needs at least one row.');
  if (features.features.length === 0) throw new RangeError('A model needs at least one feature.');
  if (target.length !== features.rowCount) throw new RangeError('One target value per row is needed.');
  if (task === 'regression') {
    for (const value of target) {
      if (!Number.isFinite(value)) throw new RangeError('Target values must be finite.');
    }
    return 0;
  }
  if (classCount < 1) throw new RangeError('Classification needs the number of classes.');
  if (classWeights && classWeights.length !== classCount) {
    throw new RangeError('One weight per class is needed.');
  }
  for (const label of target) {
    if (!(label >= 0 && label < classCount && Number.isInteger(label))) {
      throw new RangeError('Class codes must be whole numbers from 0 to the number of classes less one.');
    }
  }
  return classCount;
}
