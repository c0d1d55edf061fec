import type { Column, Table } from './table.ts';

/** The same table with its cells in shared memory: threads read them without a copy. */
export function shareTable(table: Table): Table {
  const columns = new Map<string, Column>();
  for (const [name, column] of table.columns) {
    columns.set(
      name,
      column.type === 'number'
        ? { ...column, values: shared(Float64Array, column.values) }
        : { ...column, codes: shared(Int32Array, column.codes) },
    );
  }
  return { ...table, columns };
}

function shared<Cells extends Float64Array | Int32Array>(
  Type: (new (memory: SharedArrayBuffer) => Cells) & { BYTES_PER_ELEMENT: number },
  cells: Cells,
): Cells {
  const copy = new Type(new SharedArrayBuffer(cells.length * Type.BYTES_PER_ELEMENT));
  copy.set(cells);
  return copy;
}
