import type { Random } from '../statistics/random.ts';
import type { Cells, Rows } from './rows.ts';

/** The given rows, in that order. */
export function takeRowsOf(rows: Rows, wanted: Int32Array): Rows {
  const columns = new Map<string, Cells>();
  for (const [name, cells] of rows.columns) columns.set(name, takeCells(cells, wanted));
  return { rowCount: wanted.length, columns };
}

/** The cells of the given rows, in that order. */
export function takeCells(cells: Cells, wanted: Int32Array): Cells {
  if (cells.type === 'coded') return { ...cells, codes: wanted.map((row) => cells.codes[row] as number) };
  const { values } = cells;
  const taken = new Float64Array(wanted.length);
  for (let place = 0; place < wanted.length; place++)
    taken[place] = values[wanted[place] as number] as number;
  return { ...cells, values: taken };
}

/** At most so many rows, drawn at random where there are more. */
export function atMostRows(rows: Rows, most: number, random: Random): Rows {
  return rows.rowCount <= most ? rows : takeRowsOf(rows, random.sample(most, rows.rowCount));
}
