import type { Engine } from './engine.ts';
import type { RawColumn, RawDataset } from './raw-dataset.ts';
import { isPlainNumber, plainNumber } from './spell-number.ts';

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
const padded = '[+-]?0[0-9]+';
const long = '[+-]?[0-9]{16,}';

/** Evidence on columns of a loaded dataset, by the columns' names. */
export async function gatherEvidence(
  engine: Engine,
  raw: RawDataset,
  columns: readonly RawColumn[],
): Promise<Map<string, ColumnEvidence>> {
  const evidence = new Map<string, ColumnEvidence>();
  for (const column of columns) {
    const few = column.roughlyDistinct <= maxNumberSpellings;
    evidence.set(
      column.name,
      few
        ? evidenceFrom(await spellingsWhere(engine, raw, column.sqlName), raw.rowCount)
        : await evidenceOnMany(engine, raw, column),
    );
  }
  return evidence;
}

/** An SQL expression for the plain number in a text column, or NULL; out of a double's range it is infinite. */
export function numberInSql(sqlName: string): string {
  // The guard keeps out what the cast takes beyond plain decimals: 1_000, inf, +-5.
  return `CASE WHEN regexp_full_match(${sqlName}, '${plainNumber}') THEN TRY_CAST(${sqlName} AS DOUBLE) END`;
}

/** Distinct cells of a column, trimmed, with their counts; `where` is an SQL condition. */
export async function spellingsWhere(
  engine: Engine,
  raw: RawDataset,
  sqlName: string,
  where = 'true',
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

function evidenceFrom(spellings: Spellings, rows: number): ColumnEvidence {
  const isPadded = new RegExp(`^${padded}$`);
  const isLong = new RegExp(`^${long}$`);
  const numbers = { cells: 0, whole: 0, padded: 0, long: 0 };
  const numberSpellings = new Map<string, number>();
  const words = new Map<string, number>();
  for (const [text, count] of spellings) {
    if (!isPlainNumber(text)) {
      words.set(text, count);
      continue;
    }
    numberSpellings.set(text, count);
    numbers.cells += count;
    if (Number.isInteger(Number(text))) numbers.whole += count;
    if (isPadded.test(text)) numbers.padded += count;
    if (isLong.test(text)) numbers.long += count;
  }
  return { rows, numbers: { ...numbers, distinct: numberSpellings.size, spellings: numberSpellings }, words };
}

/** As `evidenceFrom`, counted by DuckDB; spellings come here only where they are no numbers. */
async function evidenceOnMany(
  engine: Engine,
  raw: RawDataset,
  { sqlName, filled, roughlyDistinct }: RawColumn,
): Promise<ColumnEvidence> {
  const number = numberInSql(sqlName);
  const [cells = 0, whole = 0, paddedCells = 0, longCells = 0] = await engine.row(
    `SELECT count(n)::DOUBLE, (count(*) FILTER (n = trunc(n)))::DOUBLE,
       (count(*) FILTER (n IS NOT NULL AND trim(c) SIMILAR TO '${padded}'))::DOUBLE,
       (count(*) FILTER (length(c) > 15 AND trim(c) SIMILAR TO '${long}'))::DOUBLE
     FROM (SELECT ${sqlName} AS c, ${number} AS n FROM ${raw.sqlTable})`,
  );
  const numbers = { cells, whole, padded: paddedCells, long: longCells, spellings: null };
  const condition = cells === 0 ? 'true' : `${number} IS NULL`;
  const words = filled > cells ? await spellingsWhere(engine, raw, sqlName, condition) : new Map();
  // Whether all differ must be known exactly; how many differ otherwise need not.
  const nearlyAll = roughlyDistinct - words.size > 0.7 * cells;
  const distinct = nearlyAll
    ? await countDistinct(engine, raw, sqlName, filled > cells ? `${number} IS NOT NULL` : 'true')
    : Math.max(0, roughlyDistinct - words.size);
  return { rows: raw.rowCount, numbers: { ...numbers, distinct: cells === 0 ? 0 : distinct }, words };
}

async function countDistinct(
  engine: Engine,
  raw: RawDataset,
  sqlName: string,
  where: string,
): Promise<number> {
  const [count = 0] = await engine.row(
    `SELECT count(DISTINCT ${sqlName})::DOUBLE FROM ${raw.sqlTable} WHERE ${where}`,
  );
  return count;
}
