import { isUnnamed } from './column-names.ts';

const anywhere = new Set(['id', 'ids', 'uuid', 'guid', 'identifier']);
const atEnd = new Set([
  ...anywhere,
  'key',
  'pk',
  'nr',
  'no',
  'num',
  'number',
  'index',
  'idx',
  'rowid',
  'rownum',
  'ssn',
]);

/** Whether a column's name says that it identifies rows: `id`, `customerId`, `case_nr`, `Unnamed: 0`. */
export function namesIdentifier(name: string): boolean {
  const words = wordsOf(name);
  return isUnnamed(name) || anywhere.has(words[0] ?? '') || atEnd.has(words.at(-1) ?? '');
}

/** Whether a column's name says that it holds dates: `date`, `birth_day`, `created_at`. */
export function namesDate(name: string): boolean {
  const words = wordsOf(name);
  if (words.at(-1) === 'at' && words.length > 1) return true;
  return words.some((word) =>
    /^(date|datum|day|dt|dob|ymd|time|timestamp|datetime|(start|end|birth|due|order|visit|entry|exit)date)$/.test(
      word,
    ),
  );
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
