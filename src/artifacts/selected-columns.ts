import type { EncodedRows } from '../kernels/nearest-rows.ts';
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
