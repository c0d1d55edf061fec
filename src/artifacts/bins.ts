import { defineRunArtifact } from './artifact.ts';
import { sortedValues } from './column-counts.ts';
import { realRows } from './real-rows.ts';
import type { Cells } from './rows.ts';

/** Every compared column cut into cells: categories as they are, numbers into cells of equal frequency in train; missing is a cell of its own. */
export interface Bins {
  /** Inner cut points for a column of numbers: a value x falls in the cell of how many cuts are ≤ x. */
  readonly cuts: ReadonlyMap<string, Float64Array>;
}

/** Cut points from train alone: ten cells of about equally many training rows. */
export const bins = defineRunArtifact({
  id: 'bins',
  requires: { realRows },
  make({ realRows }): Bins {
    const cuts = new Map<string, Float64Array>();
    for (const [name, cells] of realRows.train.columns) {
      if (cells.type === 'number') cuts.set(name, equalFrequencyCuts(sortedValues(cells)));
    }
    return { cuts };
  },
});

/** A column as cell numbers, with how many cells there are; cell 0 is missing. */
export interface Cut {
  readonly cells: Int32Array;
  readonly cellCount: number;
}

/** The cell of every row. Levels that only the candidate has get cells after the real ones. */
export function cutColumn(column: Cells, bins: Bins): Cut {
  if (column.type === 'coded') {
    return { cells: column.codes.map((code) => code + 1), cellCount: column.levels.length + 1 };
  }
  const cuts = bins.cuts.get(column.schema.name) ?? new Float64Array(0);
  return { cells: new Int32Array(cellsOfNumbers(column.values, cuts)), cellCount: cuts.length + 2 };
}

/** One byte a row; remembered for as long as the column is there, since many audits ask. */
function cellsOfNumbers(values: Float64Array, cuts: Float64Array): Uint8Array {
  const known = cutBefore.get(values);
  if (known?.cuts === cuts) return known.cells;
  const cells = new Uint8Array(values.length);
  for (let row = 0; row < cells.length; row++) {
    const value = values[row] as number;
    cells[row] = Number.isNaN(value) ? 0 : countAtMost(cuts, value) + 1;
  }
  cutBefore.set(values, { cuts, cells });
  return cells;
}

const cutBefore = new WeakMap<Float64Array, { cuts: Float64Array; cells: Uint8Array }>();

/** Rows per cell. */
export function countCells(cut: Cut, cellCount = cut.cellCount): Float64Array {
  const counts = new Float64Array(cellCount);
  for (const cell of cut.cells) counts[cell] = (counts[cell] as number) + 1;
  return counts;
}

/**
 * Up to ten cells of about equally many rows, cut between distinct values. A value that fills a cell by itself
 * (the zeros of a zero-inflated column) gets one of its own, and the rows left are shared out again over the cells left:
 * plain deciles would put such a column into one single cell.
 */
export function equalFrequencyCuts(sorted: Float64Array): Float64Array {
  const cuts: number[] = [];
  let rowsLeft = sorted.length;
  let held = 0;
  let start = 0;
  while (start < sorted.length) {
    let end = start + 1;
    while (end < sorted.length && sorted[end] === sorted[start]) end++;
    const run = end - start;
    const target = (rowsLeft + held) / (cellsWanted - cuts.length);
    // The cell that is open closes before this value, if it is full or the value fills one alone.
    if (held > 0 && cuts.length < cellsWanted - 1 && (held >= target || run >= target)) {
      cuts.push(sorted[start] as number);
      held = 0;
    }
    held += run;
    rowsLeft -= run;
    start = end;
  }
  return Float64Array.from(cuts);
}

const cellsWanted = 10;

function countAtMost(cuts: Float64Array, value: number): number {
  let count = 0;
  while (count < cuts.length && (cuts[count] as number) <= value) count++;
  return count;
}
