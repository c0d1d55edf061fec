import type { Table } from '../datasets/table.ts';
import { defineRunArtifact, runData } from './artifact.ts';

/**
 * The unit (person, household) of every real row, train's rows first, numbered 0, 1, …; null where no `--unit` is named
 * and every row is its own. Rows without a unit are units of their own.
 */
export const unitsOfReal = defineRunArtifact({
  id: 'units-of-real',
  requires: { runData },
  make({ runData: { train, holdout, options } }): Int32Array | null {
    if (options.unit === null) return null;
    const numbers = new Map<string | number, number>();
    const tables = holdout ? [train, holdout] : [train];
    const units = new Int32Array(tables.reduce((rows, { rowCount }) => rows + rowCount, 0));
    let row = 0;
    let next = 0;
    for (const table of tables) {
      const unitOf = readerOf(table, options.unit);
      for (let own = 0; own < table.rowCount; own++, row++) {
        const key = unitOf(own);
        const known = key === null ? undefined : numbers.get(key);
        units[row] = known ?? next;
        if (known !== undefined) continue;
        if (key !== null) numbers.set(key, next);
        next++;
      }
    }
    return units;
  },
});

/** Units are compared as values: dictionaries of two files may number them differently. */
function readerOf(table: Table, unit: string): (row: number) => string | number | null {
  const column = table.columns.get(unit);
  if (!column) return () => null;
  if (column.type === 'number') {
    return (row) => {
      const value = column.values[row] as number;
      return Number.isNaN(value) ? null : value;
    };
  }
  return (row) => column.levels[column.codes[row] as number] ?? null;
}
