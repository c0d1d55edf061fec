import type { EncodedRows } from '../kernels/nearest-rows.ts';
import type { Random } from '../statistics/random.ts';

/** The same rows in another order. */
export function reorderRows({ rowCount, numeric, codes }: EncodedRows, order: Int32Array): EncodedRows {
  return {
    rowCount,
    numeric: numeric.map((values) => Float64Array.from(order, (row) => values[row] as number)),
    codes: codes.map((column) => order.map((row) => column[row] as number)),
  };
}

/**
 * A random order of the synthetic rows. Of rows at equal distance the search takes the first, so in this order it takes
 * a random one; and since it starts from the order by content, the order of the file does not matter.
 */
export function randomOrder(contentOrder: Int32Array, random: Random): Int32Array {
  const order = contentOrder.slice();
  random.shuffle(order);
  return order;
}
