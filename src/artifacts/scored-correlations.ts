import { columnProducts } from '../kernels/column-products.ts';
import { influenceSquares, type ScoredColumn } from '../statistics/scored-correlation.ts';

/** Correlations of all pairs of columns without gaps, with their standard errors. */
export interface ScoredCorrelations {
  /** columns × columns, lower triangle; NaN where a column has gaps or does not vary, and on the diagonal. */
  readonly values: Float64Array;
  readonly standardErrors: Float64Array;
}

/**
 * What `scoredCorrelation` says of every pair of columns, from four products of matrices: with z the scores, Σ zx zy, Σ zx² zy²,
 * Σ zx³ zy and Σ zx zy³ make up all sums of a pair, the fourth powers those of a column.
 *
 * @param room makes the answer's arrays, in memory of the caller's choice
 */
export function scoredCorrelations(
  columns: readonly ScoredColumn[],
  room: (length: number) => Float64Array,
): ScoredCorrelations {
  const size = columns.length;
  const values = room(size * size).fill(Number.NaN);
  const standardErrors = room(size * size).fill(Number.NaN);
  const places = columns.flatMap(({ isComplete, varies }, place) => (isComplete && varies ? [place] : []));
  const scores = places.map((place) => (columns[place] as ScoredColumn).scores);
  const rows = scores[0]?.length ?? 0;
  const sums = sumProducts(scores, rows);
  for (let a = 0; a < scores.length; a++) {
    for (let b = 0; b < a; b++) {
      const at = a * scores.length + b;
      const [x, y] = [scores[a] as Float64Array, scores[b] as Float64Array];
      const squaredProducts = sums.squares[at] as number;
      const value = Math.min(1, Math.max(-1, (sums.products[at] as number) / rows));
      const lengths =
        fourthPower(sums.squares, scores.length, a) +
        2 * squaredProducts +
        fourthPower(sums.squares, scores.length, b);
      const crossed = (sums.cubesByScores[at] as number) + (sums.scoresByCubes[at] as number);
      const squares = influenceSquares({ x, y, rows }, value, { squaredProducts, crossed, lengths });
      const place = (places[a] as number) * size + (places[b] as number);
      values[place] = value;
      standardErrors[place] = Math.sqrt(squares / (rows - 1) / rows);
    }
  }
  return { values, standardErrors };
}

function sumProducts(columns: readonly Float64Array[], rows: number) {
  const sum = (...powers: readonly [1 | 2 | 3, 1 | 2 | 3]) =>
    columnProducts({ columns, from: 0, to: rows, powers });
  return { products: sum(1, 1), squares: sum(2, 2), cubesByScores: sum(3, 1), scoresByCubes: sum(1, 3) };
}

function fourthPower(squares: Float64Array, size: number, column: number): number {
  return squares[column * size + column] as number;
}
