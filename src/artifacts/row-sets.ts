import type { MarginalCells } from './marginal-cells.ts';
import type { Cells, Rows } from './rows.ts';

/** Rows of a dataset by the cell that they lie in: one bit a row, so that conditions meet 32 rows at a time. */
export interface RowSets {
  /** Of the rows whose column is in that cell, the first row in the lowest bit. */
  rowsIn(column: string, cell: number): Uint32Array;
}

/** Columns are cut when they are first asked for. */
export function createRowSets(rows: Rows, cells: MarginalCells): RowSets {
  const known = new Map<string, readonly Uint32Array[]>();
  return {
    rowsIn(column, cell) {
      const sets =
        known.get(column) ??
        cutIntoSets(cells.cellsOf(rows.columns.get(column) as Cells), cells.cellCount(column));
      known.set(column, sets);
      return sets[cell] as Uint32Array;
    },
  };
}

/** The rows that are in all the sets, of which there must be one at least. */
export function intersect(sets: readonly Uint32Array[]): Uint32Array {
  const common = (sets[0] as Uint32Array).slice();
  for (const set of sets.slice(1)) {
    for (let word = 0; word < common.length; word++)
      common[word] = (common[word] as number) & (set[word] as number);
  }
  return common;
}

/** How many rows a set has. */
export function sizeOf(set: Uint32Array): number {
  let size = 0;
  for (let word = 0; word < set.length; word++) size += bitsIn(set[word] as number);
  return size;
}

/** Numbers the rows of a set, ascending. */
export function listRows(set: Uint32Array): Int32Array {
  const rows = new Int32Array(sizeOf(set));
  let place = 0;
  for (let word = 0; word < set.length; word++) {
    for (let left = set[word] as number; left !== 0; left &= left - 1) {
      rows[place++] = 32 * word + 31 - Math.clz32(left & -left);
    }
  }
  return rows;
}

function cutIntoSets(cellOf: Uint8Array, cellCount: number): Uint32Array[] {
  const words = Math.ceil(cellOf.length / 32);
  const sets = Array.from({ length: cellCount }, () => new Uint32Array(words));
  for (let row = 0; row < cellOf.length; row++) {
    const set = sets[cellOf[row] as number] as Uint32Array;
    set[row >>> 5] = (set[row >>> 5] as number) | (1 << (row & 31));
  }
  return sets;
}

/** Source: Warren (2013), Hacker's Delight, 5–1. */
function bitsIn(word: number): number {
  let sums = word - ((word >>> 1) & 0x55555555);
  sums = (sums & 0x33333333) + ((sums >>> 2) & 0x33333333);
  return Math.imul((sums + (sums >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
