import { type Cholesky, cholesky } from '../statistics/cholesky.ts';
import type { Design } from './main-effects.ts';
import { weightedProducts } from './weighted-products.ts';

export interface LogisticFit {
  readonly coefficients: Float64Array;
  /** Parameters that the data can tell apart, the intercept among them. */
  readonly rank: number;
  /** The information matrix at the fit, decomposed: solving by it gives how rows move the coefficients. */
  readonly information: Cholesky;
}

/**
 * Maximum likelihood by iteratively reweighted least squares with step halving (McCullagh & Nelder 1989, Generalized
 * Linear Models, section 4.4). Columns that depend on others are left out. Where the groups are separable the likelihood
 * has no maximum: the fit stops when it no longer gains anything visible.
 *
 * `labels`: 1 or 0 per row of the design.
 */
export function fitLogisticRegression(design: Design, labels: Uint8Array): LogisticFit {
  const { columnCount } = design;
  let coefficients = new Float64Array(columnCount);
  let positives = 0;
  for (const label of labels) positives += label;
  const share = (positives + 0.5) / (labels.length + 1);
  coefficients[0] = Math.log(share / (1 - share));
  let loss = lossOf(design, labels, coefficients);
  let { information, gradient } = derivatives(design, labels, coefficients);
  const { rank } = information;
  for (let round = 0; round < mostRounds; round++) {
    const step = information.solve(gradient);
    let length = 1;
    let next = moved(coefficients, step, length);
    let nextLoss = lossOf(design, labels, next);
    while (nextLoss > loss && length > 1e-3) {
      length /= 2;
      next = moved(coefficients, step, length);
      nextLoss = lossOf(design, labels, next);
    }
    if (!(nextLoss <= loss)) break;
    const gain = loss - nextLoss;
    coefficients = next;
    loss = nextLoss;
    ({ information, gradient } = derivatives(design, labels, coefficients));
    if (gain < 1e-9 * labels.length) break;
  }
  return { coefficients, rank, information };
}

/** The probability of label 1 for every row. */
export function predictLogistic(design: Design, coefficients: Float64Array): Float64Array {
  const probabilities = new Float64Array(design.rowCount);
  for (let row = 0; row < design.rowCount; row++) {
    probabilities[row] = 1 / (1 + Math.exp(-linear(design, coefficients, row)));
  }
  return probabilities;
}

/** Σ over the row's entries of value × vector. */
export function linear(design: Design, vector: Float64Array, row: number): number {
  let sum = 0;
  for (let i = design.start[row] as number; i < (design.start[row + 1] as number); i++) {
    sum += (design.values[i] as number) * (vector[design.columns[i] as number] as number);
  }
  return sum;
}

const mostRounds = 25;

function moved(from: Float64Array, step: Float64Array, length: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(from, (value, i) => value + length * (step[i] as number));
}

/** Minus the log-likelihood. */
function lossOf(design: Design, labels: Uint8Array, coefficients: Float64Array): number {
  let loss = 0;
  for (let row = 0; row < design.rowCount; row++) {
    const eta = linear(design, coefficients, row);
    const signed = labels[row] === 1 ? -eta : eta;
    loss += signed > 30 ? signed : Math.log1p(Math.exp(signed));
  }
  return loss;
}

function derivatives(design: Design, labels: Uint8Array, coefficients: Float64Array) {
  const { columnCount: size } = design;
  const weights = new Float64Array(design.rowCount);
  const gradient = new Float64Array(size);
  for (let row = 0; row < design.rowCount; row++) {
    const p = 1 / (1 + Math.exp(-linear(design, coefficients, row)));
    weights[row] = Math.max(1e-9, p * (1 - p));
    const residual = (labels[row] as number) - p;
    for (let i = design.start[row] as number; i < (design.start[row + 1] as number); i++) {
      const column = design.columns[i] as number;
      gradient[column] = (gradient[column] as number) + (design.values[i] as number) * residual;
    }
  }
  return { information: cholesky(weightedProducts(design, weights), size), gradient };
}
