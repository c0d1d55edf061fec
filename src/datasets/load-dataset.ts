import { open } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import type { Engine } from './engine.ts';
import { type FilePart, noRows } from './file-part.ts';
import type { DatasetSource, RawColumn, RawDataset } from './raw-dataset.ts';
import { readCsv } from './read-csv.ts';
import { readJson } from './read-json.ts';
import { readParquet } from './read-parquet.ts';
import { combinedHash, type FoundFile, findFiles } from './source-files.ts';

const columnsPerQuery = 50;

/**
 * Loads all files of a dataset, in the order of their names, into one table of text. Parts may order their columns
 * differently, but must have the same ones.
 *
 * @throws {UserError} `file-not-found`, `no-data-files`, `empty-file`, `unreadable-file`, `unreadable-encoding`,
 *   `unreadable-csv`, `unreadable-json`, `unreadable-parquet`, `parts-disagree`, `no-rows`
 */
export async function loadDataset(engine: Engine, source: DatasetSource): Promise<RawDataset> {
  const files = await findFiles(source.path);
  const first = await readPart(engine, files[0]!);
  for (const file of files.slice(1)) {
    const part = await readPart(engine, file);
    await append(engine, first, part, files[0]!, file);
  }
  const [rowCount = 0] = await engine.row(`SELECT count(*)::DOUBLE FROM ${first.sqlTable}`);
  if (rowCount === 0) {
    await engine.run(`DROP TABLE ${first.sqlTable}`);
    throw noRows(source.name);
  }
  return {
    role: source.role,
    name: source.name,
    files: files.map(({ name, sha256, bytes }) => ({ name, sha256, bytes })),
    sha256: combinedHash(files),
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    rowCount,
    columns: await describeColumns(engine, first),
    header: first.header,
    delimiter: first.delimiter,
    sqlTable: first.sqlTable,
  };
}

async function describeColumns(engine: Engine, { sqlTable, names }: FilePart): Promise<RawColumn[]> {
  const columns: RawColumn[] = [];
  for (let start = 0; start < names.length; start += columnsPerQuery) {
    const batch = names.slice(start, start + columnsPerQuery);
    const counts = await engine.row(
      `SELECT ${batch
        .map((_, i) => `c${start + i}`)
        .map((c) => `(count(*) FILTER (${c} <> ''))::DOUBLE, approx_count_distinct(${c})::DOUBLE`)
        .join(', ')} FROM ${sqlTable}`,
    );
    for (const [i, name] of batch.entries()) {
      const [filled = 0, roughlyDistinct = 0] = counts.slice(2 * i, 2 * i + 2);
      columns.push({ name, sqlName: `c${start + i}`, filled, roughlyDistinct });
    }
  }
  return columns;
}

/** Reads one file by what its first bytes say, or else by its extension. */
async function readPart(engine: Engine, file: FoundFile): Promise<FilePart> {
  const start = await firstBytes(file.path);
  if (start.startsWith('PAR1')) return readParquet(engine, file);
  if (start.startsWith('PK\u0003\u0004')) {
    throw new UserError(
      'unreadable-file',
      `${file.name} is a ZIP archive or a spreadsheet`,
      'Save the data as CSV or Parquet.',
    );
  }
  const packed: FoundFile = { ...file, compression: compressionOf(start) };
  if (file.format === 'parquet') {
    throw new UserError('unreadable-parquet', `${file.name} is no Parquet file`, 'Write the file again.');
  }
  return file.format === 'json' ? readJson(engine, packed) : readCsv(engine, packed);
}

function compressionOf(start: string): FoundFile['compression'] {
  if (start.startsWith('\u001f\u008b')) return 'gzip';
  return start.startsWith('\u0028\u00b5\u002f\u00fd') ? 'zstd' : 'none';
}

async function firstBytes(path: string): Promise<string> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function append(
  engine: Engine,
  target: FilePart,
  part: FilePart,
  firstFile: FoundFile,
  file: FoundFile,
): Promise<void> {
  const lacking = target.names.find((name) => !part.names.includes(name));
  const beyond = part.names.find((name) => !target.names.includes(name));
  if (lacking !== undefined || beyond !== undefined) {
    const fact =
      lacking === undefined ? `has a column \`${beyond}\` that` : `lacks the column \`${lacking}\` that`;
    throw new UserError(
      'parts-disagree',
      `${file.name} ${fact} ${firstFile.name} ${lacking === undefined ? 'lacks' : 'has'}`,
      'Give all parts of a dataset the same columns.',
    );
  }
  const columns = target.names.map((name) => `c${part.names.indexOf(name)}`);
  await engine.run(`INSERT INTO ${target.sqlTable} SELECT ${columns.join(', ')} FROM ${part.sqlTable}`);
  await engine.run(`DROP TABLE ${part.sqlTable}`);
}
