import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { hashFile } from './source-files.ts';
import type { Schema, SourceFile } from './table.ts';

/** One column of SDV metadata. Keys that say nothing about reading are let through. */
const columnSchema = z.looseObject({
  sdtype: z.string(),
  datetime_format: z.string().nullish(),
  regex_format: z.string().nullish(),
  computer_representation: z.string().nullish(),
  pii: z.boolean().nullish(),
});

const tableShape = {
  primary_key: z.union([z.string(), z.array(z.string())]).nullish(),
  columns: z.record(z.string(), columnSchema),
};

const singleTableSchema = z.looseObject({ METADATA_SPEC_VERSION: z.string().optional(), ...tableShape });
const tablesSchema = z.looseObject({
  METADATA_SPEC_VERSION: z.string().optional(),
  tables: z.record(z.string(), z.looseObject(tableShape)),
});

export interface MetadataColumn {
  readonly sdtype: string;
  readonly datetimeFormat: string | null;
  readonly regexFormat: string | null;
  /** From computer_representation, for numerical columns. */
  readonly numeric: 'integer' | 'continuous' | null;
}

/** What SDV's metadata says about one table. */
export interface Metadata {
  readonly columns: ReadonlyMap<string, MetadataColumn>;
  /** One column, or several that identify a row together. */
  readonly primaryKey: readonly string[];
}

/**
 * Reads SDV metadata: SINGLE_TABLE_V1, or the form with `tables` that newer versions write, with one table.
 * Source of the format: the SDV documentation, "Metadata JSON".
 *
 * @throws {UserError} `file-not-found`, `unreadable-metadata` (naming the key), `several-tables`
 */
export async function readMetadata(path: string): Promise<{ metadata: Metadata; file: SourceFile }> {
  const name = basename(path);
  const hashed = await hashFile(path);
  const metadata = parseMetadata(await readFile(path, 'utf8'), name);
  return { metadata, file: { name, ...hashed } };
}

/** As `readMetadata`, from a text. */
export function parseMetadata(text: string, fileName: string): Metadata {
  const document = parseJson(text.replace(/^\uFEFF/, ''), fileName);
  const table = tableOf(document, fileName);
  const primaryKey = [table.primary_key ?? []].flat();
  for (const key of primaryKey) {
    if (table.columns[key]) continue;
    throw unreadable(fileName, `primary_key names \`${key}\`, which is not in columns`);
  }
  const columns = Object.entries(table.columns).map(([name, column]) => [name, columnOf(column)] as const);
  return { columns: new Map(columns), primaryKey };
}

/** SDV metadata for a schema, as `synthaudit init` writes it. */
export function metadataOf(schema: Schema): object {
  const columns = schema.columns.map((column) => [column.name, sdvColumn(column)] as const);
  return {
    METADATA_SPEC_VERSION: 'SINGLE_TABLE_V1',
    ...(schema.primaryKey === null ? {} : { primary_key: schema.primaryKey }),
    columns: Object.fromEntries(columns),
  };
}

function sdvColumn(column: Schema['columns'][number]): Record<string, string> {
  switch (column.kind) {
    case 'numeric':
      return {
        sdtype: 'numerical',
        computer_representation: column.numeric === 'integer' ? 'Int64' : 'Float',
      };
    case 'datetime':
      return {
        sdtype: 'datetime',
        ...(column.datetimeFormat === null ? {} : { datetime_format: column.datetimeFormat }),
      };
    case 'identifier':
      return { sdtype: 'id', ...(column.pattern === null ? {} : { regex_format: column.pattern }) };
    case 'boolean':
      return { sdtype: 'boolean' };
    // SDV knows no free text; `text` was its name for identifiers with a pattern, and `unknown` is what it leaves alone.
    case 'text':
      return { sdtype: 'unknown' };
    case 'categorical':
    case 'constant':
      return { sdtype: 'categorical' };
    default:
      return column.kind satisfies never;
  }
}

function tableOf(document: unknown, fileName: string): z.infer<typeof singleTableSchema> {
  const hasTables = typeof document === 'object' && document !== null && 'tables' in document;
  if (!hasTables) return checked(singleTableSchema, document, fileName);
  const { tables } = checked(tablesSchema, document, fileName);
  const names = Object.keys(tables);
  if (names.length > 1) {
    throw new UserError(
      'several-tables',
      `${fileName} describes ${names.length} tables (${names.join(', ')}), but synthaudit audits one`,
      'Give metadata with the one table that the datasets hold.',
    );
  }
  if (names.length === 0) throw unreadable(fileName, 'tables is empty');
  return tables[names[0]!]!;
}

function checked<Schema extends z.ZodType>(
  schema: Schema,
  document: unknown,
  fileName: string,
): z.infer<Schema> {
  const result = schema.safeParse(document);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw unreadable(fileName, `${issue.path.map(String).join('.') || 'the document'}: ${issue.message}`);
}

function parseJson(text: string, fileName: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable(fileName, (cause as Error).message);
  }
}

function columnOf(column: z.infer<typeof columnSchema>): MetadataColumn {
  const representation = column.computer_representation ?? '';
  return {
    sdtype: column.sdtype,
    datetimeFormat: column.datetime_format ?? null,
    regexFormat: column.regex_format ?? null,
    numeric: /^U?Int/i.test(representation)
      ? 'integer'
      : /^Float/i.test(representation)
        ? 'continuous'
        : null,
  };
}

function unreadable(fileName: string, fact: string): UserError {
  return new UserError(
    'unreadable-metadata',
    `${fileName}: ${fact}`,
    'Give SDV metadata of one table; `synthaudit init` writes it.',
  );
}
