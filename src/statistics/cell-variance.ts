/**
 * Variance of a smooth function of one sample's cell shares, by the delta method for the multinomial:
 * (Σ g² p − (Σ g p)²) / n, with g the function's gradient per cell. (Bishop, Fienberg & Holland 1975, ch. 14.)
 *
 * @param gradient the derivative by each cell's share
 * @param counts the sample's rows per cell
 */
export function cellVariance(gradient: Float64Array, counts: ArrayLike<number>): number {
  let rows = 0;
  let mean = 0;
  let square = 0;
  for (let cell = 0; cell < gradient.length; cell++) {
    const count = counts[cell] as number;
    const slope = gradient[cell] as number;
    rows += count;
    mean += slope * count;
    square += slope * slope * count;
  }
  if (rows === 0) return 0;
  return Math.max(0, square / rows - (mean / rows) ** 2) / rows;
}
