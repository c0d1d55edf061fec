import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { UserError } from '../errors.ts';
import { eachString, readCountedStrings, readDoubles, readIntegers } from './duckdb-vectors.ts';
import { loadDataset } from './load-dataset.ts';
import type { DatasetSource, RawDataset } from './raw-dataset.ts';

export interface ReadLimits {
  /** As DuckDB spells it: `4GB`, `512MB`. */
  readonly memory: string;
  readonly threads: number;
  /** Where the engine's own temporary folder is made; the operating system's place for such unless given. */
  readonly temporaryFolder?: string;
}

/**
 * Owns the embedded DuckDB: an instance in memory that spills into a fresh temporary folder, which `close` removes.
 * It never reaches the network: extensions are neither installed nor loaded on demand.
 */
export class Engine {
  readonly temporaryFolder: string;
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  #names = 0;
  #closed = false;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, temporaryFolder: string) {
    this.#instance = instance;
    this.#connection = connection;
    this.temporaryFolder = temporaryFolder;
  }

  /** Opens an engine. @throws {UserError} `bad-memory-limit` */
  static async open(limits: ReadLimits): Promise<Engine> {
    if (!/^\d+(\.\d+)?\s*(B|[KMGT]i?B)$/i.test(limits.memory.trim())) throw badMemoryLimit(limits.memory);
    const folder = await mkdtemp(join(limits.temporaryFolder ?? tmpdir(), 'synthaudit-'));
    try {
      const instance = await DuckDBInstance.create(':memory:', {
        memory_limit: limits.memory,
        threads: String(Math.max(1, Math.floor(limits.threads))),
        temp_directory: folder,
        preserve_insertion_order: 'true',
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
      });
      const connection = await instance.connect();
      // Timestamps with a zone leave Parquet as text in this zone.
      await connection.run(`SET TimeZone = 'UTC'`);
      return new Engine(instance, connection, folder);
    } catch (cause) {
      await rm(folder, { recursive: true, force: true });
      throw cause;
    }
  }

  /** Reads a dataset's files into a table of text. @throws {UserError} for anything wrong with the files */
  load(source: DatasetSource): Promise<RawDataset> {
    return loadDataset(this, source);
  }

  /** Drops a loaded dataset; harmless when it is gone already. */
  async release(raw: RawDataset): Promise<void> {
    await this.run(`DROP TABLE IF EXISTS ${raw.sqlTable}`);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#connection.closeSync();
    this.#instance.closeSync();
    await rm(this.temporaryFolder, { recursive: true, force: true });
  }

  /** A name that is free among this engine's tables, types and temporary files. */
  freshName(prefix: string): string {
    return `${prefix}_${this.#names++}`;
  }

  async run(sql: string): Promise<void> {
    await named(this.#connection.run(sql));
  }

  async doubles(sql: string, rowCount: number): Promise<Float64Array> {
    return named(this.#connection.stream(sql).then((result) => readDoubles(result, rowCount)));
  }

  async integers(sql: string, rowCount: number): Promise<Int32Array> {
    return named(this.#connection.stream(sql).then((result) => readIntegers(result, rowCount)));
  }

  async strings(sql: string): Promise<(string | null)[]> {
    const values: (string | null)[] = [];
    await this.eachString(sql, (value) => values.push(value));
    return values;
  }

  async eachString(sql: string, visit: (value: string | null) => void): Promise<void> {
    await named(this.#connection.stream(sql).then((result) => eachString(result, visit)));
  }

  async countedStrings(sql: string): Promise<{ values: string[]; counts: number[] }> {
    return named(this.#connection.stream(sql).then((result) => readCountedStrings(result)));
  }

  /** One row of numbers. */
  async row(sql: string): Promise<number[]> {
    return ((await this.rows(sql))[0] ?? []).map(Number);
  }

  /** Rows that need not be read fast: names and types of columns. */
  async rows(sql: string): Promise<unknown[][]> {
    const reader = await named(this.#connection.runAndReadAll(sql));
    return reader.getRowsJS();
  }
}

/** DuckDB's failures that the user can mend, as such. */
async function named<Value>(pending: Promise<Value>): Promise<Value> {
  try {
    return await pending;
  } catch (cause) {
    if (!/^Out of Memory Error/i.test((cause as Error).message)) throw cause;
    throw new UserError(
      'out-of-memory',
      'the data does not fit into the memory limit',
      'Give more with --memory, or free space for temporary files.',
    );
  }
}

function badMemoryLimit(memory: string): UserError {
  return new UserError('bad-memory-limit', `“${memory}” is no amount of memory`, 'Write it as 4GB or 512MB.');
}
