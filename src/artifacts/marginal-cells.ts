import { defineRunArtifact } from './artifact.ts';
import { type Bins, bins, cutColumn } from './bins.ts';
import { realRows } from './real-rows.ts';
import type { Cells, Rows } from './rows.ts';

/** Levels beyond the most frequent ones of train share a cell, so that joint tables stay small. */
export const levelsKept = 20;

/** Cuts any dataset's column into at most 22 cells that are learnt from train: 0 missing, then bins or levels, then all other levels. */
export interface MarginalCells {
  /** The cell of every row. */
  cellsOf(column: Cells): Uint8Array;
  /** How many cells the column has, in every dataset. */
  cellCount(name: string): number;
}

export const marginalCells = defineRunArtifact({
  id: 'marginal-cells',
  requires: { realRows, bins },
  make: ({ realRows, bins }) => learnCells(realRows.train, bins),
});

/** Ten cells of equal frequency for numbers, the most frequent levels for codes. */
export function learnCells(train: Rows, bins: Bins): MarginalCells {
  const keptOf = new Map<string, ReadonlyMap<number, number>>();
  for (const [name, cells] of train.columns) {
    if (cells.type !== 'coded') continue;
    const counts = new Map<number, number>();
    for (const code of cells.codes) if (code >= 0) counts.set(code, (counts.get(code) ?? 0) + 1);
    const kept = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, levelsKept);
    keptOf.set(name, new Map(kept.map(([code], rank) => [code, rank + 1])));
  }
  return {
    cellsOf(column) {
      if (column.type === 'number') return Uint8Array.from(cutColumn(column, bins).cells);
      const kept = keptOf.get(column.schema.name) ?? new Map<number, number>();
      const cells = new Uint8Array(column.codes.length);
      const pool = kept.size + 1;
      for (let row = 0; row < cells.length; row++) {
        const code = column.codes[row] as number;
        cells[row] = code < 0 ? 0 : (kept.get(code) ?? pool);
      }
      return cells;
    },
    cellCount(name) {
      const kept = keptOf.get(name);
      return kept ? kept.size + 2 : (bins.cuts.get(name)?.length ?? 0) + 2;
    },
  };
}
