/** A share of rows, with the number of independent rows that would be as precise. */
export interface ClusteredRate {
  readonly value: number;
  readonly rows: number;
  /** Fewer where rows of one unit succeed or fail together; more where each row is a mean of several trials. */
  readonly effectiveRows: number;
}

/**
 * The mean of successes (0 to 1 each). With `units` (one number per row), the effective number of rows is the binomial
 * variance over the variance between units, so that a household counts for as much as it says and no more. Where each
 * success is a mean of `trials` attacks on the same row, the variance between rows says how much they add.
 * Throws a RangeError without rows.
 * Source: Kish (1965), Survey Sampling, design effect; variance of a ratio of unit totals as in Cochran (1977), §9A.2.
 */
export function clusteredRate(
  successes: Float64Array,
  units: Int32Array | null = null,
  trials = 1,
): ClusteredRate {
  const rows = successes.length;
  if (rows === 0) throw new RangeError('a rate needs rows');
  let total = 0;
  for (const success of successes) total += success;
  const value = Math.min(1, total / rows);
  if (!units && trials === 1) return { value, rows, effectiveRows: rows };
  const residuals = new Map<number, number>();
  for (let row = 0; row < rows; row++) {
    const unit = units ? (units[row] as number) : row;
    residuals.set(unit, (residuals.get(unit) ?? 0) + (successes[row] as number) - value);
  }
  const count = residuals.size;
  let squares = 0;
  for (const residual of residuals.values()) squares += residual * residual;
  const binomial = value * (1 - value);
  // Where nobody or everybody succeeds nothing varies: a unit then counts as one row.
  if (count < 2 || squares === 0 || binomial <= 0) return { value, rows, effectiveRows: count };
  const variance = (squares / (rows * rows)) * (count / (count - 1));
  return { value, rows, effectiveRows: Math.min(rows * trials, binomial / variance) };
}
