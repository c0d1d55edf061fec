import { pairMoments } from './pearson-correlation.ts';

/** Two columns in standardised values over the rows where both are finite; 0 on both sides elsewhere. */
export interface ScoredPair {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Rows where both are finite. */
  readonly rows: number;
}

/**
 * What `correlationInfluence` says of a pair, without an array per pair: the correlation and its standard error from the
 * moments of one pass. A row's influence zx zy − r (zx² + zy²)/2 has mean 0, and the sum of its squares is
 * Σ (zx zy)² − r Σ zx zy (zx² + zy²) + r² Σ (zx² + zy²)²/4. `addCorrelationInfluence` adds the influences themselves.
 * Source: Devlin, Gnanadesikan and Kettenring (1975), Biometrika 62.
 */
export function scoredCorrelation({ x, y, rows }: ScoredPair): { value: number; standardError: number } {
  let products = 0;
  let squaredProducts = 0;
  let crossed = 0;
  let squaredLengths = 0;
  for (let row = 0; row < x.length; row++) {
    const a = x[row] as number;
    const b = y[row] as number;
    const product = a * b;
    const length = a * a + b * b;
    products += product;
    squaredProducts += product * product;
    crossed += product * length;
    squaredLengths += length * length;
  }
  const value = Math.min(1, Math.max(-1, products / rows));
  const squares = influenceSquares({ x, y, rows }, value, {
    squaredProducts,
    crossed,
    lengths: squaredLengths,
  });
  // Influences stretch by all rows over complete rows, so that pairs with other gaps can be added row by row.
  const stretch = x.length / rows;
  return { value, standardError: stretch * Math.sqrt(squares / (x.length - 1) / x.length) };
}

/** Sums over a pair's rows: of (zx zy)², of zx zy (zx² + zy²) and of (zx² + zy²)². */
interface PairSums {
  readonly squaredProducts: number;
  readonly crossed: number;
  readonly lengths: number;
}

/** The sum of the rows' squared influences on the correlation `value`. */
export function influenceSquares({ x, y }: ScoredPair, value: number, sums: PairSums): number {
  const plain = sums.squaredProducts + (value * value * sums.lengths) / 4;
  const squares = plain - value * sums.crossed;
  // Of a nearly straight line little is left but rounding: then the influences are squared one by one.
  return squares > 1e-3 * plain ? squares : sumOfSquares(x, y, value);
}

/** Adds every row's influence on the correlation `value`, times `weight`, to the target. */
export function addCorrelationInfluence(
  target: Float64Array,
  { x, y, rows }: ScoredPair,
  value: number,
  weight: number,
): void {
  const ofProduct = (weight * x.length) / rows;
  const ofLength = (-ofProduct * value) / 2;
  for (let row = 0; row < x.length; row++) {
    const a = x[row] as number;
    const b = y[row] as number;
    target[row] = (target[row] as number) + ofProduct * a * b + ofLength * (a * a + b * b);
  }
}

/** A column that was standardised once for all its pairs. */
export interface ScoredColumn {
  /** Standardised over the finite values; NaN elsewhere. A column that does not vary has zeros. */
  readonly scores: Float64Array;
  readonly isComplete: boolean;
  readonly varies: boolean;
}

/** Standardises a column over its finite values (deviations over n), into `out`. */
export function scoreColumn(values: Float64Array, out: Float64Array): ScoredColumn {
  const { rows, value, meanX, deviationX } = pairMoments(values, values);
  const varies = value !== null;
  for (let row = 0; row < values.length; row++) {
    const cell = values[row] as number;
    out[row] = Number.isFinite(cell) ? (varies ? (cell - meanX) / deviationX : 0) : Number.NaN;
  }
  return { scores: out, isComplete: rows === values.length, varies };
}

/**
 * Puts two columns together; null where one does not vary over the rows that the other fills. Columns without a gap are read
 * in place, others are standardised anew into `room`, which the pair then holds.
 */
export function scorePair(
  x: ScoredColumn,
  y: ScoredColumn,
  room: { readonly x: Float64Array; readonly y: Float64Array },
): ScoredPair | null {
  if (!x.varies || !y.varies) return null;
  if (x.isComplete && y.isComplete) return { x: x.scores, y: y.scores, rows: x.scores.length };
  // Correlations do not depend on location and scale, so scores serve as values.
  const { value, rows, meanX, meanY, deviationX, deviationY } = pairMoments(x.scores, y.scores);
  if (value === null) return null;
  for (let row = 0; row < x.scores.length; row++) {
    const a = ((x.scores[row] as number) - meanX) / deviationX;
    const b = ((y.scores[row] as number) - meanY) / deviationY;
    const isFilled = !Number.isNaN(a + b);
    room.x[row] = isFilled ? a : 0;
    room.y[row] = isFilled ? b : 0;
  }
  return { x: room.x, y: room.y, rows };
}

function sumOfSquares(x: Float64Array, y: Float64Array, value: number): number {
  let squares = 0;
  for (let row = 0; row < x.length; row++) {
    const a = x[row] as number;
    const b = y[row] as number;
    squares += (a * b - (value / 2) * (a * a + b * b)) ** 2;
  }
  return squares;
}
