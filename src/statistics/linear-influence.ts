/**
 * The standard error of a mean, or of any statistic that is to first order the mean of one influence per row:
 * the rows' standard deviation (over n − 1) divided by √n. Throws a RangeError with fewer than two rows or a missing one.
 * Source: Hampel (1974), Journal of the American Statistical Association 69.
 */
export function standardErrorOfMean(influences: Float64Array): number {
  const rows = influences.length;
  if (rows < 2) throw new RangeError('a standard error needs at least two rows');
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += influences[i] as number;
  const mean = sum / rows;
  let squares = 0;
  for (let i = 0; i < rows; i++) squares += ((influences[i] as number) - mean) ** 2;
  const error = Math.sqrt(squares / (rows - 1) / rows);
  if (!Number.isFinite(error)) throw new RangeError('influences must be finite');
  return error;
}
