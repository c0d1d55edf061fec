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
  /** Spellings were not fetched, since there is hardly a doubt that the column holds numbers (see `gatherEvidence`). */
  readonly isAbridged?: boolean;
}

const maxNumberSpellings = 20_000;
const padded = '[+-]?0[0-9]+';
const long = '[+-]?[0-9]{16,}';

/**
 * Evidence on columns of a loaded dataset, by the columns' names. A column of `maybeAbridged` with many values that are all
 * plain numbers, some of them fractions, comes without its spellings: they are wanted only if the other dataset should make
 * something else of it than numbers, and tens of thousands of them a column take most of the time that a wide table is read in.
 */
export async function gatherEvidence(
  engine: Engine,
  raw: RawDataset,
  columns: readonly RawColumn[],
  maybeAbridged: (column: RawColumn) => boolean = () => false,
): Promise<Map<string, ColumnEvidence>> {
  const abridged = await abridge(
    engine,
    raw,
    columns.filter((column) => isManyValued(column) && maybeAbridged(column)),
  );
  const evidence = new Map<string, ColumnEvidence>();
  for (const column of columns) {
    evidence.set(column.name, abridged.get(column.name) ?? (await gatherFully(engine, raw, column)));
  }
  return evidence;
}

async function gatherFully(engine: Engine, raw: RawDataset, column: RawColumn): Promise<ColumnEvidence> {
  return column.roughlyDistinct <= maxNumberSpellings
    ? evidenceFrom(await spellingsWhere(engine, raw, column.sqlName), raw.rowCount)
    : evidenceOnMany(engine, raw, column);
}

/** Far above the numbers of values at which rules change their mind, also where they are told approximately. */
function isManyValued({ roughlyDistinct }: RawColumn): boolean {
  return roughlyDistinct > 1000 && roughlyDistinct <= maxNumberSpellings;
}

async function abridge(
  engine: Engine,
  raw: RawDataset,
  columns: readonly RawColumn[],
): Promise<Map<string, ColumnEvidence>> {
  const evidence = new Map<string, ColumnEvidence>();
  for (let start = 0; start < columns.length; start += columnsPerQuery) {
    const some = columns.slice(start, start + columnsPerQuery);
    const numbers = some.map(({ sqlName }) => `${sqlName}, ${numberInSql(sqlName)} AS n${sqlName}`);
    const counts = some.map(
      ({ sqlName: c }) =>
        `(count(*) FILTER (isfinite(n${c})))::DOUBLE, (count(*) FILTER (n${c} = trunc(n${c})))::DOUBLE,
         (count(*) FILTER (NOT contains(${c}, '.') AND trim(${c}) SIMILAR TO '${padded}|${long}'))::DOUBLE`,
    );
    const found = await engine.row(
      `SELECT ${counts.join(', ')} FROM (SELECT ${numbers.join(', ')} FROM ${raw.sqlTable})`,
    );
    for (const [i, { name, filled, roughlyDistinct }] of some.entries()) {
      const [cells = 0, whole = 0, codes = 0] = found.slice(3 * i, 3 * i + 3);
      if (cells < filled || whole === cells || codes > 0) continue;
      evidence.set(name, {
        rows: raw.rowCount,
        numbers: { cells, whole, distinct: roughlyDistinct, padded: 0, long: 0, spellings: null },
        words: new Map(),
        isAbridged: true,
      });
    }
  }
  return evidence;
}

const columnsPerQuery = 25;

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
