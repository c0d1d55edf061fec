import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { didYouMean } from '../did-you-mean.ts';
import { UserError } from '../errors.ts';
import { assignHoldout } from './assign-holdout.ts';
import { dictionaryOf } from './column-dictionary.ts';
import type { Engine } from './engine.ts';
import type { RawDataset } from './raw-dataset.ts';
import { pathLiteral } from './read-csv.ts';
import { findFiles, formatOf } from './source-files.ts';
import { isNumberLike, readCategory } from './spell-category.ts';
import { literal } from './sql-literal.ts';

export interface SplitRequest {
  /** A file, a folder of parts or a glob. */
  readonly path: string;
  /** Where to write; the extension chooses CSV, TSV or Parquet, and `.gz` packs text. */
  readonly train: string;
  readonly holdout: string;
  /** Share of rows, or of units, that goes to the holdout; within (0, 1). */
  readonly holdoutShare: number;
  /** Column that names the person or household a row belongs to. */
  readonly unit: string | null;
  /** Column whose values keep their shares on both sides. */
  readonly stratify: string | null;
  readonly seed: number;
}

export interface SplitCounts {
  readonly rows: { readonly train: number; readonly holdout: number };
  /** Null where every row is its own unit. */
  readonly units: { readonly train: number; readonly holdout: number } | null;
}

/**
 * Splits one dataset into train and holdout files, before a generator is fitted. Cells keep their spellings and rows
 * their order; Parquet keeps its types where both ends are Parquet. The files appear by rename, when both are whole.
 * The same seed gives the same split, whatever the number of threads.
 *
 * @throws {UserError} as `Engine.load`, and `bad-share`, `unknown-column`, `split-too-small`, `bad-output`
 */
export async function splitTable(engine: Engine, request: SplitRequest): Promise<SplitCounts> {
  checkRequest(request);
  const raw = await engine.load({ role: 'train', name: basename(request.path), path: request.path });
  try {
    const units = request.unit === null ? null : await unitCodes(engine, raw, request.unit);
    const strata = request.stratify === null ? null : await sortedCodes(engine, raw, request.stratify);
    const split = assignHoldout(raw.rowCount, units, strata, request.holdoutShare, request.seed);
    const inHoldout = split.sides.reduce((sum, side) => sum + side, 0);
    if (inHoldout === 0 || inHoldout === raw.rowCount) {
      throw new UserError(
        'split-too-small',
        `${raw.name} has too few ${units ? 'units' : 'rows'} to split`,
        'Use more data, or a holdout share nearer to 0.5.',
      );
    }
    await writeSides(engine, raw, split.sides, request);
    return {
      rows: { train: raw.rowCount - inHoldout, holdout: inHoldout },
      units: units ? split.units : null,
    };
  } finally {
    await engine.release(raw);
  }
}

function checkRequest(request: SplitRequest): void {
  if (!(request.holdoutShare > 0 && request.holdoutShare < 1)) {
    throw new UserError(
      'bad-share',
      `the holdout share ${request.holdoutShare} is not between 0 and 1`,
      'Use 0.5.',
    );
  }
  const paths = [request.path, request.train, request.holdout].map((path) => resolve(path));
  if (new Set(paths).size < 3) {
    throw new UserError(
      'bad-output',
      'train and holdout must be two files of their own',
      'Choose other names for the outputs.',
    );
  }
  for (const path of [request.train, request.holdout]) {
    const { format, compression } = formatOf(path);
    if (format !== 'json' && compression !== 'zstd') continue;
    throw new UserError(
      'bad-output',
      `${basename(path)} cannot be written`,
      'Name it .csv, .csv.gz, .tsv or .parquet.',
    );
  }
}

/** Units by their names; a row without a name is a unit of its own. */
async function unitCodes(engine: Engine, raw: RawDataset, name: string): Promise<Int32Array> {
  const { codes, names } = await columnCodes(engine, raw, name);
  let next = names.length;
  return codes.map((code) => (code < 0 ? next++ : code));
}

/** Categories by their names, sorted, after the missing ones. */
async function sortedCodes(engine: Engine, raw: RawDataset, name: string): Promise<Int32Array> {
  const { codes, names } = await columnCodes(engine, raw, name);
  const ranks = new Map([...names].sort().map((level, rank) => [level, rank + 1]));
  return codes.map((code) => (code < 0 ? 0 : ranks.get(names[code]!)!));
}

