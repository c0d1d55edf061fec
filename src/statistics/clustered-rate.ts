/** A share of rows, with the number of independent rows that would be as precise. */
export interface ClusteredRate {
  readonly value: number;
  readonly rows: number;
  /** At most `rows`; fewer where rows of one unit succeed or fail together. */
  readonly effectiveRows: number;
}

/**
 * The mean of successes (0 to 1 each). With `units` (one number per row), the effective number of rows is the binomial
 * variance over the variance between units, so that a household counts for as much as it says and no more.
 * Throws a RangeError without rows.
 * Source: Kish (1965), Survey Sampling, design effect; variance of a ratio of unit totals as in Cochran (1977), §9A.2.
 */
export function clusteredRate(successes: Float64Array, units: Int32Array | null = null): ClusteredRate {
  const rows = successes.length;
  if (rows === 0) throw new RangeError('a rate needs rows');
  let total = 0;
  for (const success of successes) total += success;
  const value = Math.min(1, total / rows);
  if (!units) return { value, rows, effectiveRows: rows };
  const residuals = new Map<number, number>();
  for (let row = 0; row < rows; row++) {
    const unit = units[row] as number;
    residuals.set(unit, (residuals.get(unit) ?? 0) + (successes[row] as number) - value);
  }
  const count = residuals.size;
  let squares = 0;
  for (const residual of residuals.values()) squares += residual * residual;
  // Where nobody or everybody succeeds nothing varies: a unit then counts as one row.
  if (count < 2 || squares === 0) return { value, rows, effectiveRows: count };
  const variance = (squares / (rows * rows)) * (count / (count - 1));
  return { value, rows, effectiveRows: Math.min(rows, (value * (1 - value)) / variance) };
}
