import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { columnNames } from './column-names.ts';
import {
  type CsvDialect,
  detectDialect,
  detectEncoding,
  type TextEncoding,
  unreadableEncoding,
} from './csv-dialect.ts';
import type { Engine } from './engine.ts';
import type { FilePart } from './file-part.ts';
import { readStart, writePlainCopy } from './file-text.ts';
import type { FoundFile } from './source-files.ts';
import { literal } from './sql-literal.ts';

const sampleBytes = 1 << 19;
/** DuckDB's buffers grow with the longest record it has to expect, so long ones are expected only when they come. */
const usualRecordBytes = 2_000_000;
/** A record longer than this is taken for a forgotten quote. */
const maxRecordBytes = 16_000_000;

/** Reads one delimited text file into a table of text. The first record is the header, always. */
export async function readCsv(engine: Engine, file: FoundFile): Promise<FilePart> {
  const sample = await readSample(engine, file);
  const dialect = detectDialect(sample.text, sample.complete);
  if (dialect.header.length === 0) {
    throw new UserError(
      'empty-file',
      `${file.name} holds no text`,
      'Give a file with a header and at least one row.',
    );
  }
  const part = {
    sqlTable: engine.freshName('raw'),
    names: columnNames(dialect.header),
    header: dialect.header,
    delimiter: dialect.delimiter,
  };
  if (sample.encoding !== 'utf-8') {
    await readCopy(engine, file, sample.encoding, dialect, part);
    return part;
  }
  try {
    await readInto(engine, file.path, file.compression, dialect, part);
  } catch (cause) {
    const encoding = encodingToRetry(cause);
    if (!encoding || file.compression === 'zstd') throw csvError(file, cause);
    await readCopy(engine, file, encoding, dialect, part);
  }
  return part;
}

async function readSample(
  engine: Engine,
  file: FoundFile,
): Promise<{ text: string; complete: boolean; encoding: TextEncoding }> {
  if (file.compression === 'zstd') return readZstdSample(engine, file);
  const { bytes, complete } = await readStart(file, sampleBytes);
  const encoding = detectEncoding(bytes, file.name);
  return { text: new TextDecoder(encoding).decode(bytes), complete, encoding };
}

/** The first lines through DuckDB, as cells of one column without quotes. */
async function readZstdSample(
  engine: Engine,
  file: FoundFile,
): Promise<{ text: string; complete: boolean; encoding: TextEncoding }> {
  const limit = 2000;
  try {
    const lines = await engine.strings(
      `SELECT line FROM read_csv(${pathLiteral(file.path)}, auto_detect = false, compression = 'zstd',
         columns = {'line': 'VARCHAR'}, delim = '\u0002', quote = '', escape = '', header = false,
         max_line_size = ${usualRecordBytes}) LIMIT ${limit}`,
    );
    return {
      text: `${lines.map((line) => line ?? '').join('\n')}\n`,
      complete: lines.length < limit,
      encoding: 'utf-8',
    };
  } catch (cause) {
    throw csvError(file, cause);
  }
}

/** Reads the file by way of a copy in UTF-8 with plain line ends. */
async function readCopy(
  engine: Engine,
  file: FoundFile,
  encoding: TextEncoding,
  dialect: CsvDialect,
  part: FilePart,
): Promise<void> {
  const copy = join(engine.temporaryFolder, `${engine.freshName('text')}.csv`);
  try {
    await writePlainCopy(file, encoding, copy, dialect.escape);
    await readInto(engine, copy, 'none', dialect, part);
  } catch (cause) {
    throw csvError(file, cause);
  } finally {
    await rm(copy, { force: true });
  }
}

async function readInto(
  engine: Engine,
  path: string,
  compression: FoundFile['compression'],
  dialect: CsvDialect,
  part: FilePart,
): Promise<void> {
  // Nothing is left to DuckDB's sniffer: a guess from a sample may drop or split rows.
  const columns = part.names.map((_, i) => `'c${i}': 'VARCHAR'`);
  const read = (recordBytes: number) =>
    engine.run(
      `CREATE OR REPLACE TABLE ${part.sqlTable} AS SELECT * FROM read_csv(${pathLiteral(path)},
         auto_detect = false, header = true, columns = {${columns.join(', ')}},
         delim = ${literal(dialect.delimiter)}, quote = '"', escape = ${literal(dialect.escape)},
         compression = ${literal(compression)}, max_line_size = ${recordBytes}, hive_partitioning = false)`,
    );
  try {
    await read(usualRecordBytes);
  } catch (cause) {
    if (!/maximum line size/i.test((cause as Error).message)) throw cause;
    await read(maxRecordBytes);
  }
}

/** A path that DuckDB does not take for a pattern. */
export function pathLiteral(path: string): string {
  return literal(path.replace(/[*?[]/g, '[$&]'));
}

/** With which encoding a copy may read what DuckDB could not: bytes that are no UTF-8, or mixed line ends. */
function encodingToRetry(cause: unknown): TextEncoding | null {
  const { message } = cause as Error;
  if (/not utf-8 encoded|Invalid unicode/i.test(message)) return 'windows-1252';
  return /reached an invalid state/i.test(message) ? 'utf-8' : null;
}

function csvError(file: FoundFile, cause: unknown): unknown {
  if (cause instanceof UserError) return cause;
  const { message } = cause as Error;
  if (/not utf-8 encoded|Invalid unicode/i.test(message)) return unreadableEncoding(file.name);
  const line = /on Line: (\d+)/i.exec(message)?.[1];
  const where = line ? `${file.name}, line ${line}` : file.name;
  const cells = /Expected Number of Columns: (\d+) Found: (\d+)/i.exec(message);
  if (cells) {
    return new UserError(
      'unreadable-csv',
      `${where}: ${cells[2]} cells, but the header has ${cells[1]}`,
      'Mend the line, or quote cells that hold the delimiter.',
    );
  }
  if (/unterminated quote/i.test(message)) {
    return new UserError(
      'unreadable-csv',
      `${where}: a quote is not closed`,
      'Double quotes within quoted cells.',
    );
  }
  const fact = message.split('\n')[0]!.replace(/^[A-Za-z ]*Error: /, '');
  return new UserError(
    'unreadable-csv',
    `${where}: ${fact}`,
    'Check that it is delimited text with a header.',
  );
}
