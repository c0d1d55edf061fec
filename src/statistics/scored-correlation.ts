import { pairMoments } from './pearson-correlation.ts';

/** Two columns with the means and standard deviations (over n) of the rows where both are finite. */
export interface ScoredPair {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Rows where both are finite. */
  readonly rows: number;
  readonly meanX: number;
  readonly meanY: number;
  readonly deviationX: number;
  readonly deviationY: number;
}

/**
 * What `correlationInfluence` says of a pair, without an array per pair: the correlation and its standard error from the
 * moments of one pass. The influences zx zy − r (zx² + zy²)/2 have mean 0, and Σ of their squares is
 * m22 − r (m31 + m13) + r² (m40 + 2 m22 + m04)/4 in sums of products of standardised values.
 * Null where a side does not vary. `addCorrelationInfluence` adds the influences themselves.
 * Source: Devlin, Gnanadesikan and Kettenring (1975), Biometrika 62.
 */
export function scoredCorrelation(pair: ScoredPair): { value: number; standardError: number } | null {
  const { x, y, rows, meanX, meanY, deviationX, deviationY } = pair;
  const [scaleX, scaleY] = [1 / deviationX, 1 / deviationY];
  if (!(scaleX > 0 && scaleY > 0) || !Number.isFinite(scaleX + scaleY)) return null;
  let m11 = 0;
  let m22 = 0;
  let m31 = 0;
  let m13 = 0;
  let m40 = 0;
  let m04 = 0;
  for (let row = 0; row < x.length; row++) {
    const a = ((x[row] as number) - meanX) * scaleX;
    const b = ((y[row] as number) - meanY) * scaleY;
    const ab = a * b;
    // A missing or infinite side: neither is 0 after taking itself off.
    if (ab - ab !== 0) continue;
    const aa = a * a;
    const bb = b * b;
    m11 += ab;
    m22 += ab * ab;
    m31 += ab * aa;
    m13 += ab * bb;
    m40 += aa * aa;
    m04 += bb * bb;
  }
  const value = Math.min(1, Math.max(-1, m11 / rows));
  if (Number.isNaN(value)) return null;
  const plain = m22 + (value * value * (m40 + 2 * m22 + m04)) / 4;
  const crossed = value * (m31 + m13);
  let squares = plain - crossed;
  // Of a nearly straight line little is left but rounding: then the influences are summed one by one.
  if (!(squares > 1e-3 * plain)) squares = sumOfSquares(pair, value, scaleX, scaleY);
  // Influences stretch by all rows over complete rows, so that pairs with other gaps can be added row by row.
  const stretch = x.length / rows;
  return { value, standardError: stretch * Math.sqrt(squares / (x.length - 1) / x.length) };
}

/** Adds every row's influence on the correlation `value`, times `weight`, to each of the targets. */
export function addCorrelationInfluence(
  targets: readonly Float64Array[],
  pair: ScoredPair,
  value: number,
  weight: number,
): void {
  const { x, y, rows, meanX, meanY, deviationX, deviationY } = pair;
  const [scaleX, scaleY] = [1 / deviationX, 1 / deviationY];
  const stretched = (weight * x.length) / rows;
  for (const target of targets) {
    for (let row = 0; row < x.length; row++) {
      const a = ((x[row] as number) - meanX) * scaleX;
      const b = ((y[row] as number) - meanY) * scaleY;
      const influence = a * b - (value / 2) * (a * a + b * b);
      if (influence - influence !== 0) continue;
      target[row] = (target[row] as number) + stretched * influence;
    }
  }
}

/** A column's moments, from which pairs of columns without a gap are put together. Null where it has one or does not vary. */
export interface ColumnMoments {
  readonly mean: number;
  /** Over n; 0 where the column does not vary. */
  readonly deviation: number;
}

/** Null where a cell is missing or infinite: such a column has other moments in every pair. */
export function columnMoments(values: Float64Array): ColumnMoments | null {
  const { rows, meanX, deviationX } = pairMoments(values, values);
  return rows === values.length ? { mean: meanX, deviation: deviationX } : null;
}

/** Two columns put together, from their own moments where neither has a gap. */
export function scorePair(
  x: Float64Array,
  y: Float64Array,
  ofX: ColumnMoments | null,
  ofY: ColumnMoments | null,
): ScoredPair {
  if (!ofX || !ofY) return { x, y, ...pairMoments(x, y) };
  return {
    x,
    y,
    rows: x.length,
    meanX: ofX.mean,
    meanY: ofY.mean,
    deviationX: ofX.deviation,
    deviationY: ofY.deviation,
  };
}

function sumOfSquares(pair: ScoredPair, value: number, scaleX: number, scaleY: number): number {
  const { x, y, meanX, meanY } = pair;
  let squares = 0;
  for (let row = 0; row < x.length; row++) {
    const a = ((x[row] as number) - meanX) * scaleX;
    const b = ((y[row] as number) - meanY) * scaleY;
    const influence = a * b - (value / 2) * (a * a + b * b);
    if (influence - influence === 0) squares += influence * influence;
  }
  return squares;
}
