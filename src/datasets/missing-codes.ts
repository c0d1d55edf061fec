/** Mean missing wherever they stand; what pandas reads as missing, and `?` of the UCI files. */
const always = new Set([
  '?',
  'NA',
  'N/A',
  'n/a',
  '#N/A',
  '#NA',
  '<NA>',
  'NaN',
  'nan',
  '-NaN',
  '-nan',
  'NaT',
  'NULL',
  'null',
]);

/** Beyond these, in columns of numbers or dates only, where no such word can be a value; compared in lower case. */
const amongNumbers = new Set([
  'na',
  'n/a',
  '#n/a',
  'nan',
  'nat',
  'null',
  'nil',
  'none',
  'n',
  'u',
  '-',
  '--',
  '---',
  '.',
  '..',
  '*',
  '?',
  'unknown',
  'missing',
  'blank',
  'not available',
  'not applicable',
  'unspecified',
  '(blank)',
  '(null)',
  'undefined',
]);

/**
 * Whether a cell of words means missing. The empty cell always does. `None`, `Unknown` and `-` are values among
 * words: what was not measured, and what the respondent did not know, are often categories of their own.
 */
export function isMissingWord(cell: string): boolean {
  return cell === '' || always.has(cell);
}

/** The cells that do not mean missing; the same map where none does. */
export function withoutMissingWords(cells: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  if (![...always].some((code) => cells.has(code))) return cells;
  return new Map([...cells].filter(([cell]) => !isMissingWord(cell)));
}

/** Whether a cell among numbers or dates means missing. */
export function isMissingNumber(cell: string): boolean {
  return isMissingWord(cell) || amongNumbers.has(cell.toLowerCase());
}

/** Whether a cell could be an unlisted code for missing among numbers: a short word without digits, as `refused`. */
export function mayBeMissingCode(cell: string): boolean {
  return cell.length <= 16 && !/[0-9]/.test(cell);
}
