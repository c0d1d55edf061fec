import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** Sums over rows of columns and of their products: enough for correlations, and moments of parts add up. */
export interface Moments {
  readonly columns: number;
  rows: number;
  readonly sums: Float64Array;
  /** columns × columns, lower triangle. */
  readonly products: Float64Array;
}

/** Principal components of the correlation matrix. */
export interface PrincipalComponents {
  /** Shares of the variance, descending, of sum 1. */
  readonly shares: Float64Array;
  /** Direction of the first component, of length 1; its sign means nothing. */
  readonly first: Float64Array;
}

/** Nothing summed yet. */
export function emptyMoments(columns: number): Moments {
  return { columns, rows: 0, sums: new Float64Array(columns), products: new Float64Array(columns * columns) };
}

/** Adds `weight` times some moments to others. */
export function addMoments(to: Moments, from: Moments, weight: number): void {
  to.rows += weight * from.rows;
  for (let i = 0; i < to.sums.length; i++)
    to.sums[i] = (to.sums[i] as number) + weight * (from.sums[i] as number);
  for (let i = 0; i < to.products.length; i++) {
    to.products[i] = (to.products[i] as number) + weight * (from.products[i] as number);
  }
}

/**
 * Eigenvalues and first eigenvector of the correlation matrix; columns that do not vary take no part. Null where none varies.
 * Source: Jolliffe (2002), Principal Component Analysis, section 2.3.
 */
export function principalComponents({ columns, rows, sums, products }: Moments): PrincipalComponents | null {
  const deviations = new Float64Array(columns);
  let varying = 0;
  for (let i = 0; i < columns; i++) {
    const mean = (sums[i] as number) / rows;
    const square = (products[i * columns + i] as number) / rows;
    const variance = square - mean * mean;
    if (!(variance > 1e-12 * square)) continue;
    deviations[i] = Math.sqrt(variance);
    varying++;
  }
  if (varying === 0) return null;
  const correlations = Matrix.zeros(columns, columns);
  for (let i = 0; i < columns; i++) {
    if (deviations[i] === 0) continue;
    for (let j = 0; j <= i; j++) {
      if (deviations[j] === 0) continue;
      const covariance =
        (products[i * columns + j] as number) / rows -
        ((sums[i] as number) / rows) * ((sums[j] as number) / rows);
      const r = i === j ? 1 : covariance / ((deviations[i] as number) * (deviations[j] as number));
      correlations.set(i, j, r);
      correlations.set(j, i, r);
    }
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(correlations, {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, index) => index);
  order.sort((a, b) => (realEigenvalues[b] as number) - (realEigenvalues[a] as number));
  return {
    shares: Float64Array.from(order, (index) => Math.max(0, realEigenvalues[index] as number) / varying),
    first: Float64Array.from(eigenvectorMatrix.getColumn(order[0] as number)),
  };
}

/** d/(2(d − 1)) Σ |λ − λ′| over shares of variance: 0 for equal ones, 1 between one single component and d equal ones. */
export function eigenvalueDifference(a: PrincipalComponents, b: PrincipalComponents): number {
  const columns = a.shares.length;
  if (columns < 2) return 0;
  let sum = 0;
  for (let i = 0; i < columns; i++) sum += Math.abs((a.shares[i] as number) - (b.shares[i] as number));
  return Math.min(1, (columns / (2 * (columns - 1))) * sum);
}

/** 2/π times the angle between the first components: 0 for the same direction, 1 for perpendicular ones. */
export function eigenvectorAngle(a: PrincipalComponents, b: PrincipalComponents): number {
  let dot = 0;
  for (let i = 0; i < a.first.length; i++) dot += (a.first[i] as number) * (b.first[i] as number);
  return (2 / Math.PI) * Math.acos(Math.min(1, Math.abs(dot)));
}
