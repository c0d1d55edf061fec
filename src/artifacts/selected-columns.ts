import type { EncodedRows } from '../kernels/nearest-rows.ts';
import type { Random } from '../statistics/random.ts';
import type { EncodedDatasets } from './encoded-rows.ts';
import type { Rows } from './rows.ts';

/**
 * The named columns alone, of encoded rows that hold `columns` in that order.
 *
 * @param real real rows of the same columns: they tell numbers from categories
 */
export function selectColumns(
  rows: EncodedRows,
  columns: EncodedDatasets['columns'],
  wanted: ReadonlySet<string>,
  real: Rows,
): EncodedRows {
  const numeric: Float64Array[] = [];
  const codes: Int32Array[] = [];
  let numbers = 0;
  let categories = 0;
  for (const name of columns) {
    if (real.columns.get(name)?.type === 'number') {
      const values = rows.numeric[numbers++] as Float64Array;
      if (wanted.has(name)) numeric.push(values);
    } else {
      const values = rows.codes[categories++] as Int32Array;
      if (wanted.has(name)) codes.push(values);
    }
  }
  return { rowCount: rows.rowCount, numeric, codes };
}

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
