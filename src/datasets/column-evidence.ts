import type { Engine } from './engine.ts';
import type { RawColumn, RawDataset } from './raw-dataset.ts';
import { plainNumber } from './spell-number.ts';

/** Distinct cells with how often each occurs. */
export type Spellings = ReadonlyMap<string, number>;

/** What a column's cells look like, from which its kind is inferred. */
export interface ColumnEvidence {
  readonly rows: number;
  /** Cells that hold a plain number (see `plainNumber`). */
  readonly numbers: {
    readonly cells: number;
    /** Of these, without a fraction. */
    readonly whole: number;
    /** Distinct spellings; approximate above some thousands, unless nearly all differ. */
    readonly distinct: number;
    /** With a zero in front, as codes are padded. */
    readonly padded: number;
    /** Longer than a double can tell apart. */
    readonly long: number;
    /** All spellings, where there are not too many of them. */
    readonly spellings: Spellings | null;
  };
  /** All other cells, trimmed, without empty ones. */
  readonly words: Spellings;
}

const maxNumberSpellings = 20_000;
const columnsPerQuery = 40;

/** Evidence on columns of a loaded dataset, by the columns' names. */
export async function gatherEvidence(
  engine: Engine,
  raw: RawDataset,
  columns: readonly RawColumn[],
): Promise<Map<string, ColumnEvidence>> {
  const evidence = new Map<string, ColumnEvidence>();
  for (let start = 0; start < columns.length; start += columnsPerQuery) {
    const batch = columns.slice(start, start + columnsPerQuery);
    const counts = await countCells(engine, raw, batch);
    for (const [i, column] of batch.entries()) {
      evidence.set(column.name, await evidenceOf(engine, raw, column, counts.slice(i * 6, i * 6 + 6)));
    }
  }
  return evidence;
}

/** An SQL expression for the plain number in a text column, or NULL. */
export function numberInSql(sqlName: string): string {
  // The guard keeps out what the cast takes beyond plain decimals: 1_000, inf, +-5.
  const guarded = `CASE WHEN regexp_full_match(${sqlName}, '${plainNumber}') THEN TRY_CAST(${sqlName} AS DOUBLE) END`;
  return `(CASE WHEN isfinite(${guarded}) THEN ${guarded} END)`;
}

/** Distinct cells of a column with their counts; `where` is an SQL condition. */
export async function spellingsWhere(
  engine: Engine,
  raw: RawDataset,
  sqlName: string,
  where: string,
): Promise<Map<string, number>> {
  const { values, counts } = await engine.countedStrings(
    `SELECT ${sqlName}, count(*)::DOUBLE FROM ${raw.sqlTable} WHERE ${sqlName} <> '' AND ${where} GROUP BY 1`,
  );
  const spellings = new Map<string, number>();
  for (let i = 0; i < values.length; i++) {
    const text = values[i]!.trim();
    if (text !== '') spellings.set(text, (spellings.get(text) ?? 0) + counts[i]!);
  }
  return spellings;
}

function countCells(engine: Engine, raw: RawDataset, columns: readonly RawColumn[]): Promise<number[]> {
  const numbers = columns.map(({ sqlName }) => `${sqlName}, ${numberInSql(sqlName)} AS n_${sqlName}`);
  const counts = columns.flatMap(({ sqlName: c }) => [
    `count(n_${c})`,
    `count(*) FILTER (n_${c} = trunc(n_${c}))`,
    `approx_count_distinct(${c}) FILTER (n_${c} IS NOT NULL)`,
    `count(*) FILTER (n_${c} IS NOT NULL AND regexp_matches(${c}, '^\\s*[+-]?0[0-9]'))`,
    `count(*) FILTER (length(${c}) > 15 AND regexp_full_match(${c}, '\\s*[+-]?[0-9]{16,}\\s*'))`,
    `count(*) FILTER (${c} <> '')`,
  ]);
  return engine.row(
    `SELECT ${counts.map((count) => `(${count})::DOUBLE`).join(', ')}
     FROM (SELECT ${numbers.join(', ')} FROM ${raw.sqlTable})`,
  );
}

async function evidenceOf(
  engine: Engine,
  raw: RawDataset,
  column: RawColumn,
  counts: readonly number[],
): Promise<ColumnEvidence> {
  const [cells = 0, whole = 0, roughly = 0, padded = 0, long = 0, filled = 0] = counts;
  const { sqlName } = column;
  const isNumber = `${numberInSql(sqlName)} IS NOT NULL`;
  const few = roughly <= maxNumberSpellings;
  const spellings = few ? await spellingsWhere(engine, raw, sqlName, isNumber) : null;
  // Whether all differ must be known exactly; how many differ otherwise need not.
  const exact = spellings === null && roughly > 0.7 * cells;
  const distinct = exact ? await countDistinct(engine, raw, sqlName) : (spellings?.size ?? roughly);
  return {
    rows: raw.rowCount,
    numbers: { cells, whole, distinct, padded, long, spellings },
    words: filled > cells ? await spellingsWhere(engine, raw, sqlName, `NOT (${isNumber})`) : new Map(),
  };
}

async function countDistinct(engine: Engine, raw: RawDataset, sqlName: string): Promise<number> {
  const [count = 0] = await engine.row(
    `SELECT count(DISTINCT ${sqlName})::DOUBLE FROM ${raw.sqlTable} WHERE ${numberInSql(sqlName)} IS NOT NULL`,
  );
  return count;
}
