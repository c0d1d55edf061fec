import type { Schema, Table } from '../datasets/table.ts';
import { defineRunArtifact, type RunOptions, runData } from './artifact.ts';
import type { Cells, Rows } from './rows.ts';

/** Train and holdout over shared dictionaries. */
export interface RealRows {
  readonly train: Rows;
  readonly holdout: Rows | null;
}

/**
 * Train and holdout with comparable codes. The dictionary is the sorted union of both,
 * so a code says nothing about which of them a level was met in first.
 */
export const realRows = defineRunArtifact({
  id: 'real-rows',
  requires: { runData },
  make({ runData }): RealRows {
    const { schema, train, holdout, options } = runData;
    const ignored = leftOut(options);
    const levels = new Map<string, readonly string[]>();
    for (const { name } of schema.columns) levels.set(name, unionOfLevels(train, holdout, name));
    return {
      train: alignRows(train, schema, levels, ignored),
      holdout: holdout && alignRows(holdout, schema, levels, ignored),
    };
  },
});

/** Columns that no comparison sees: ignored ones, and the unit that rows belong to. */
export function leftOut(options: RunOptions): ReadonlySet<string> {
  return new Set(options.unit === null ? options.ignored : [...options.ignored, options.unit]);
}

/** A table's columns with codes moved to the given dictionaries; levels beyond them are appended, sorted. */
export function alignRows(
  table: Table,
  schema: Schema,
  dictionaries: ReadonlyMap<string, readonly string[]>,
  ignored: ReadonlySet<string>,
): Rows {
  const columns = new Map<string, Cells>();
  for (const column of schema.columns) {
    const cells = table.columns.get(column.name);
    if (!cells || ignored.has(column.name)) continue;
    if (cells.type === 'number') {
      columns.set(column.name, { type: 'number', schema: column, values: cells.values });
      continue;
    }
    const known = dictionaries.get(column.name) ?? [];
    const levels = [...known];
    const codeOf = new Map(known.map((level, code) => [level, code]));
    // Levels arrive sorted, so the appended ones are sorted too.
    const moved = cells.levels.map((level) => codeOf.get(level) ?? levels.push(level) - 1);
    const codes = cells.codes.map((code) => (code < 0 ? -1 : (moved[code] as number)));
    columns.set(column.name, { type: 'coded', schema: column, codes, levels });
  }
  return { rowCount: table.rowCount, columns };
}

function unionOfLevels(train: Table, holdout: Table | null, name: string): readonly string[] {
  const levels = new Set<string>();
  for (const table of [train, holdout]) {
    const column = table?.columns.get(name);
    if (column?.type === 'coded') for (const level of column.levels) levels.add(level);
  }
  return [...levels].sort();
}
