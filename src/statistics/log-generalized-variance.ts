import { CholeskyDecomposition, Matrix } from 'ml-matrix';

/** The logarithm of a covariance determinant, with its standard error. */
export interface LogGeneralizedVariance {
  readonly value: number;
  readonly standardError: number;
}

/** The covariance of columns (over n − 1), as a matrix. Throws a RangeError with fewer than two rows. */
export function covarianceOf(columns: readonly Float64Array[]): Matrix {
  const rows = columns[0]?.length ?? 0;
  if (rows < 2) throw new RangeError('a covariance needs two rows');
  const centred = columns.map(centre);
  const matrix = Matrix.zeros(columns.length, columns.length);
  for (let i = 0; i < columns.length; i++) {
    for (let j = 0; j <= i; j++) {
      const a = centred[i] as Float64Array;
      const b = centred[j] as Float64Array;
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += (a[row] as number) * (b[row] as number);
      matrix.set(i, j, sum / (rows - 1));
      matrix.set(j, i, sum / (rows - 1));
    }
  }
  return matrix;
}

/**
 * The logarithm of the determinant of the covariance, corrected by d(d + 1) / 2n for its bias, with a standard error
 * from the rows' influence (their squared Mahalanobis distance less d), so without assuming normality.
 * Null where the covariance is singular. Columns are expected on one scale.
 * Sources: Wilks (1932), Biometrika 24 (generalised variance); Anderson (2003), Multivariate Statistical Analysis, 7.5.
 */
export function logGeneralizedVariance(columns: readonly Float64Array[]): LogGeneralizedVariance | null {
  const dimensions = columns.length;
  const rows = columns[0]?.length ?? 0;
  if (rows < dimensions + 2) return null;
  const covariance = covarianceOf(columns);
  const cholesky = new CholeskyDecomposition(covariance);
  if (!cholesky.isPositiveDefinite()) return null;
  const factor = cholesky.lowerTriangularMatrix;
  const smallest = singularBelow * Math.max(...covariance.diagonal());
  let logDeterminant = 0;
  for (let i = 0; i < dimensions; i++) {
    const left = factor.get(i, i) ** 2;
    if (!(left > smallest)) return null;
    logDeterminant += Math.log(left);
  }

  // Flat, and read line by line: this is the row's inner loop.
  const flat = new Float64Array(dimensions * dimensions);
  for (let i = 0; i < dimensions; i++) {
    for (let j = 0; j <= i; j++) flat[i * dimensions + j] = factor.get(i, j);
  }
  const centred = columns.map(centre);
  const solved = new Float64Array(dimensions);
  let squares = 0;
  for (let row = 0; row < rows; row++) {
    let distance = 0;
    for (let i = 0; i < dimensions; i++) {
      let value = (centred[i] as Float64Array)[row] as number;
      const line = i * dimensions;
      for (let j = 0; j < i; j++) value -= (flat[line + j] as number) * (solved[j] as number);
      solved[i] = value / (flat[line + i] as number);
      distance += (solved[i] as number) ** 2;
    }
    squares += (distance - dimensions) ** 2;
  }
  return {
    value: logDeterminant + (dimensions * (dimensions + 1)) / (2 * rows),
    standardError: Math.sqrt(squares) / rows,
  };
}

/** What is left of a column’s variance below this share of the largest one is rounding. */
const singularBelow = 1e-9;

function centre(values: Float64Array): Float64Array {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  return values.map((value) => value - mean);
}
