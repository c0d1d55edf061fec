import type { FeatureMatrix } from './feature-matrix.ts';
import { encodeLinear, fitLinearEncoding, type LinearEncoding, type LinearTerm } from './linear-encoding.ts';
import type { Design } from './main-effects.ts';
import { checkFit, type FitTask, type Model, mostProbableClass } from './model.ts';
import { fitRidgeLinear, fitRidgeLogistic, linearOf, type RegressionFit } from './ridge-regression.ts';

export interface LinearOptions extends FitTask {
  /**
   * Penalty ½ ridge Σ β² on the coefficients of standardised numbers and of indicators; 1 unless given, about one row's
   * worth of doubt. With 0 it is plain maximum likelihood.
   */
  readonly ridge?: number;
}

export interface LinearModel extends Model {
  /** False where Newton's method ran out of rounds: predictions are usable, standard errors are not. */
  readonly converged: boolean;
  /** One set for numbers and for two classes (log odds of class 1); one per class against the rest for more. */
  readonly coefficients: readonly (readonly Coefficient[])[];
}

export interface Coefficient extends Pick<LinearTerm, 'feature' | 'role' | 'level'> {
  /** Per unit of the feature as it was given, not of its standard deviation. */
  readonly estimate: number;
  /** From the inverse information of the fit; null where other columns determine this one, or no row is left over. */
  readonly standardError: number | null;
}

/**
 * Fits a linear regression, or a logistic one for two classes and one per class against the rest for more, their
 * probabilities divided by their sum. Main effects only: see `fitLinearEncoding` for how features become columns.
 *
 * `target`: class codes 0 … classCount − 1, or finite numbers. Nothing is drawn at random.
 */
export function fitLinearModel(
  features: FeatureMatrix,
  target: Float64Array | Int32Array,
  options: LinearOptions,
): LinearModel {
  const { task, classWeights, ridge = 1 } = options;
  const classCount = checkFit(features, target, options);
  const encoding = fitLinearEncoding(features);
  const design = encodeLinear(features, encoding);
  const fits =
    task === 'regression'
      ? [fitNumbers(design, target, ridge)]
      : outputsOf(classCount).map((label) => fitClass(design, target, label, ridge, classWeights ?? null));

  function predictorsOf(
    matrix: FeatureMatrix,
    visit: (row: number, output: number, value: number) => void,
  ): void {
    const rows = encodeLinear(matrix, encoding);
    for (let row = 0; row < rows.rowCount; row++) {
      for (let k = 0; k < fits.length; k++) visit(row, k, linearOf(rows, fits[k]!.coefficients, row));
    }
  }

  function predictProbabilities(matrix: FeatureMatrix): Float64Array {
    if (task === 'regression') throw new TypeError('A regression has no class probabilities.');
    const probabilities = new Float64Array(matrix.rowCount * classCount);
    if (classCount === 1) return probabilities.fill(1);
    if (classCount === 2) {
      predictorsOf(matrix, (row, _, value) => {
        probabilities[2 * row] = 1 / (1 + Math.exp(value));
        probabilities[2 * row + 1] = 1 / (1 + Math.exp(-value));
      });
      return probabilities;
    }
    predictorsOf(matrix, (row, k, value) => {
      // Never quite zero, so that a row's sum is not either.
      probabilities[row * classCount + k] = Math.max(1e-12, 1 / (1 + Math.exp(-value)));
    });
    for (let at = 0; at < probabilities.length; at += classCount) {
      let sum = 0;
      for (let k = 0; k < classCount; k++) sum += probabilities[at + k]!;
      for (let k = 0; k < classCount; k++) probabilities[at + k]! /= sum;
    }
    return probabilities;
  }

  return {
    task,
    classCount,
    converged: fits.every(({ converged }) => converged),
    coefficients: fits.map((fit) => inUnits(fit, encoding)),
    predictProbabilities,
    predictValues(matrix) {
      if (task === 'classification') return mostProbableClass(predictProbabilities(matrix), classCount);
      const values = new Float64Array(matrix.rowCount);
      predictorsOf(matrix, (row, _, value) => {
        values[row] = value;
      });
      return values;
    },
  };
}

/** The classes that a regression of their own separates from the rest. */
function outputsOf(classCount: number): number[] {
  if (classCount < 2) return [];
  return classCount === 2 ? [1] : Array.from({ length: classCount }, (_, label) => label);
}

function fitClass(
  design: Design,
  target: Float64Array | Int32Array,
  label: number,
  ridge: number,
  classWeights: Float64Array | null,
): RegressionFit {
  const labels = Uint8Array.from(target, (value) => (value === label ? 1 : 0));
  const positives = labels.reduce((sum, value) => sum + value, 0);
  if (positives === 0 || positives === labels.length) return constantFit(design.columnCount, positives > 0);
  if (!classWeights) return fitRidgeLogistic(design, labels, ridge);
  const rest = classWeights.filter((_, other) => other !== label);
  // Against the rest, the other classes' rows weigh what they weigh on average.
  const others = rest.reduce((sum, weight) => sum + weight, 0) / rest.length;
  return fitRidgeLogistic(design, labels, ridge, [others, classWeights[label]!]);
}

/** All rows on one side: odds of a million to one, no slopes. */
function constantFit(size: number, always: boolean): RegressionFit {
  const coefficients = new Float64Array(size);
  coefficients[0] = (always ? 1 : -1) * Math.log(1e6);
  const dependent = new Uint8Array(size).fill(1);
  return {
    coefficients,
    covariance: new Float64Array(size * size),
    dependent,
    converged: true,
    iterations: 0,
  };
}

/** Far from zero, sums of squares lose digits: the target is centred and scaled for the fit. */
function fitNumbers(design: Design, target: Float64Array | Int32Array, ridge: number): RegressionFit {
  const count = target.length;
  let mean = 0;
  for (const value of target) mean += value / count;
  let square = 0;
  for (const value of target) square += (value - mean) ** 2 / count;
  const spread = Math.sqrt(square) || 1;
  const scaled = Float64Array.from(target, (value) => (value - mean) / spread);
  const fit = fitRidgeLinear(design, scaled, ridge);
  const coefficients = fit.coefficients.map((value, column) => spread * value + (column === 0 ? mean : 0));
  return { ...fit, coefficients, covariance: fit.covariance.map((value) => spread * spread * value) };
}

/** From standardised columns back to the features' units; the intercept is the prediction where all of them are zero. */
function inUnits(
  { coefficients, covariance, dependent, converged }: RegressionFit,
  { terms }: LinearEncoding,
): Coefficient[] {
  const size = terms.length;
  const shift = Float64Array.from(terms, ({ centre, scale }, column) => (column === 0 ? 1 : -centre / scale));
  let intercept = 0;
  let variance = 0;
  for (let i = 0; i < size; i++) {
    intercept += shift[i]! * coefficients[i]!;
    if (shift[i] === 0) continue;
    for (let j = 0; j < size; j++) variance += shift[i]! * shift[j]! * covariance[i * size + j]!;
  }
  return terms.map(({ feature, role, level, scale }, column) => {
    const own = column === 0 ? variance : covariance[column * size + column]! / scale ** 2;
    const known = converged && dependent[column] === 0 && own > 0 && Number.isFinite(own);
    return {
      feature,
      role,
      level,
      estimate: column === 0 ? intercept : coefficients[column]! / scale,
      standardError: known ? Math.sqrt(own) : null,
    };
  });
}
