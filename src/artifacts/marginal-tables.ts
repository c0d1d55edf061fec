/** One to three columns of a dataset as cells of a joint table, the last column's cells side by side. */
export interface TableColumns {
  readonly cells: readonly Uint8Array[];
  /** How many cells each column has. */
  readonly widths: readonly number[];
}

/** How many cells a table of these columns has. */
export function cellCountOf({ widths }: TableColumns): number {
  return widths.reduce((product, width) => product * width, 1);
}

/** Rows per cell. */
export function countTable(table: TableColumns): Int32Array {
  const counts = new Int32Array(cellCountOf(table));
  // Neighbouring rows count into two tables in turn: a count that was just written is not at hand yet.
  const aside = new Int32Array(counts.length);
  const [a, b, c] = table.cells as [Uint8Array, Uint8Array?, Uint8Array?];
  const [, widthB, widthC] = table.widths as [number, number, number];
  const even = a.length & ~1;
  if (c && b) {
    for (let row = 0; row < even; row += 2) {
      const cell = ((a[row] as number) * widthB + (b[row] as number)) * widthC + (c[row] as number);
      const next =
        ((a[row + 1] as number) * widthB + (b[row + 1] as number)) * widthC + (c[row + 1] as number);
      counts[cell]! += 1;
      aside[next]! += 1;
    }
  } else if (b) {
    for (let row = 0; row < even; row += 2) {
      counts[(a[row] as number) * widthB + (b[row] as number)]! += 1;
      aside[(a[row + 1] as number) * widthB + (b[row + 1] as number)]! += 1;
    }
  } else {
    for (let row = 0; row < even; row += 2) {
      counts[a[row] as number]! += 1;
      aside[a[row + 1] as number]! += 1;
    }
  }
  for (let row = even; row < a.length; row++) counts[cellOf(table, row)]! += 1;
  for (let cell = 0; cell < counts.length; cell++) counts[cell]! += aside[cell] as number;
  return counts;
}

/** Adds to every row's sum the step of its cell. */
export function addSteps(table: TableColumns, steps: Int8Array, sums: Int32Array): void {
  const [a, b, c] = table.cells as [Uint8Array, Uint8Array?, Uint8Array?];
  const [, widthB, widthC] = table.widths as [number, number, number];
  if (c && b) {
    for (let row = 0; row < sums.length; row++) {
      const cell = ((a[row] as number) * widthB + (b[row] as number)) * widthC + (c[row] as number);
      sums[row]! += steps[cell] as number;
    }
  } else if (b) {
    for (let row = 0; row < sums.length; row++) {
      sums[row]! += steps[(a[row] as number) * widthB + (b[row] as number)] as number;
    }
  } else {
    for (let row = 0; row < sums.length; row++) sums[row]! += steps[a[row] as number] as number;
  }
}

function cellOf({ cells, widths }: TableColumns, row: number): number {
  return cells.reduce((cell, column, i) => cell * (widths[i] as number) + (column[row] as number), 0);
}