async function columnCodes(
  engine: Engine,
  raw: RawDataset,
  name: string,
): Promise<{ codes: Int32Array; names: string[] }> {
  const column = raw.columns.find((candidate) => candidate.name === name);
  if (!column) {
    const names = raw.columns.map((candidate) => candidate.name);
    throw new UserError(
      'unknown-column',
      `${raw.name} has no column \`${name}\``,
      didYouMean(name, names, `Its columns are ${names.join(', ')}.`),
    );
  }
  const { codes, cells } = await dictionaryOf(engine, raw, column);
  const numberLike = isNumberLike(cells);
  const codeOf = new Map<string, number>();
  const recoded = cells.map((cell) => {
    const text = readCategory(cell, numberLike);
    if (text === '') return -1;
    if (!codeOf.has(text)) codeOf.set(text, codeOf.size);
    return codeOf.get(text)!;
  });
  return { codes: codes.map((code) => (code < 0 ? -1 : recoded[code]!)), names: [...codeOf.keys()] };
}

async function writeSides(
  engine: Engine,
  raw: RawDataset,
  sides: Uint8Array,
  request: SplitRequest,
): Promise<void> {
  const table = await sidesTable(engine, sides);
  const outputs = [request.train, request.holdout].map((path) => ({
    path,
    partial: join(dirname(path), `.${basename(path)}.${randomUUID()}.partial`),
  }));
  try {
    for (const [side, { path, partial }] of outputs.entries()) {
      await mkdir(dirname(path), { recursive: true });
      if (formatOf(path).format === 'parquet')
        await writeParquet(engine, raw, request.path, table, side, partial);
      else await writeCsv(engine, raw, table, side, path, partial);
    }
    for (const { path, partial } of outputs) await rename(partial, path);
  } finally {
    await engine.run(`DROP TABLE ${table}`);
    for (const { partial } of outputs) await rm(partial, { force: true });
  }
}

/** The sides as a table in the rows' order, by way of a file: far faster than appending values one by one. */
async function sidesTable(engine: Engine, sides: Uint8Array): Promise<string> {
  const table = engine.freshName('sides');
  const file = join(engine.temporaryFolder, `${table}.csv`);
  await writeFile(file, sides.join('\n'));
  try {
    await engine.run(
      `CREATE TABLE ${table} AS SELECT side FROM read_csv(${pathLiteral(file)}, auto_detect = false, header = false,
         columns = {'side': 'UTINYINT'}, delim = ',')`,
    );
  } finally {
    await rm(file, { force: true });
  }
  return table;
}

async function writeParquet(
  engine: Engine,
  raw: RawDataset,
  sourcePath: string,
  table: string,
  side: number,
  target: string,
): Promise<void> {
  const files = await findFiles(sourcePath);
  const typed = files.every(({ format }) => format === 'parquet');
  const aliases = raw.columns.map(({ name, sqlName }) => `${sqlName} AS ${identifier(name)}`).join(', ');
  const source = typed
    ? `SELECT t.* FROM read_parquet([${files.map(({ path }) => pathLiteral(path)).join(', ')}],
         union_by_name = true, hive_partitioning = false) t POSITIONAL JOIN ${table} s`
    : `SELECT ${aliases} FROM ${raw.sqlTable} t POSITIONAL JOIN ${table} s`;
  await engine.run(
    `COPY (${source} WHERE s.side = ${side}) TO ${literal(target)} (FORMAT parquet, COMPRESSION zstd)`,
  );
}

async function writeCsv(
  engine: Engine,
  raw: RawDataset,
  table: string,
  side: number,
  path: string,
  target: string,
): Promise<void> {
  const tabs = /\.(tsv|tab)(\.\w+)?$/i.test(path);
  const delimiter = tabs ? '\t' : (raw.delimiter ?? ',');
  // An empty line would be no row where there is but one column.
  const single = raw.columns.length === 1;
  const cells = single ? `coalesce(c0, '')` : raw.columns.map(({ sqlName }) => sqlName).join(', ');
  const body = join(engine.temporaryFolder, `${engine.freshName('body')}.csv`);
  try {
    await engine.run(
      `COPY (SELECT ${cells} FROM ${raw.sqlTable} t POSITIONAL JOIN ${table} s WHERE s.side = ${side})
       TO ${literal(body)} (FORMAT csv, HEADER false, DELIMITER ${literal(delimiter)}, QUOTE '"', ESCAPE '"'
       ${single ? ', FORCE_QUOTE *' : ''})`,
    );
    // The header is written here, so that empty and repeated names stay as they were.
    const header = raw.header.map((name) => quoted(name, delimiter)).join(delimiter);
    const whole = Readable.from(textOf(header, body));
    const packing = formatOf(path).compression === 'gzip' ? createGzip() : new PassThrough();
    await pipeline(whole, packing, createWriteStream(target));
  } finally {
    await rm(body, { force: true });
  }
}

async function* textOf(header: string, body: string): AsyncGenerator<Buffer> {
  yield Buffer.from(`${header}\n`);
  yield* createReadStream(body) as AsyncIterable<Buffer>;
}

function quoted(cell: string, delimiter: string): string {
  const plain = !cell.includes(delimiter) && !/["\r\n]/.test(cell) && cell.trim() === cell;
  return plain ? cell : `"${cell.replaceAll('"', '""')}"`;
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
