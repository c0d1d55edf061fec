import type { ColumnKind } from '../result/document.ts';
import type { ColumnEvidence, Spellings } from './column-evidence.ts';
import { isMissingNumber, isMissingWord, mayBeMissingCode, withoutMissingWords } from './missing-codes.ts';
import { namesDate, namesIdentifier } from './name-hints.ts';
import { isNumberLike } from './spell-category.ts';
import { compactFormats, detectFormat } from './spell-datetime.ts';
import { type DecimalMark, decimalMarkOf, isInfinite, readNumber } from './spell-number.ts';
import type { ColumnSchema } from './table.ts';

/** What a kind needs beside the column's name. */
export type ColumnTraits = Omit<ColumnSchema, 'name' | 'source' | 'pattern'>;

/** Cells that no rule can read may be this share of a column of numbers or dates: slips, not another kind. */
const slipShare = 0.001;

/**
 * The kind of a column from its cells. Train decides; holdout, if any, only confirms: what it holds must be readable
 * too, and a column is constant only if it is so in both. The rules, in order:
 *
 * 1. no cell or one distinct value: constant;
 * 2. only true and false: boolean (yes/no and y/n stay categories, as written);
 * 3. numbers, apart from codes for missing and at most one slip in a thousand: an identifier where all are whole,
 *    all differ and the name says so; categorical where there are at most two whole ones (0/1); numeric otherwise.
 *    Digits that are padded with zeros or longer than 15 are no numbers but codes;
 * 4. dates and timestamps that one format reads, again with at most one slip in a thousand: datetime (20210103 only
 *    where the name says that it is a date, and then before rule 3);
 * 5. other words: identifier, text or categorical, see `kindOfWords`.
 */
export function inferColumn(
  name: string,
  train: ColumnEvidence,
  holdout: ColumnEvidence | null,
): ColumnTraits {
  const both = holdout ? merged(train, holdout) : train;
  const values = withoutMissingWords(both.words);
  const distinctValues = distinctNumbers(both) + values.size;
  if (distinctValues <= 1) return constantTraits(train, both);
  if (both.numbers.cells === 0 && isTrueFalse(values)) return traitsOf('boolean', wordCodes(both.words));
  return (
    (namesDate(name) ? datetimeTraits(both) : null) ??
    numericTraits(name, train, both) ??
    (both.numbers.cells === 0 ? datetimeTraits(both) : null) ??
    categoryTraits(kindOfWords(name, train), train, both)
  );
}

/** Traits of a column that is declared numeric. */
export function declaredNumeric(
  evidence: ColumnEvidence,
  numeric: 'integer' | 'continuous' | null,
): ColumnTraits {
  const reading = readAsNumbers(evidence);
  return {
    ...traitsOf('numeric', reading.missingCodes),
    numeric: numeric ?? (reading.whole ? 'integer' : 'continuous'),
    decimalMark: reading.mark,
  };
}

/** Traits of a column that is declared a date, in a format that is given or found; null where none is found. */
export function declaredDatetime(evidence: ColumnEvidence, format: string | null): ColumnTraits | null {
  const cells = datetimeCells(evidence, true);
  if (format !== null)
    return { ...traitsOf('datetime', numberCodes(evidence.words)), datetimeFormat: format };
  const total = [...cells.values()].reduce((sum, count) => sum + count, 0);
  // Declared dates may hold more slips: a date is known to be meant.
  const found = formatOf(cells, 0.5 * total);
  return found ?? (total === 0 ? traitsOf('datetime', numberCodes(evidence.words)) : null);
}

/** Traits of categories, identifiers, text, booleans and constants. */
export function categoryTraits(
  kind: Exclude<ColumnKind, 'numeric' | 'datetime'>,
  train: ColumnEvidence,
  both: ColumnEvidence,
): ColumnTraits {
  const canBeNumbers = kind === 'categorical' || kind === 'constant' || kind === 'identifier';
  const numberLike = canBeNumbers && hasNumberLevels(train);
  return { ...traitsOf(kind, wordCodes(both.words)), ...(numberLike ? { numberLike } : {}) };
}

function hasNumberLevels({ numbers, words }: ColumnEvidence): boolean {
  if (numbers.spellings)
    return isNumberLike([...numbers.spellings.keys(), ...withoutMissingWords(words).keys()]);
  // Too many to look at one by one: whole numbers that nobody padded.
  return numbers.padded === 0 && numbers.whole === numbers.cells && numbers.distinct > words.size;
}

