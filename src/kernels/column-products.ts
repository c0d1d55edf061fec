import { addCrossProducts } from '../statistics/cross-products.ts';
import { openCrossProducts } from './cross-products.ts';

/** Sums over the rows `from` … `to` (without `to`) of products of all pairs of columns, each raised to a power first. */
export interface ColumnProductsRequest {
  readonly columns: readonly Float64Array[];
  readonly from: number;
  readonly to: number;
  /** Of the first and of the second column of a pair; 1 and 1 where not given. */
  readonly powers?: readonly [Power, Power];
}

type Power = 1 | 2 | 3;

/**
 * Columns × columns, line by line: Σ aᵢᵖ aⱼ^q in line i and column j for j ≤ i, and 0 above the diagonal. In WebAssembly where that
 * is to be had, in TypeScript elsewhere: every sum adds its rows in their order, so both have the bits of a plain loop.
 */
export function columnProducts(request: ColumnProductsRequest): Float64Array {
  return wasmColumnProducts(request) ?? plainColumnProducts(request);
}

/** Null where there is no kernel. */
export function wasmColumnProducts({
  columns,
  from,
  to,
  powers = [1, 1],
}: ColumnProductsRequest): Float64Array | null {
  const products = openCrossProducts(columns.length);
  if (!products) return null;
  const { left, right, stride, rowsAtOnce } = products;
  for (let begin = from; begin < to; begin += rowsAtOnce) {
    const some = Math.min(rowsAtOnce, to - begin);
    for (const [place, values] of columns.entries()) {
      raise(values, begin, some, powers[0], left, place, stride);
      raise(values, begin, some, powers[1], right, place, stride);
    }
    products.add(some);
  }
  return products.finish();
}

export function plainColumnProducts({
  columns,
  from,
  to,
  powers = [1, 1],
}: ColumnProductsRequest): Float64Array {
  const sums = new Float64Array(columns.length ** 2);
  const createRoom = () => columns.map(() => new Float64Array(plainRowsAtOnce));
  const [left, right] = [createRoom(), createRoom()];
  for (let begin = from; begin < to; begin += plainRowsAtOnce) {
    const some = Math.min(plainRowsAtOnce, to - begin);
    for (const [place, values] of columns.entries()) {
      raise(values, begin, some, powers[0], left[place] as Float64Array, 0, 1);
      raise(values, begin, some, powers[1], right[place] as Float64Array, 0, 1);
    }
    addCrossProducts(sums, left, right, 0, some);
  }
  return sums;
}

/** Powers of so many rows lie beside each other, not of all of them. */
const plainRowsAtOnce = 512;

function raise(
  values: Float64Array,
  begin: number,
  rows: number,
  power: Power,
  out: Float64Array,
  first: number,
  stride: number,
): void {
  for (let row = 0, at = first; row < rows; row++, at += stride) {
    const value = values[begin + row] as number;
    if (power === 1) out[at] = value;
    else out[at] = power === 2 ? value * value : value * value * value;
  }
}
