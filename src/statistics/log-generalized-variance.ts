import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { addCrossProducts } from './cross-products.ts';

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
  const products = new Float64Array(columns.length ** 2);
  addCrossProducts(products, centred, centred, 0, rows);
  const matrix = Matrix.zeros(columns.length, columns.length);
  for (let i = 0; i < columns.length; i++) {
    for (let j = 0; j <= i; j++) {
      const value = (products[i * columns.length + j] as number) / (rows - 1);
      matrix.set(i, j, value);
      matrix.set(j, i, value);
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
  let squares = 0;
  for (const distance of squaredDistances(columns.map(centre), flat)) squares += (distance - dimensions) ** 2;
  return {
    value: logDeterminant + (dimensions * (dimensions + 1)) / (2 * rows),
    standardError: Math.sqrt(squares) / rows,
  };
}

/** Every row's squared Mahalanobis distance: |z|² where L z = x, L the covariance's factor, line by line. */
function squaredDistances(centred: readonly Float64Array[], factor: Float64Array): Float64Array {
  const dimensions = centred.length;
  const rows = (centred[0] as Float64Array).length;
  const distances = new Float64Array(rows);
  // Four rows beside each other: one row alone waits for each of its own differences.
  const solved = new Float64Array(4 * dimensions);
  for (let row = 0; row < rows; row += 4) {
    const most = rows - 1;
    for (let i = 0; i < dimensions; i++) {
      const column = centred[i] as Float64Array;
      let a = column[row] as number;
      let b = column[Math.min(row + 1, most)] as number;
      let c = column[Math.min(row + 2, most)] as number;
      let d = column[Math.min(row + 3, most)] as number;
      const line = i * dimensions;
      for (let j = 0; j < i; j++) {
        const entry = factor[line + j] as number;
        a -= entry * (solved[4 * j] as number);
        b -= entry * (solved[4 * j + 1] as number);
        c -= entry * (solved[4 * j + 2] as number);
        d -= entry * (solved[4 * j + 3] as number);
      }
      const pivot = factor[line + i] as number;
      solved[4 * i] = a / pivot;
      solved[4 * i + 1] = b / pivot;
      solved[4 * i + 2] = c / pivot;
      solved[4 * i + 3] = d / pivot;
    }
    for (let beside = 0; beside < Math.min(4, rows - row); beside++) {
      let distance = 0;
      for (let i = 0; i < dimensions; i++) distance += (solved[4 * i + beside] as number) ** 2;
      distances[row + beside] = distance;
    }
  }
  return distances;
}

/** What is left of a column’s variance below this share of the largest one is rounding. */
const singularBelow = 1e-9;

function centre(values: Float64Array): Float64Array {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  return values.map((value) => value - mean);
}