/** Evidence of two datasets as if they were one. */
export function merged(one: ColumnEvidence, other: ColumnEvidence): ColumnEvidence {
  const [a, b] = [one.numbers, other.numbers];
  const spellings = a.spellings && b.spellings ? sum(a.spellings, b.spellings) : null;
  return {
    rows: one.rows + other.rows,
    numbers: {
      cells: a.cells + b.cells,
      whole: a.whole + b.whole,
      distinct: spellings?.size ?? Math.max(a.distinct, b.distinct),
      padded: a.padded + b.padded,
      long: a.long + b.long,
      spellings,
    },
    words: sum(one.words, other.words),
  };
}

/** Distinct values and cells with a value, where words that mean missing are none. */
export function valueCounts(evidence: ColumnEvidence): { distinct: number; cells: number } {
  const values = withoutMissingWords(evidence.words);
  let cells = evidence.numbers.cells;
  for (const count of values.values()) cells += count;
  return { distinct: evidence.numbers.distinct + values.size, cells };
}

function traitsOf(kind: ColumnKind, missingCodes: string[]): ColumnTraits {
  return { kind, numeric: null, missingCodes, datetimeFormat: null, decimalMark: '.' };
}

function constantTraits(train: ColumnEvidence, both: ColumnEvidence): ColumnTraits {
  return categoryTraits('constant', train, both);
}

function numericTraits(name: string, train: ColumnEvidence, both: ColumnEvidence): ColumnTraits | null {
  const { padded, long } = both.numbers;
  if (padded > 0 || long > 0) return null;
  const reading = readAsNumbers(both);
  if (reading.cells === 0 || reading.unreadable > slipShare * reading.cells) return null;
  if (reading.unreadable > 0 && reading.distinct <= 20) return null;
  if (reading.whole && reading.distinct <= 2) return categoryTraits('categorical', train, both);
  const own = readAsNumbers(train);
  if (reading.whole && own.distinct === own.cells && own.cells > 2 && namesIdentifier(name)) {
    return categoryTraits('identifier', train, both);
  }
  return {
    ...traitsOf('numeric', reading.missingCodes),
    numeric: reading.whole ? 'integer' : 'continuous',
    decimalMark: reading.mark,
  };
}

interface NumberReading {
  readonly cells: number;
  readonly distinct: number;
  readonly whole: boolean;
  readonly unreadable: number;
  readonly mark: DecimalMark;
  readonly missingCodes: string[];
}

function readAsNumbers(evidence: ColumnEvidence): NumberReading {
  const { numbers, words } = evidence;
  const mark = decimalMarkOf([...words.keys()], '.');
  let cells = numbers.cells;
  let distinct = distinctNumbers(evidence);
  let whole = numbers.whole === numbers.cells;
  const unread: [string, number][] = [];
  for (const [word, count] of words) {
    const value = readNumber(word, mark);
    if (!Number.isNaN(value)) {
      cells += count;
      distinct++;
      whole &&= Number.isInteger(value);
    } else if (!isMissingNumber(word)) unread.push([word, count]);
  }
  const missingCodes = numberCodes(words);
  const unlisted =
    unread.length === 1 && distinct > 2 && mayBeMissingCode(unread[0]![0]) && !isInfinite(unread[0]![0]);
  if (unlisted) missingCodes.push(unread.pop()![0]);
  const slips = unread.filter(([word]) => !isInfinite(word));
  return {
    cells,
    distinct,
    whole: whole && cells > 0,
    unreadable: slips.reduce((total, [, count]) => total + count, 0),
    mark,
    missingCodes: missingCodes.sort(),
  };
}

/** Where there are few spellings, `5` and `5.0` are one number. */
function distinctNumbers({ numbers }: ColumnEvidence): number {
  if (!numbers.spellings || numbers.spellings.size > 50 || numbers.padded + numbers.long > 0)
    return numbers.distinct;
  return new Set([...numbers.spellings.keys()].map(Number)).size;
}

