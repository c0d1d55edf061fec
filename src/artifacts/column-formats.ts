import { defineRunArtifact } from './artifact.ts';
import { realRows } from './real-rows.ts';
import type { CodedCells, Rows } from './rows.ts';
import { formatOf, namedFormats, patternFormat, type TextFormat } from './text-formats.ts';

/** The formats that a column of train is written in. */
export interface ColumnFormats {
  readonly column: string;
  readonly source: 'metadata' | 'known' | 'learnt';
  /** Most frequent first; `rows` of train follow it. */
  readonly formats: readonly { readonly name: string; readonly rows: number }[];
  follows(text: string): boolean;
}

/**
 * Columns of codes and texts that follow a format: the metadata's pattern, else a known one (e-mail, IBAN, …) that 99 %
 * of train's filled rows follow, else up to twenty shapes of character classes that cover 99 % of them. Categories
 * count only where they are many and written with digits; words and short lists are the business of category-adherence.
 */
export const columnFormats = defineRunArtifact({
  id: 'column-formats',
  requires: { realRows },
  make({ realRows: { train } }): { columns: readonly ColumnFormats[]; unreadable: readonly string[] } {
    const columns: ColumnFormats[] = [];
    const unreadable: string[] = [];
    for (const [name, cells] of train.columns) {
      if (cells.type !== 'coded') continue;
      const texts = countTexts(cells);
      if (texts.size === 0) continue;
      const { pattern } = cells.schema;
      const given = pattern === null ? null : patternFormat(pattern);
      if (pattern !== null && !given) unreadable.push(name);
      const found = given ? fromOne(name, 'metadata', given, texts) : learn(name, cells, texts);
      if (found) columns.push(found);
    }
    return { columns, unreadable };
  },
});

const coverage = 0.99;
const mostFormats = 20;
/** A shape that is met in more lengths than this has any length. */
const mostLengths = 3;
const fewestLevels = 20;

function learn(name: string, cells: CodedCells, texts: ReadonlyMap<string, number>): ColumnFormats | null {
  const { kind, numberLike } = cells.schema;
  const isListed = kind === 'categorical';
  if (!(kind === 'identifier' || kind === 'text' || isListed)) return null;
  const rows = [...texts.values()].reduce((sum, count) => sum + count, 0);
  for (const format of namedFormats) {
    let following = 0;
    for (const [text, count] of texts) if (format.follows(text)) following += count;
    if (following >= coverage * rows) return fromOne(name, 'known', format, texts);
  }
  if (isListed && (numberLike || texts.size < fewestLevels || shareWithDigits(texts, rows) < coverage))
    return null;

  const shapes = new Map<string, Map<string, number>>();
  for (const [text, count] of texts) {
    const { shape, exact } = formatOf(text);
    const lengths = shapes.get(shape) ?? new Map<string, number>();
    lengths.set(exact, (lengths.get(exact) ?? 0) + count);
    shapes.set(shape, lengths);
  }
  const formats = [...shapes].flatMap(([shape, lengths]) =>
    lengths.size <= (isLoneRun(shape) ? 1 : mostLengths)
      ? [...lengths].map(([exact, count]) => ({ name: exact, rows: count }))
      : [{ name: shape, rows: [...lengths.values()].reduce((sum, count) => sum + count, 0) }],
  );
  formats.sort((a, b) => b.rows - a.rows || (a.name < b.name ? -1 : 1));
  const kept = formats.slice(0, mostFormats);
  if (kept.reduce((sum, format) => sum + format.rows, 0) < coverage * rows) return null;
  const known = new Set(kept.map((format) => format.name));
  return {
    column: name,
    source: 'learnt',
    formats: kept,
    follows: (text) => {
      const { shape, exact } = formatOf(text);
      return known.has(exact) || known.has(shape);
    },
  };
}

/** Numbers and words grow: two lengths of them are as good as any. */
function isLoneRun(shape: string): boolean {
  return /^[9Aa]\+$/.test(shape);
}

function fromOne(
  column: string,
  source: ColumnFormats['source'],
  format: TextFormat,
  texts: ReadonlyMap<string, number>,
): ColumnFormats {
  let rows = 0;
  for (const [text, count] of texts) if (format.follows(text)) rows += count;
  return { column, source, formats: [{ name: format.name, rows }], follows: format.follows };
}

function shareWithDigits(texts: ReadonlyMap<string, number>, rows: number): number {
  let withDigits = 0;
  for (const [text, count] of texts) if (/\p{Nd}/u.test(text)) withDigits += count;
  return withDigits / rows;
}

function countTexts(cells: CodedCells): Map<string, number> {
  const counts = new Map<string, number>();
  for (const code of cells.codes) {
    if (code < 0) continue;
    const text = cells.levels[code] as string;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}

/** How many filled cells of a dataset's column follow one of the formats. */
export function countFollowing(
  rows: Rows,
  { column, follows }: ColumnFormats,
): { following: number; filled: number } {
  const cells = rows.columns.get(column);
  if (cells?.type !== 'coded') return { following: 0, filled: 0 };
  const verdicts = new Int8Array(cells.levels.length).fill(-1);
  let following = 0;
  let filled = 0;
  for (const code of cells.codes) {
    if (code < 0) continue;
    filled++;
    if (verdicts[code] === -1) verdicts[code] = follows(cells.levels[code] as string) ? 1 : 0;
    following += verdicts[code] as number;
  }
  return { following, filled };
}
