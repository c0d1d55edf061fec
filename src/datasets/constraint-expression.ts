import { UserError } from '../errors.ts';
import type { Constraint } from './constraint.ts';

/** A condition over one row: its text, and the columns that it names. */
export interface Expression {
  readonly sql: string;
  readonly columns: readonly string[];
}

type Ask = (sql: string, parameters: readonly string[]) => Promise<unknown[][]>;

/**
 * Reads a condition with DuckDB's own parser and refuses whatever is more than a condition over one row: a second
 * statement, a subquery, a table, an aggregate or window, and functions whose value depends on anything but the row.
 *
 * @throws {UserError} `bad-constraint`
 */
export async function readExpression(
  ask: Ask,
  constraint: Constraint,
  part: 'sql' | 'where',
  columns: readonly string[],
): Promise<Expression> {
  const sql = constraint[part] ?? '';
  // A line break ends a comment that the text may end with.
  const [[json] = []] = await ask('SELECT json_serialize_sql(CAST($1 AS VARCHAR))::VARCHAR', [
    `SELECT ${sql}\n`,
  ]);
  const parsed = JSON.parse(String(json)) as Parsed;
  if (parsed.error) throw badConstraint(constraint, part, parsed.error_message ?? 'cannot be read');
  const statement = parsed.statements?.[0]?.node;
  const [expression] = statement?.select_list ?? [];
  const isOne =
    parsed.statements?.length === 1 &&
    statement?.type === 'SELECT_NODE' &&
    statement.select_list?.length === 1 &&
    statement.from_table?.type === 'EMPTY' &&
    isNothing(statement, ['type', 'select_list', 'from_table', 'aggregate_handling', 'cte_map']) &&
    isNothing(statement.cte_map ?? {}, []) &&
    expression?.alias === '';
  if (!isOne || !expression) {
    throw badConstraint(constraint, part, 'is more than one condition over a row');
  }
  const named = new Set<string>();
  const functions = new Set<string>();
  for (const node of nodesOf(expression)) {
    if (!allowedNodes.has(node.class)) {
      throw badConstraint(
        constraint,
        part,
        `uses a ${kindOf(node.class)}, and a rule is about one row alone`,
      );
    }
    if (node.class === 'COLUMN_REF') named.add(columnOf(node.column_names ?? [], columns, constraint, part));
    if (node.class === 'FUNCTION') functions.add(String(node.function_name).toLowerCase());
  }
  for (const name of functions) {
    const known = await ask(
      `SELECT count(*) FILTER (function_type = 'scalar' AND stability = 'CONSISTENT')::INTEGER, count(*)::INTEGER
       FROM duckdb_functions() WHERE lower(function_name) = $1`,
      [name],
    );
    const [fit, all] = (known[0] ?? [0, 0]).map(Number);
    if (all === 0) throw badConstraint(constraint, part, `uses ${name}, which is no function`);
    if (fit !== all || refusedFunctions.has(name)) {
      throw badConstraint(constraint, part, `uses ${name}, whose value does not follow from the row alone`);
    }
  }
  return { sql, columns: [...named] };
}

export function badConstraint(
  { name }: Constraint,
  part: 'sql' | 'where',
  fact: string,
  remedy = 'Write a condition over one row in DuckDB’s SQL, like age >= 18 AND start <= stop; names with other than letters, digits and _ in double quotes.',
): UserError {
  return new UserError(
    'bad-constraint',
    `constraint “${name}”${part === 'where' ? ', where' : ''}: ${fact}`,
    remedy,
  );
}

interface Parsed {
  readonly error: boolean;
  readonly error_message?: string;
  readonly statements?: readonly { readonly node?: SelectNode }[];
}

interface SelectNode {
  readonly type: string;
  readonly select_list?: readonly Node[];
  readonly from_table?: { readonly type: string };
  readonly cte_map?: object;
}

interface Node {
  readonly class: string;
  readonly alias?: string;
  readonly column_names?: readonly string[];
  readonly function_name?: string;
}

const allowedNodes: ReadonlySet<string> = new Set([
  'BETWEEN',
  'CASE',
  'CAST',
  'COLUMN_REF',
  'COMPARISON',
  'CONJUNCTION',
  'CONSTANT',
  'FUNCTION',
  'OPERATOR',
]);

/** Consistent within a run, and yet about the machine. */
const refusedFunctions: ReadonlySet<string> = new Set([
  'current_setting',
  'getvariable',
  'in_search_path',
  'version',
]);

/** Every part of an expression that has a class, and so is one. */
function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) {
    for (const item of value) yield* nodesOf(item);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if ('class' in value) yield value as Node;
  for (const item of Object.values(value)) yield* nodesOf(item);
}

/** Whether everything beside the named keys is empty: no WHERE, no GROUP BY, no LIMIT, nothing to come in a later version. */
function isNothing(value: object, beside: readonly string[]): boolean {
  return Object.entries(value).every(
    ([key, part]) => beside.includes(key) || part === null || (typeof part === 'object' && isEmpty(part)),
  );
}

function isEmpty(part: object): boolean {
  return Object.values(part).every((item) => typeof item === 'object' && item !== null && isEmpty(item));
}

function kindOf(nodeClass: string): string {
  return nodeClass.toLowerCase().replaceAll('_', ' ');
}

/** The column that is meant: as it is spelled, else the only one that differs in case alone. */
function columnOf(
  names: readonly string[],
  columns: readonly string[],
  constraint: Constraint,
  part: 'sql' | 'where',
): string {
  const [name = ''] = names;
  if (names.length > 1) throw badConstraint(constraint, part, `“${names.join('.')}” is no column of train`);
  if (columns.includes(name)) return name;
  const alike = columns.filter((column) => column.toLowerCase() === name.toLowerCase());
  if (alike.length === 1) return alike[0] as string;
  throw badConstraint(
    constraint,
    part,
    alike.length === 0 ? `“${name}” is no column of train` : `“${name}” could be ${alike.join(' or ')}`,
  );
}
