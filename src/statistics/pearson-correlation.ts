/**
 * Pearson's correlation over the rows where both values are finite, and how many those are.
 * `value` is null where a side is constant or fewer than two rows are complete.
 * Throws a RangeError where the columns differ in length.
 * Source: Pearson (1895), Proceedings of the Royal Society of London 58; two passes, so large means do no harm.
 */
export function pearsonCorrelation(x: Float64Array, y: Float64Array): { value: number | null; rows: number } {
  const moments = pairMoments(x, y);
  return { value: moments.value, rows: moments.rows };
}

/** Means, standard deviations (over n) and correlation of the complete rows. */
export function pairMoments(x: Float64Array, y: Float64Array) {
  if (x.length !== y.length) throw new RangeError(`the columns have ${x.length} and ${y.length} rows`);
  let rows = 0;
  let sumX = 0;
  let sumY = 0;
  let constantX = true;
  let constantY = true;
  let first = -1;
  for (let i = 0; i < x.length; i++) {
    const a = x[i] as number;
    const b = y[i] as number;
    if (!Number.isFinite(a + b)) continue;
    if (first < 0) first = i;
    // A constant column is told by its values: its rounded mean may differ from them.
    if (a !== x[first]) constantX = false;
    if (b !== y[first]) constantY = false;
    rows++;
    sumX += a;
    sumY += b;
  }
  const meanX = sumX / rows;
  const meanY = sumY / rows;
  if (constantX || constantY) return { value: null, rows, meanX, meanY, deviationX: 0, deviationY: 0 };
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < x.length; i++) {
    const a = (x[i] as number) - meanX;
    const b = (y[i] as number) - meanY;
    if (!Number.isFinite(a + b)) continue;
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  const raw = xy / Math.sqrt(xx) / Math.sqrt(yy);
  const value = Number.isFinite(raw) ? Math.min(1, Math.max(-1, raw)) : null;
  return { value, rows, meanX, meanY, deviationX: Math.sqrt(xx / rows), deviationY: Math.sqrt(yy / rows) };
}
