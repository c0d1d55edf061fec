import { createPlainMarginalTables } from './plain-marginal-tables.ts';
import { createWasmMarginalTables } from './wasm-marginal-tables.ts';

/** A column of a dataset: the cell of every row, and how many cells there are. */
export interface TableColumn {
  readonly cells: Uint8Array;
  readonly width: number;
}

/** Tables over one to three columns of a dataset, which are told by their places in ascending or any order. */
export interface MarginalTables {
  /** Rows per cell, the last column's cells side by side. */
  count(subset: readonly number[]): Int32Array;
  /** Adds to every row's sum the step of its cell in a table, from −1 to 1. */
  add(subset: readonly number[], steps: Int8Array): void;
  /** The sum of every row; the next ones begin at 0. */
  takeSums(): Int32Array;
  /** Gives the memory back; nothing may be asked afterwards. */
  close(): void;
}

/** In WebAssembly where that is to be had, in TypeScript elsewhere: both give the same numbers. */
export function openMarginalTables(columns: readonly TableColumn[], rows: number): MarginalTables {
  return createWasmMarginalTables(columns, rows) ?? createPlainMarginalTables(columns, rows);
}
