import { createPlainPairTables } from './plain-pair-tables.ts';
import { createWasmPairTables } from './wasm-pair-tables.ts';

/** Cells of a table of two columns: the first has `height` of them, the second `width`. */
export interface TableShape {
  readonly height: number;
  readonly width: number;
}

/**
 * Tables of many pairs of columns of one dataset. A column is the cell number of every row; it is told by its array, which
 * must not change while the tables are open.
 */
export interface PairTables {
  /** Counts the rows per cell, line by line, into the first height × width of `counts`. */
  count(a: Int32Array, b: Int32Array, shape: TableShape, counts: Int32Array): void;
  /** Sums of all rows' steps over many tables, from 0. At most two of them are open at a time. */
  createSums(): StepSums;
  /** Gives the memory back; nothing may be asked afterwards. */
  close(): void;
}

export interface StepSums {
  /** Adds to every row the step of its cell; `steps` holds height × width of them and may be used again afterwards. */
  add(a: Int32Array, b: Int32Array, shape: TableShape, steps: Int8Array): void;
  /** The sum of every row. */
  total(): Int32Array;
}

/** In WebAssembly where that is to be had, in TypeScript elsewhere: both give the same numbers. */
export function openPairTables(rows: number): PairTables {
  return createWasmPairTables(rows) ?? createPlainPairTables(rows);
}
