/**
 * How many times larger the variance of a mean is because rows of one unit (a person, a household) hang together; at
 * least 1, and 1 where nothing varies. `units` numbers each row's unit.
 * Source: Kish (1965), Survey Sampling; variance of a ratio of unit totals as in Cochran (1977), section 9A.2.
 */
export function designEffect(values: ArrayLike<number>, units: Int32Array): number {
  let total = 0;
  for (let row = 0; row < values.length; row++) total += values[row] as number;
  const mean = total / values.length;
  const sums = new Map<number, number>();
  let rowSquares = 0;
  for (let row = 0; row < values.length; row++) {
    const residual = (values[row] as number) - mean;
    rowSquares += residual * residual;
    const unit = units[row] as number;
    sums.set(unit, (sums.get(unit) ?? 0) + residual);
  }
  if (rowSquares === 0) return 1;
  let unitSquares = 0;
  for (const sum of sums.values()) unitSquares += sum * sum;
  return Math.max(1, unitSquares / rowSquares);
}