function datetimeTraits(both: ColumnEvidence): ColumnTraits | null {
  const { numbers } = both;
  // Digits alone are dates only if they are whole and known one by one.
  if (numbers.cells > 0 && !(numbers.whole === numbers.cells && numbers.spellings)) return null;
  const cells = datetimeCells(both, numbers.cells > 0);
  const total = [...cells.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  // Long texts are many and no dates: they need not be sorted to know.
  let odd = 0;
  for (const [cell, count] of cells) if (!mayBeDate.test(cell) && !isMissingNumber(cell)) odd += count;
  return odd > slipShare * total ? null : formatOf(cells, slipShare * total);
}

const mayBeDate = /^(?=.*[0-9])([0-9A-Za-z]{1,9}[-/. ] ?[0-9A-Za-z]{1,9}[-/., ] ?[0-9]|[0-9]{8}([0-9]{6})?$)/;

function formatOf(cells: Spellings, toleratedCells: number): ColumnTraits | null {
  const count = (unread: readonly string[]) => unread.reduce((sum, cell) => sum + cells.get(cell)!, 0);
  const spellings = [...cells.keys()].sort();
  const tolerated = (unread: readonly string[]) => count(unread) <= toleratedCells;
  const values = spellings.filter((cell) => !isMissingNumber(cell));
  const compact = values.every((cell) => /^[0-9]+$/.test(cell));
  const format = detectFormat(values, tolerated, compact ? compactFormats : undefined);
  if (format === null) return null;
  const codes = spellings.filter((cell) => isMissingNumber(cell));
  return { ...traitsOf('datetime', codes), datetimeFormat: format };
}

function datetimeCells(evidence: ColumnEvidence, withNumbers: boolean): Spellings {
  return withNumbers ? sum(evidence.words, evidence.numbers.spellings ?? new Map()) : evidence.words;
}

/**
 * Words are identifiers where they look like UUIDs or addresses for mail, or differ in (nearly) all rows and either
 * the name says so or they have one shape without spaces; text where there are many of them, long or of several
 * words; categories otherwise.
 */
function kindOfWords(name: string, train: ColumnEvidence): 'identifier' | 'text' | 'categorical' {
  const { distinct, cells } = valueCounts(train);
  const values = [...(train.numbers.spellings?.keys() ?? []), ...withoutMissingWords(train.words).keys()];
  if (distinct === 0) return 'categorical';
  if (distinct > 20 && values.every((value) => uuid.test(value) || mail.test(value))) return 'identifier';
  const shape = shapeOf(values);
  const many = distinct > 0.5 * cells;
  if (many && namesIdentifier(name) && cells > 2 && shape.spaced < 0.1) return 'identifier';
  const { numbers } = train;
  const mostlyNumbers = numbers.cells > 0.5 * cells && numbers.padded + numbers.long === 0;
  const oneShape = shape.spaced === 0 && shape.digits > 0.9 && shape.lengths <= 3;
  if (distinct > 0.99 * cells && cells >= 20 && oneShape && !mostlyNumbers) return 'identifier';
  if (many && distinct > 20 && shape.meanWords >= 3) return 'text';
  if (many && distinct > 200) {
    if (shape.meanLength > 20 || shape.spaced > 0.5) return 'text';
    if (distinct > 0.95 * cells && !mostlyNumbers) return 'identifier';
  }
  return 'categorical';
}

const uuid = /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i;
const mail = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Shares of values with spaces and with digits, mean length and words, and how many lengths differ. */
function shapeOf(values: readonly string[]) {
  let spaced = 0;
  let digits = 0;
  let length = 0;
  let words = 0;
  const lengths = new Set<number>();
  for (const value of values) {
    const spaces = value.match(/\s+/g)?.length ?? 0;
    if (spaces > 0) spaced++;
    if (/[0-9]/.test(value)) digits++;
    words += spaces + 1;
    length += value.length;
    lengths.add(value.length);
  }
  const n = Math.max(1, values.length);
  return {
    spaced: spaced / n,
    digits: digits / n,
    meanLength: length / n,
    meanWords: words / n,
    lengths: lengths.size,
  };
}

function isTrueFalse(values: Spellings): boolean {
  if (values.size > 6) return false;
  const spellings = new Set([...values.keys()].map((value) => value.toLowerCase()));
  return spellings.size === 2 && spellings.has('true') && spellings.has('false');
}

function wordCodes(words: Spellings): string[] {
  return [...words.keys()].filter((word) => isMissingWord(word)).sort();
}

function numberCodes(words: Spellings): string[] {
  return [...words.keys()].filter((word) => isMissingNumber(word)).sort();
}

function sum(one: Spellings, other: Spellings): Map<string, number> {
  const total = new Map(one);
  for (const [spelling, count] of other) total.set(spelling, (total.get(spelling) ?? 0) + count);
  return total;
}
