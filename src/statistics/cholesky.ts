/** A symmetric positive semidefinite matrix split into L Lᵀ, with the columns that depend on earlier ones left out. */
export interface Cholesky {
  /** How many columns are independent. */
  readonly rank: number;
  /** 1 for a column that is a linear combination of earlier ones; its entry of a solution is 0. */
  readonly dependent: Uint8Array;
  /** Solves A x = b over the independent columns. */
  solve(b: Float64Array): Float64Array;
  /** L z: of independent standard normal z a draw whose covariance is the matrix. */
  correlate(z: Float64Array): Float64Array;
}

/**
 * Cholesky decomposition of a `size` × `size` matrix, given row by row (the lower triangle is read, nothing is changed).
 * A column whose pivot is below `tolerance` times its diagonal counts as dependent: what is left of its variance after
 * all earlier columns. Source: Higham (2002), Accuracy and Stability of Numerical Algorithms, chapter 10.
 */
export function cholesky(matrix: Float64Array, size: number, tolerance = 1e-9): Cholesky {
  const lower = new Float64Array(size * size);
  const dependent = new Uint8Array(size);
  let rank = 0;
  for (let j = 0; j < size; j++) {
    const diagonal = matrix[j * size + j] as number;
    let pivot = diagonal;
    for (let k = 0; k < j; k++) {
      // Row j of L, filled column by column.
      let sum = matrix[j * size + k] as number;
      if (dependent[k] === 1) continue;
      for (let m = 0; m < k; m++) sum -= (lower[j * size + m] as number) * (lower[k * size + m] as number);
      const entry = sum / (lower[k * size + k] as number);
      lower[j * size + k] = entry;
      pivot -= entry * entry;
    }
    if (!(pivot > tolerance * diagonal)) {
      dependent[j] = 1;
      lower.fill(0, j * size, j * size + j + 1);
      continue;
    }
    lower[j * size + j] = Math.sqrt(pivot);
    rank++;
  }
  return {
    rank,
    dependent,
    solve: (b) => solve(lower, dependent, size, b),
    correlate: (z) => correlate(lower, size, z),
  };
}

function solve(lower: Float64Array, dependent: Uint8Array, size: number, b: Float64Array): Float64Array {
  const x = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    if (dependent[i] === 1) continue;
    let sum = b[i] as number;
    for (let k = 0; k < i; k++) sum -= (lower[i * size + k] as number) * (x[k] as number);
    x[i] = sum / (lower[i * size + i] as number);
  }
  for (let i = size - 1; i >= 0; i--) {
    if (dependent[i] === 1) continue;
    let sum = x[i] as number;
    for (let k = i + 1; k < size; k++) sum -= (lower[k * size + i] as number) * (x[k] as number);
    x[i] = sum / (lower[i * size + i] as number);
  }
  return x;
}

function correlate(lower: Float64Array, size: number, z: Float64Array): Float64Array {
  const x = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let k = 0; k <= i; k++) sum += (lower[i * size + k] as number) * (z[k] as number);
    x[i] = sum;
  }
  return x;
}
