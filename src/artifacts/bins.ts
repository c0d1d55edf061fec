import { quantile } from '../statistics/quantile.ts';
import { sortedFinite } from '../statistics/sorted-copy.ts';
import { defineRunArtifact } from './artifact.ts';
import { realRows } from './real-rows.ts';
import type { Cells } from './rows.ts';

/** Every compared column cut into cells: categories as they are, numbers at train's deciles; missing is a cell of its own. */
export interface Bins {
  /** Inner cut points for a column of numbers: a value x falls in the cell of how many cuts are ≤ x. */
  readonly cuts: ReadonlyMap<string, Float64Array>;
}

/** Train's deciles, label-free for the candidate: cells hold about the same number of training rows. */
export const bins = defineRunArtifact({
  id: 'bins',
  requires: { realRows },
  make({ realRows }): Bins {
    const cuts = new Map<string, Float64Array>();
    for (const [name, cells] of realRows.train.columns) {
      if (cells.type === 'number') cuts.set(name, decileCuts(cells.values));
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
  const cells = new Int32Array(column.values.length);
  for (let row = 0; row < cells.length; row++) {
    const value = column.values[row] as number;
    cells[row] = Number.isNaN(value) ? 0 : countAtMost(cuts, value) + 1;
  }
  return { cells, cellCount: cuts.length + 2 };
}

/** Rows per cell. */
export function countCells(cut: Cut, cellCount = cut.cellCount): Float64Array {
  const counts = new Float64Array(cellCount);
  for (const cell of cut.cells) counts[cell] = (counts[cell] as number) + 1;
  return counts;
}

/** Distinct inner deciles; heavy ties leave fewer cells. A cut at the smallest value would make an empty cell, so it is left out. */
function decileCuts(values: Float64Array): Float64Array {
  const sorted = sortedFinite(values);
  const cuts: number[] = [];
  for (let decile = 1; decile < 10 && sorted.length > 0; decile++) {
    const cut = quantile(sorted, decile / 10);
    if (cut > (sorted[0] as number) && cut !== cuts[cuts.length - 1]) cuts.push(cut);
  }
  return Float64Array.from(cuts);
}

function countAtMost(cuts: Float64Array, value: number): number {
  let count = 0;
  while (count < cuts.length && (cuts[count] as number) <= value) count++;
  return count;
}
