import { addCrossProducts } from './cross-products.ts';
import { pearsonCorrelation } from './pearson-correlation.ts';

/**
 * Pearson's correlations of all pairs of columns of equal length, each over the rows where both values are finite:
 * `pearsonCorrelation` of every pair, to the bit. Columns without a gap are centred once for all their pairs.
 * The answer gives the correlation of columns i and j; null where a side is constant or fewer than two rows are complete.
 */
export function correlationMatrix(columns: readonly Float64Array[]): (i: number, j: number) => number | null {
  const rows = columns[0]?.length ?? 0;
  const whole = columns.filter((values) => values.every((value) => Number.isFinite(value)));
  const placeOf = new Map(whole.map((values, place) => [values, place]));
  const means = whole.map((values) => values.reduce((sum, value) => sum + value, 0) / rows);
  const varies = whole.map((values) => values.some((value) => value !== values[0]));
  const products = new Float64Array(whole.length ** 2);
  const room = whole.map(() => new Float64Array(rowsAtOnce));
  for (let from = 0; from < rows; from += rowsAtOnce) {
    const some = Math.min(rowsAtOnce, rows - from);
    for (const [place, values] of whole.entries()) centre(values, means[place] as number, from, room[place]);
    addCrossProducts(products, room, room, 0, some);
  }
  const product = (i: number, j: number) =>
    products[Math.max(i, j) * whole.length + Math.min(i, j)] as number;
  return (i, j) => {
    const [x, y] = [columns[i] as Float64Array, columns[j] as Float64Array];
    const [a, b] = [placeOf.get(x), placeOf.get(y)];
    if (a === undefined || b === undefined) return pearsonCorrelation(x, y).value;
    if (!varies[a] || !varies[b]) return null;
    const raw = product(a, b) / Math.sqrt(product(a, a)) / Math.sqrt(product(b, b));
    return Number.isFinite(raw) ? Math.min(1, Math.max(-1, raw)) : null;
  };
}

/** Centred columns of so many rows lie beside each other, not all of the table. */
const rowsAtOnce = 2048;

function centre(values: Float64Array, mean: number, from: number, out: Float64Array | undefined): void {
  if (!out) return;
  const some = Math.min(out.length, values.length - from);
  for (let row = 0; row < some; row++) out[row] = (values[from + row] as number) - mean;
}
