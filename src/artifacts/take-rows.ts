import type { Random } from '../statistics/random.ts';
import type { Cells, Rows } from './rows.ts';

/** The given rows, in that order. */
export function takeRowsOf(rows: Rows, wanted: Int32Array): Rows {
  const columns = new Map<string, Cells>();
  for (const [name, cells] of rows.columns) {
    columns.set(
      name,
      cells.type === 'number'
        ? { ...cells, values: Float64Array.from(wanted, (row) => cells.values[row] as number) }
        : { ...cells, codes: wanted.map((row) => cells.codes[row] as number) },
    );
  }
  return { rowCount: wanted.length, columns };
}

/** At most so many rows, drawn at random where there are more. */
export function atMostRows(rows: Rows, most: number, random: Random): Rows {
  return rows.rowCount <= most ? rows : takeRowsOf(rows, random.sample(most, rows.rowCount));
}
