import type { MarginalTables, TableColumn } from './marginal-tables.ts';

/** Marginal tables in TypeScript: for any number of cells, and what the kernel is tested against. */
export function createPlainMarginalTables(columns: readonly TableColumn[], rows: number): MarginalTables {
  let sums = new Int32Array(rows);
  const pick = (subset: readonly number[]) => subset.map((place) => columns[place] as TableColumn);
  return {
    count: (subset) => countTable(pick(subset)),
    add: (subset, steps) => addSteps(pick(subset), steps, sums),
    takeSums() {
      const taken = sums;
      sums = new Int32Array(rows);
      return taken;
    },
    close() {},
  };
}

/** Rows per cell of one table. */
export function countTable(table: readonly TableColumn[]): Int32Array {
  const counts = new Int32Array(cellCountOf(table));
  // Neighbouring rows count into two tables in turn: a count that was just written is not at hand yet.
  const aside = new Int32Array(counts.length);
  const [a, b, c] = table.map(({ cells }) => cells) as [Uint8Array, Uint8Array?, Uint8Array?];
  const [, widthB, widthC] = table.map(({ width }) => width) as [number, number, number];
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
function addSteps(table: readonly TableColumn[], steps: Int8Array, sums: Int32Array): void {
  const [a, b, c] = table.map(({ cells }) => cells) as [Uint8Array, Uint8Array?, Uint8Array?];
  const [, widthB, widthC] = table.map(({ width }) => width) as [number, number, number];
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

function cellOf(table: readonly TableColumn[], row: number): number {
  return table.reduce((cell, { cells, width }) => cell * width + (cells[row] as number), 0);
}

/** How many cells a table of these columns has. */
function cellCountOf(columns: readonly TableColumn[]): number {
  return columns.reduce((product, { width }) => product * width, 1);
}
