import type { RunData, RunOptions } from '../artifacts/artifact.ts';
import type { Column, ColumnSchema } from '../datasets/table.ts';
import type { ResultColumn } from '../result/document.ts';

/** The schema as the result shows it: types, where they come from, and what each column is for in this run. */
export function describeColumns({ schema, train, options }: RunData): ResultColumn[] {
  return schema.columns.map((column) => ({
    name: column.name,
    type: column.kind,
    numeric: column.numeric,
    role: roleOf(column, options),
    source: column.source,
    missingCodes: [...column.missingCodes],
    datetimeFormat: column.datetimeFormat,
    missingShare: missingShare(train.columns.get(column.name)),
  }));
}

function roleOf({ name, kind }: ColumnSchema, options: RunOptions): ResultColumn['role'] {
  if (options.ignored.includes(name)) return 'ignored';
  if (options.unit === name) return 'unit';
  if (options.targets.includes(name)) return 'target';
  if (options.sensitive.includes(name)) return 'sensitive';
  if (options.keys.includes(name)) return 'key';
  if (options.groups.includes(name)) return 'group';
  return kind === 'identifier' ? 'identifier' : 'feature';
}

function missingShare(column: Column | undefined): number {
  if (!column) return 0;
  const rows = column.type === 'number' ? column.values.length : column.codes.length;
  let missing = 0;
  if (column.type === 'number') for (const value of column.values) missing += Number.isNaN(value) ? 1 : 0;
  else for (const code of column.codes) missing += code < 0 ? 1 : 0;
  return rows === 0 ? 0 : missing / rows;
}
