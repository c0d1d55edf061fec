import { DOUBLE, type DuckDBConnection, DuckDBDataChunk, DuckDBInstance, VARCHAR } from '@duckdb/node-api';
import type { Constraint } from './constraint.ts';
import { badConstraint, type Expression, readExpression } from './constraint-expression.ts';
import { readIntegers } from './duckdb-vectors.ts';
import type { ColumnSchema, Schema } from './table.ts';

/** A dataset's columns as typed arrays; NaN and −1 are missing. */
export interface CheckedRows {
  readonly rowCount: number;
  readonly columns: ReadonlyMap<
    string,
    | { readonly type: 'number'; readonly values: Float64Array }
    | { readonly type: 'coded'; readonly codes: Int32Array; readonly levels: readonly string[] }
  >;
}

/** Owns a database of its own for the user's expressions. */
export interface ConstraintChecker {
  /** In the order given: the columns that a constraint names, and its text for a reader. */
  readonly constraints: readonly { name: string; columns: readonly string[]; text: string }[];
  /**
   * One entry per row and constraint: 1 kept, 0 broken, −1 where it says nothing or a column is not there.
   *
   * @throws {UserError} `constraint-failed` where it cannot be computed for some row
   */
  evaluate(rows: CheckedRows, dataset: string): Promise<Int8Array[]>;
  close(): void;
}

/**
 * Checks constraints and opens what evaluates them: a DuckDB in memory that can open no file, load no extension and
 * change no setting, and that holds nothing but the columns that a constraint names while it is evaluated.
 *
 * @throws {UserError} `bad-constraint`
 */
export async function openConstraints(
  constraints: readonly Constraint[],
  schema: Schema,
): Promise<ConstraintChecker> {
  const instance = await DuckDBInstance.create(':memory:', {
    enable_external_access: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    threads: '1',
  });
  const connection = await instance.connect();
  const close = () => {
    connection.closeSync();
    instance.closeSync();
  };
  try {
    await connection.run(`SET TimeZone = 'UTC'`);
    await connection.run('SET lock_configuration = true');
    const ready: ReadyConstraint[] = [];
    for (const constraint of constraints) ready.push(await prepare(connection, constraint, schema));
    return {
      constraints: ready.map(({ constraint, columns, text }) => ({
        name: constraint.name,
        columns: columns.map(({ name }) => name),
        text,
      })),
      async evaluate(rows, dataset) {
        const verdicts: Int8Array[] = [];
        for (const one of ready) verdicts.push(await evaluateOne(connection, one, rows, dataset));
        return verdicts;
      },
      close,
    };
  } catch (cause) {
    close();
    throw cause;
  }
}

interface ReadyConstraint {
  readonly constraint: Constraint;
  readonly columns: readonly ColumnSchema[];
  readonly text: string;
  /** 1, 0 or −1 for a row of `rows`. */
  readonly verdict: string;
}

async function prepare(
  connection: DuckDBConnection,
  constraint: Constraint,
  schema: Schema,
): Promise<ReadyConstraint> {
  const names = schema.columns.map(({ name }) => name);
  const ask = async (sql: string, parameters: readonly string[]) =>
    (await connection.runAndReadAll(sql, [...parameters])).getRowsJS();
  const rule = await readExpression(ask, constraint, 'sql', names);
  const where = constraint.where === undefined ? null : await readExpression(ask, constraint, 'where', names);
  const named = new Set([...rule.columns, ...(where?.columns ?? [])]);
  if (named.size === 0) throw badConstraint(constraint, 'sql', 'names no column of train');
  const columns = schema.columns.filter(({ name }) => named.has(name));
  const clash = columns.find(({ name }, index) =>
    columns.slice(0, index).some((other) => other.name.toLowerCase() === name.toLowerCase()),
  );
  if (clash)
    throw badConstraint(constraint, 'sql', `“${clash.name}” differs from another column in case alone`);
  await createRows(connection, columns);
  try {
    // Without a row: what DuckDB says is then about the expression, never about a value.
    await refuseOther(connection, constraint, 'sql', rule);
    if (where !== null) await refuseOther(connection, constraint, 'where', where);
  } finally {
    await dropRows(connection);
  }
  const condition = `(${rule.sql}\n)`;
  const speaks = where === null ? '' : `WHEN (${where.sql}\n) IS NOT TRUE THEN -1 `;
  return {
    constraint,
    columns,
    text: where === null ? rule.sql.trim() : `${rule.sql.trim()}, where ${where.sql.trim()}`,
    verdict: `CASE ${speaks}WHEN ${condition} IS NULL THEN -1 WHEN ${condition} THEN 1 ELSE 0 END`,
  };
}

