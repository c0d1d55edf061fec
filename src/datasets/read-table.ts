import { dictionaryOf } from './column-dictionary.ts';
import { numberInSql, spellingsWhere } from './column-evidence.ts';
import type { Engine } from './engine.ts';
import { noCommonColumns } from './infer-schema.ts';
import { isMissingNumber, isMissingWord } from './missing-codes.ts';
import type { RawColumn, RawDataset } from './raw-dataset.ts';
import { readBoolean, readCategory } from './spell-category.ts';
import { datetimeReader } from './spell-datetime.ts';
import { decimalMarkOf, readNumber } from './spell-number.ts';
import type { CodedColumn, Column, ColumnSchema, NumberColumn, Schema, Table } from './table.ts';

/**
 * Reads a loaded dataset under the schema into typed arrays, and drops what was loaded. Columns of `ignore` are
 * neither read nor counted as extra.
 *
 * @throws {UserError} `no-common-columns`
 */
export async function readTable(
  engine: Engine,
  raw: RawDataset,
  schema: Schema,
  options: { readonly ignore: readonly string[] } = { ignore: [] },
): Promise<Table> {
  const byName = new Map(raw.columns.map((column) => [column.name, column]));
  const present = schema.columns.filter(({ name }) => byName.has(name));
  if (present.length === 0) throw noCommonColumns(raw.name, 'train');
  const columns = new Map<string, Column>();
  for (const column of present) {
    columns.set(column.name, await readColumn(engine, raw, byName.get(column.name)!, column));
  }
  await engine.release(raw);
  const known = new Set([...schema.columns.map(({ name }) => name), ...options.ignore]);
  return {
    role: raw.role,
    name: raw.name,
    rowCount: raw.rowCount,
    columns,
    missingColumns: schema.columns.filter(({ name }) => !byName.has(name)).map(({ name }) => name),
    extraColumns: raw.columns.filter(({ name }) => !known.has(name)).map(({ name }) => name),
    files: raw.files,
    sha256: raw.sha256,
    bytes: raw.bytes,
  };
}

function readColumn(
  engine: Engine,
  raw: RawDataset,
  column: RawColumn,
  schema: ColumnSchema,
): Promise<Column> {
  switch (schema.kind) {
    case 'numeric':
      return readNumeric(engine, raw, column, schema);
    case 'datetime':
      return readDatetime(engine, raw, column, schema);
    case 'boolean':
    case 'categorical':
    case 'identifier':
    case 'text':
    case 'constant':
      return readCoded(engine, raw, column, schema);
    default:
      return schema.kind satisfies never;
  }
}

/** DuckDB casts what is plain; the rest, if there is any, is read here, spelling by spelling. */
async function readNumeric(
  engine: Engine,
  raw: RawDataset,
  column: RawColumn,
  schema: ColumnSchema,
): Promise<NumberColumn> {
  const number = numberInSql(column.sqlName);
  const values = await engine.doubles(
    // Adding zero makes −0 and 0 one value.
    `SELECT coalesce(${number} + 0, 'NaN'::DOUBLE) FROM ${raw.sqlTable}`,
    raw.rowCount,
  );
  const { numbers, infinite } = keepFinite(values);
  if (numbers + infinite === column.filled)
    return { type: 'number', name: schema.name, values, unreadable: infinite };
  const words = await spellingsWhere(engine, raw, column.sqlName, `${number} IS NULL`);
  const mark = decimalMarkOf([...words.keys()], schema.decimalMark);
  const read = (word: string) => (isMissingAmongNumbers(word, schema) ? Number.NaN : readNumber(word, mark));
  let unreadable = infinite;
  let readable = 0;
  for (const [word, count] of words) {
    if (isMissingAmongNumbers(word, schema)) continue;
    if (Number.isNaN(readNumber(word, mark))) unreadable += count;
    else readable += count;
  }
  // A decimal comma also changes what a plain 1.234 is.
  const cast = readable === 0 && mark === '.';
  return {
    type: 'number',
    name: schema.name,
    values: cast ? values : await readByDictionary(engine, raw, column, read),
    unreadable,
  };
}

/** Makes infinite values NaN, in place; counts them and the finite ones. */
function keepFinite(values: Float64Array): { numbers: number; infinite: number } {
  let numbers = 0;
  let infinite = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (Number.isFinite(value)) numbers++;
    else if (!Number.isNaN(value)) {
      infinite++;
      values[row] = Number.NaN;
    }
  }
  return { numbers, infinite };
}

async function readDatetime(
  engine: Engine,
  raw: RawDataset,
  column: RawColumn,
  schema: ColumnSchema,
): Promise<NumberColumn> {
  const read = datetimeReader(schema.datetimeFormat);
  const { codes, cells } = await dictionaryOf(engine, raw, column);
  const instants = Float64Array.from(cells, (cell) => read(cell));
  const strange = cells.map(
    (cell, i) => Number.isNaN(instants[i]) && !isMissingAmongNumbers(cell.trim(), schema),
  );
  const values = new Float64Array(codes.length);
  let unreadable = 0;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    values[row] = code < 0 ? Number.NaN : instants[code]!;
    if (code >= 0 && strange[code]) unreadable++;
  }
  return { type: 'number', name: schema.name, values, unreadable };
}

async function readCoded(
  engine: Engine,
  raw: RawDataset,
  column: RawColumn,
  schema: ColumnSchema,
): Promise<CodedColumn> {
  const { codes, cells } = await dictionaryOf(engine, raw, column);
  const unread = new Set<number>();
  const names = cells.map((cell, code) => {
    const text = cell.trim();
    if (isMissingWord(text) || schema.missingCodes.includes(text)) return null;
    if (schema.kind !== 'boolean') return readCategory(text, schema.numberLike ?? false);
    const value = readBoolean(text);
    if (value === null) unread.add(code);
    return value;
  });
  const levels = schema.kind === 'boolean' ? ['false', 'true'] : sortedDistinct(names, cells);
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  const recoded = Int32Array.from(names, (name) => (name === null ? -1 : codeOf.get(name)!));
  let unreadable = 0;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code < 0) continue;
    if (unread.size > 0 && unread.has(code)) unreadable++;
    codes[row] = recoded[code]!;
  }
  return { type: 'coded', name: schema.name, codes, levels, unreadable };
}

async function readByDictionary(
  engine: Engine,
  raw: RawDataset,
  column: RawColumn,
  read: (cell: string) => number,
): Promise<Float64Array> {
  const { codes, cells } = await dictionaryOf(engine, raw, column);
  const numbers = Float64Array.from(cells, (cell) => read(cell.trim()));
  return Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : numbers[code]!));
}

/** By code unit, which is what `<` compares and `sort` does. */
function sortedDistinct(names: readonly (string | null)[], cells: readonly string[]): string[] {
  const present = names.filter((name) => name !== null);
  // Cells are distinct already; a million names need not be hashed to find that out again.
  const asWritten = names.every((name, code) => name === null || name === cells[code]);
  return (asWritten ? present : [...new Set(present)]).sort();
}

function isMissingAmongNumbers(cell: string, schema: ColumnSchema): boolean {
  return isMissingNumber(cell) || schema.missingCodes.includes(cell);
}
