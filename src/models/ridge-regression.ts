import { type Cholesky, cholesky } from '../statistics/cholesky.ts';
import type { Design } from './main-effects.ts';

/** A fitted regression on a design's own scale. */
export interface RegressionFit {
  readonly coefficients: Float64Array;
  /** Covariance of the coefficients, columns × columns; rows of dependent columns are 0. */
  readonly covariance: Float64Array;
  /** 1 for a column that others determine: its coefficient is 0. */
  readonly dependent: Uint8Array;
  readonly converged: boolean;
  readonly iterations: number;
}

const mostIterations = 50;
/** Largest change of a linear predictor's coefficient at which Newton's method has arrived: it squares its error. */
const stillChange = 1e-9;

/**
 * Logistic regression by iteratively reweighted least squares with step halving (McCullagh and Nelder, "Generalized
 * linear models", 1989, section 4.4), on the log-likelihood less ½ ridge Σ β², the intercept (column 0) free (le Cessie
 * and van Houwelingen, "Ridge estimators in logistic regression", 1992). With a ridge above 0 there is a maximum even
 * where the classes are separable.
 *
 * @param labels 0 or 1 by row
 * @param weights by label
 */
export function fitRidgeLogistic(
  design: Design,
  labels: Uint8Array,
  ridge: number,
  weights: readonly [number, number] = [1, 1],
): RegressionFit {
  const size = design.columnCount;
  let coefficients = new Float64Array(size);
  const curvatures = new Float64Array(design.rowCount);
  const residuals = new Float64Array(design.rowCount);
  let loss = lossOf(design, labels, coefficients, ridge, weights);
  let converged = false;
  let iterations = 0;
  let information: Cholesky;
  for (;;) {
    for (let row = 0; row < design.rowCount; row++) {
      const probability = 1 / (1 + Math.exp(-linearOf(design, coefficients, row)));
      const weight = weights[labels[row] as 0 | 1];
      curvatures[row] = weight * probability * (1 - probability);
      residuals[row] = weight * (labels[row]! - probability);
    }
    information = cholesky(gramOf(design, curvatures, ridge), size);
    if (converged || iterations === mostIterations) break;
    const gradient = projectionOf(design, residuals);
    for (let column = 1; column < size; column++) gradient[column]! -= ridge * coefficients[column]!;
    const step = information.solve(gradient);
    iterations++;
    let length = 1;
    let next = moved(coefficients, step, length);
    let nextLoss = lossOf(design, labels, next, ridge, weights);
    // Near the optimum losses differ by rounding only.
    while (!(nextLoss <= loss + 1e-12 * Math.abs(loss)) && length > 1e-4) {
      length /= 2;
      next = moved(coefficients, step, length);
      nextLoss = lossOf(design, labels, next, ridge, weights);
    }
    if (!(nextLoss <= loss + 1e-12 * Math.abs(loss))) break;
    converged = length === 1 && step.every((change) => Math.abs(change) < stillChange);
    coefficients = next;
    loss = nextLoss;
  }
  return {
    coefficients,
    covariance: inverseOf(information, size),
    dependent: information.dependent,
    converged,
    iterations,
  };
}

/**
 * Least squares with a ridge on all columns but the intercept (Hoerl and Kennard, "Ridge regression", 1970), by the
 * normal equations: columns are standardised, so their condition is that of the correlations. The covariance is
 * σ² (XᵀX + ridge)⁻¹ with σ² = residual sum of squares / (rows − columns); 0 where no row is left over.
 */
export function fitRidgeLinear(design: Design, target: Float64Array, ridge: number): RegressionFit {
  const size = design.columnCount;
  const gram = cholesky(gramOf(design, null, ridge), size);
  // Twice: the second solution, of what the first left over, restores the digits that the normal equations cost.
  let coefficients = new Float64Array(size);
  let residuals = target;
  for (let pass = 0; pass < 2; pass++) {
    const gradient = projectionOf(design, residuals);
    for (let column = 1; column < size; column++) gradient[column]! -= ridge * coefficients[column]!;
    coefficients = moved(coefficients, gram.solve(gradient), 1);
    const fitted = coefficients;
    residuals = target.map((value, row) => value - linearOf(design, fitted, row));
  }
  let squares = 0;
  for (const residual of residuals) squares += residual ** 2;
  const free = design.rowCount - gram.rank;
  const variance = free > 0 ? squares / free : 0;
  const covariance = inverseOf(gram, size).map((entry) => variance * entry);
  return { coefficients, covariance, dependent: gram.dependent, converged: true, iterations: 1 };
}

/** The row's linear predictor. */
export function linearOf(
  { start, columns, values }: Design,
  coefficients: Float64Array,
  row: number,
): number {
  let sum = 0;
  const end = start[row + 1]!;
  for (let i = start[row]!; i < end; i++) sum += values[i]! * coefficients[columns[i]!]!;
  return sum;
}

/** Minus the penalised log-likelihood. */
function lossOf(
  design: Design,
  labels: Uint8Array,
  coefficients: Float64Array,
  ridge: number,
  weights: readonly [number, number],
): number {
  let loss = 0;
  for (let column = 1; column < coefficients.length; column++) {
    loss += 0.5 * ridge * coefficients[column]! ** 2;
  }
  for (let row = 0; row < design.rowCount; row++) {
    const predictor = linearOf(design, coefficients, row);
    const against = labels[row] === 1 ? -predictor : predictor;
    const rowLoss = against > 0 ? against + Math.log1p(Math.exp(-against)) : Math.log1p(Math.exp(against));
    loss += weights[labels[row] as 0 | 1] * rowLoss;
  }
  return loss;
}

/** Xᵀ W X + ridge, the lower triangle. */
function gramOf(
  { rowCount, columnCount: size, start, columns, values }: Design,
  weights: Float64Array | null,
  ridge: number,
): Float64Array {
  const gram = new Float64Array(size * size);
  for (let row = 0; row < rowCount; row++) {
    const weight = weights ? weights[row]! : 1;
    const begin = start[row]!;
    const end = start[row + 1]!;
    // A row's columns ascend, so this fills the lower triangle.
    for (let i = begin; i < end; i++) {
      const scaled = weight * values[i]!;
      const line = columns[i]! * size;
      for (let j = begin; j <= i; j++) gram[line + columns[j]!]! += scaled * values[j]!;
    }
  }
  for (let column = 1; column < size; column++) gram[column * size + column]! += ridge;
  return gram;
}

/** Xᵀ v. */
function projectionOf(
  { rowCount, columnCount, start, columns, values }: Design,
  of: Float64Array,
): Float64Array {
  const sums = new Float64Array(columnCount);
  for (let row = 0; row < rowCount; row++) {
    const end = start[row + 1]!;
    for (let i = start[row]!; i < end; i++) sums[columns[i]!]! += values[i]! * of[row]!;
  }
  return sums;
}

function inverseOf(decomposed: Cholesky, size: number): Float64Array {
  const inverse = new Float64Array(size * size);
  const unit = new Float64Array(size);
  for (let column = 0; column < size; column++) {
    if (decomposed.dependent[column] === 1) continue;
    unit.fill(0);
    unit[column] = 1;
    inverse.set(decomposed.solve(unit), column * size);
  }
  return inverse;
}

function moved(from: Float64Array, step: Float64Array, length: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(from, (value, i) => value + length * step[i]!);
}