async function refuseOther(
  connection: DuckDBConnection,
  constraint: Constraint,
  part: 'sql' | 'where',
  { sql }: Expression,
): Promise<void> {
  const described = await connection
    .runAndReadAll(`DESCRIBE SELECT (${sql}\n) AS verdict FROM rows`)
    .catch((cause: Error) => {
      throw badConstraint(constraint, part, firstLine(cause));
    });
  const type = String(described.getRowsJS()[0]?.[1]);
  if (type === 'BOOLEAN') return;
  throw badConstraint(constraint, part, `is ${type}, and a condition is true or false`);
}

/** Names and types as the user sees them: a view over the loaded cells. */
async function createRows(connection: DuckDBConnection, columns: readonly ColumnSchema[]): Promise<void> {
  const cells = columns.map((column, index) => `c${index} ${isNumber(column) ? 'DOUBLE' : 'VARCHAR'}`);
  await connection.run(`CREATE TABLE cells (${cells.join(', ')})`);
  const shown = columns.map((column, index) => `${typed(column, `c${index}`)} AS ${identifier(column.name)}`);
  await connection.run(`CREATE VIEW rows AS SELECT ${shown.join(', ')} FROM cells`);
}

async function dropRows(connection: DuckDBConnection): Promise<void> {
  await connection.run('DROP VIEW IF EXISTS rows');
  await connection.run('DROP TABLE IF EXISTS cells');
}

function isNumber({ kind }: ColumnSchema): boolean {
  return kind === 'numeric' || kind === 'datetime';
}

function typed({ kind }: ColumnSchema, cell: string): string {
  if (kind === 'datetime') return `epoch_ms(CAST(${cell} AS BIGINT))`;
  return kind === 'boolean' ? `(${cell} = 'true')` : cell;
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

async function evaluateOne(
  connection: DuckDBConnection,
  { constraint, columns, verdict }: ReadyConstraint,
  rows: CheckedRows,
  dataset: string,
): Promise<Int8Array> {
  if (columns.some(({ name }) => !rows.columns.has(name))) return new Int8Array(rows.rowCount).fill(-1);
  await createRows(connection, columns);
  try {
    await fill(connection, columns, rows);
    const result = await connection.stream(`SELECT CAST(${verdict} AS INTEGER) FROM rows`);
    return Int8Array.from(await readIntegers(result, rows.rowCount));
  } catch (cause) {
    // DuckDB's message quotes the cell it failed on: only its kind may be said.
    const kind = /^([A-Z][a-z]+( [A-Z][a-z]+)*) Error\b/.exec((cause as Error).message)?.[1];
    if (kind === undefined) throw cause;
    throw badConstraint(
      constraint,
      'sql',
      `cannot be computed for some row of ${dataset} (${kind.toLowerCase()} error)`,
      'Let it say nothing of such rows, with TRY_CAST, TRY or a `where`.',
    );
  } finally {
    await dropRows(connection);
  }
}

async function fill(
  connection: DuckDBConnection,
  columns: readonly ColumnSchema[],
  rows: CheckedRows,
): Promise<void> {
  const appender = await connection.createAppender('cells');
  const types = columns.map((column) => (isNumber(column) ? DOUBLE : VARCHAR));
  const cells = columns.map(({ name }) => rows.columns.get(name));
  for (let start = 0; start < rows.rowCount; start += rowsPerChunk) {
    const count = Math.min(rowsPerChunk, rows.rowCount - start);
    const chunk = DuckDBDataChunk.create(types, count);
    for (const [index, column] of cells.entries()) {
      chunk.setColumnValues(
        index,
        Array.from({ length: count }, (_, row) => cellOf(column, start + row)),
      );
    }
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

/** DuckDB's own size of a chunk. */
const rowsPerChunk = 2048;

type Cells = CheckedRows['columns'] extends ReadonlyMap<string, infer Value> ? Value : never;

function cellOf(column: Cells | undefined, row: number): number | string | null {
  if (column?.type === 'number') {
    const value = column.values[row] as number;
    return Number.isNaN(value) ? null : value;
  }
  const code = column?.codes[row] ?? -1;
  return code < 0 ? null : (column?.levels[code] as string);
}

function firstLine({ message }: Error): string {
  return (message.split('\n')[0] ?? '').replace(/^(Binder|Parser|Catalog|Conversion) Error: /, '');
}
