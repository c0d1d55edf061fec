import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DatasetSource,
  Engine,
  inferSchema,
  type Metadata,
  parseMetadata,
  type RawDataset,
  readTable,
} from '../../src/datasets/datasets.ts';
import type { CodedColumn, NumberColumn, Schema, Table } from '../../src/datasets/table.ts';

/** A temporary folder and an engine, for tests that read real files. */
export interface Workspace {
  readonly folder: string;
  readonly engine: Engine;
  /** Writes a file and returns its path. */
  write(name: string, content: string | Buffer): Promise<string>;
  load(name: string, content: string | Buffer, role?: DatasetSource['role']): Promise<RawDataset>;
  /** All cells as DuckDB holds them, by row; null is an empty cell. */
  cells(raw: RawDataset): Promise<(string | null)[][]>;
  /** Loads train, infers its schema and reads it. */
  read(
    content: string,
    options?: ReadOptions,
  ): Promise<{ schema: Schema; train: Table; other: Table | null }>;
  close(): Promise<void>;
}

interface ReadOptions {
  readonly holdout?: string;
  readonly candidate?: string;
  readonly metadata?: Record<string, unknown>;
  readonly ignore?: string[];
}

export async function openWorkspace(threads = 2): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), 'synthaudit-test-'));
  const engine = await Engine.open({ memory: '1GB', threads });
  let files = 0;
  const write = async (name: string, content: string | Buffer) => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };
  const load = async (name: string, content: string | Buffer, role: DatasetSource['role'] = 'train') =>
    engine.load({ role, name: role, path: await write(name, content) });
  return {
    folder,
    engine,
    write,
    load,
    async cells(raw) {
      const names = raw.columns.map(({ sqlName }) => sqlName).join(', ');
      return (await engine.rows(`SELECT ${names} FROM ${raw.sqlTable}`)) as (string | null)[][];
    },
    async read(content, options = {}) {
      const id = files++;
      const train = await load(`train${id}.csv`, content);
      const holdout =
        options.holdout === undefined ? null : await load(`holdout${id}.csv`, options.holdout, 'holdout');
      const metadata = options.metadata ? metadataFrom(options.metadata) : null;
      const ignore = options.ignore ?? [];
      const schema = await inferSchema(engine, train, holdout, metadata, { ignore });
      const table = await readTable(engine, train, schema, { ignore });
      const other =
        options.candidate === undefined
          ? null
          : await readTable(
              engine,
              await load(`candidate${id}.csv`, options.candidate, 'candidate'),
              schema,
              {
                ignore,
              },
            );
      return { schema, train: table, other };
    },
    async close() {
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** SDV metadata from columns' sdtypes or full definitions. */
export function metadataFrom(columns: Record<string, unknown>, more: object = {}): Metadata {
  const full = Object.entries(columns).map(([name, column]) => [
    name,
    typeof column === 'string' ? { sdtype: column } : column,
  ]);
  return parseMetadata(
    JSON.stringify({ METADATA_SPEC_VERSION: 'SINGLE_TABLE_V1', columns: Object.fromEntries(full), ...more }),
    'metadata.json',
  );
}

/** A column's values, with missing as null. */
export function valuesOf(table: Table, name: string): (string | number | null)[] {
  const column = table.columns.get(name);
  if (!column) throw new Error(`no column ${name}`);
  if (column.type === 'number') {
    return Array.from((column as NumberColumn).values, (value) => (Number.isNaN(value) ? null : value));
  }
  const { codes, levels } = column as CodedColumn;
  return Array.from(codes, (code) => (code < 0 ? null : levels[code]!));
}

/** One column as CSV text. */
export function csvColumn(name: string, cells: readonly (string | number)[]): string {
  return `${name},filler\n${cells.map((cell, i) => `${cell},${i % 7}`).join('\n')}\n`;
}
