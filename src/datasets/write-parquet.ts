import { randomUUID } from 'node:crypto';
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Engine } from './engine.ts';
import { pathLiteral } from './read-csv.ts';
import { literal } from './sql-literal.ts';

/** Names and SQL types of a Parquet file's columns. */
export type ParquetColumns = Readonly<Record<string, 'VARCHAR' | 'INTEGER' | 'DOUBLE' | 'BOOLEAN'>>;

/** One column's values; a number that is NaN is null. */
export type ParquetValues = ArrayLike<number | boolean | string | null>;

/** Owns a table inside the engine until it is published as a file. */
export interface ParquetWriter {
  /** Adds rows: every column's values, equally many. Texts hold neither quotes nor line ends. */
  append(columns: Readonly<Record<string, ParquetValues>>): Promise<void>;
  /** Writes all rows under a name of its own and renames it: the file is whole or not there. @throws {UserError} `cannot-write` */
  publish(): Promise<void>;
  /** Drops the table. Harmless after `publish`. */
  discard(): Promise<void>;
}

/** Begins a Parquet file; refuses a place that cannot hold one before any work is done. @throws {UserError} `cannot-write` */
export async function openParquet(
  engine: Engine,
  path: string,
  columns: ParquetColumns,
): Promise<ParquetWriter> {
  await refusePlace(path);
  const table = engine.freshName('parquet');
  const names = Object.keys(columns);
  const declared = names.map((name) => `${identifier(name)} ${columns[name]}`).join(', ');
  await engine.run(`CREATE TABLE ${table} (${declared})`);
  return {
    async append(values) {
      const file = join(engine.temporaryFolder, `${engine.freshName('rows')}.csv`);
      try {
        await writeFile(file, linesOf(names.map((name) => values[name] as ParquetValues)));
        const types = names.map((name) => `${literal(name)}: ${literal(columns[name] as string)}`).join(', ');
        // By way of a file: far faster than appending values one by one. Numbers keep every digit.
        await engine.run(
          `INSERT INTO ${table} SELECT * FROM read_csv(${pathLiteral(file)}, auto_detect = false, header = false,
             columns = {${types}}, delim = ',', nullstr = '')`,
        );
      } finally {
        await rm(file, { force: true });
      }
    },
    async publish() {
      const partial = join(dirname(path), `.${basename(path)}.${randomUUID()}.partial`);
      try {
        await engine.run(`COPY ${table} TO ${literal(partial)} (FORMAT parquet, COMPRESSION zstd)`);
        await rename(partial, path);
      } catch (cause) {
        throw cause instanceof UserError
          ? cause
          : cannotWrite(path, (cause as Error).message.split('\n')[0]!);
      } finally {
        await rm(partial, { force: true });
      }
    },
    async discard() {
      await engine.run(`DROP TABLE IF EXISTS ${table}`);
    },
  };
}

async function refusePlace(path: string): Promise<void> {
  const folder = await stat(dirname(path)).catch(() => null);
  if (!folder?.isDirectory()) throw cannotWrite(path, 'there is no such folder');
  const existing = await stat(path).catch(() => null);
  if (existing?.isDirectory()) throw cannotWrite(path, 'it is a folder');
}

function cannotWrite(path: string, fact: string): UserError {
  return new UserError('cannot-write', `cannot write ${path}: ${fact}`, 'Give another path.');
}

function linesOf(columns: readonly ParquetValues[]): string {
  const rows = columns[0]?.length ?? 0;
  if (columns.some(({ length }) => length !== rows)) throw new RangeError('columns of unequal length');
  const lines: string[] = [];
  for (let row = 0; row < rows; row++) lines.push(columns.map((values) => spell(values[row])).join(','));
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function spell(value: number | boolean | string | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '';
  return String(value);
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
