import { defineRunArtifact } from './artifact.ts';
import { type Bins, bins, countCells, cutColumn } from './bins.ts';
import { realRows } from './real-rows.ts';
import { type Cells, countLevels, type Rows } from './rows.ts';

/** Levels beyond the most frequent ones of train share a cell, so that joint tables stay small. */
export const levelsKept = 20;

/** Cells of a number, and levels kept of a category, in tables over three columns. */
export const coarseCells = 5;

/** Cuts any dataset's column into at most 22 cells that are learnt from train: 0 missing, then bins or levels, then all other levels. */
export interface MarginalCells {
  /** The cell of every row. */
  cellsOf(column: Cells): Uint8Array;
  /** How many cells the column has, in every dataset. */
  cellCount(name: string): number;
  /**
   * By cell, the coarser cell that holds it: for tables over three columns, whose cells would else be so many that most rows are
   * alone in theirs, and their shares chance.
   */
  coarser(name: string): Uint8Array;
}

export const marginalCells = defineRunArtifact({
  id: 'marginal-cells',
  requires: { realRows, bins },
  make: ({ realRows, bins }) => learnCells(realRows.train, bins),
});

/** Ten cells of equal frequency for numbers, the most frequent levels for codes. */
export function learnCells(train: Rows, bins: Bins): MarginalCells {
  const keptOf = new Map<string, { kept: number; cellOf: Uint8Array }>();
  const coarserOf = new Map<string, Uint8Array>();
  for (const [name, cells] of train.columns) {
    if (cells.type === 'number') {
      coarserOf.set(name, mergeCells(countCells(cutColumn(cells, bins)), coarseCells));
      continue;
    }
    const kept = [...countLevels(cells.codes, cells.levels.length)]
      .map((rows, code) => ({ code, rows }))
      .filter(({ rows }) => rows > 0)
      .sort((a, b) => b.rows - a.rows || a.code - b.code)
      .slice(0, levelsKept);
    const cellOf = new Uint8Array(cells.levels.length).fill(kept.length + 1);
    for (const [rank, { code }] of kept.entries()) cellOf[code] = rank + 1;
    keptOf.set(name, { kept: kept.length, cellOf });
    coarserOf.set(
      name,
      Uint8Array.from({ length: kept.length + 2 }, (_, cell) => Math.min(cell, coarseCells + 1)),
    );
  }
  return {
    cellsOf(column) {
      if (column.type === 'number') return new Uint8Array(cutColumn(column, bins).cells);
      const { kept, cellOf } = keptOf.get(column.schema.name) ?? { kept: 0, cellOf: new Uint8Array(0) };
      const cells = new Uint8Array(column.codes.length);
      for (let row = 0; row < cells.length; row++) {
        const code = column.codes[row] as number;
        // Levels that only the candidate has are beyond train's.
        cells[row] = code < 0 ? 0 : code < cellOf.length ? (cellOf[code] as number) : kept + 1;
      }
      return cells;
    },
    cellCount(name) {
      const kept = keptOf.get(name);
      return kept ? kept.kept + 2 : (bins.cuts.get(name)?.length ?? 0) + 2;
    },
    coarser: (name) => coarserOf.get(name) ?? new Uint8Array(2),
  };
}

/**
 * Neighbouring cells joined to so many of about equally many rows. A cell that holds more than that (the zeros of a zero-inflated
 * column) stays alone, and the rows left are shared out over the cells left. Cell 0 is missing and stays.
 *
 * @param counts train's rows per cell
 * @returns by cell, the number of the joined one
 */
export function mergeCells(counts: Float64Array, wanted: number): Uint8Array {
  const merged = new Uint8Array(counts.length);
  let left = counts.subarray(1).reduce((sum, rows) => sum + rows, 0);
  let open = 1;
  let held = 0;
  for (let cell = 1; cell < counts.length; cell++) {
    const rows = counts[cell] as number;
    const target = (left + held) / (wanted - open + 1);
    // Closed where that leaves it nearer to its share than the next cell would.
    if (held > 0 && open < wanted && held + rows / 2 > target) {
      open++;
      held = 0;
    }
    merged[cell] = open;
    held += rows;
    left -= rows;
  }
  return merged;
}
