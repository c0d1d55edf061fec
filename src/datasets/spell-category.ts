import { canonicalNumber } from './spell-number.ts';

/** Reads a cell as a boolean, `'true'` or `'false'`; null where it is neither. */
export function readBoolean(cell: string): 'true' | 'false' | null {
  switch (cell.toLowerCase()) {
    case 'true':
    case 't':
    case 'yes':
    case 'y':
    case '1':
    case '1.0':
      return 'true';
    case 'false':
    case 'f':
    case 'no':
    case 'n':
    case '0':
    case '0.0':
      return 'false';
    default:
      return null;
  }
}

/** A category's name: without surrounding white space, and where categories are numbers, with one spelling each. */
export function readCategory(cell: string, numberLike: boolean): string {
  const text = cell.trim();
  return numberLike ? (canonicalNumber(text) ?? text) : text;
}

/**
 * Whether a column's categories are numbers, so that another file's `5.0` is this one's `5`: most levels of train are
 * decimals and none is padded with zeros. Where levels have fractions, as ICD codes do, no two may be one number: then
 * 250 and 250.0 are told apart on purpose.
 */
export function isNumberLike(levels: Iterable<string>): boolean {
  const canonical = new Set<string>();
  let numbers = 0;
  let others = 0;
  for (const level of levels) {
    const text = level.trim();
    const number = canonicalNumber(text);
    if (number === null) {
      others++;
      continue;
    }
    if (/^[+-]?0[0-9]/.test(text)) return false;
    canonical.add(number);
    numbers++;
  }
  if (numbers === 0 || numbers < others) return false;
  return canonical.size === numbers || ![...canonical].some((number) => number.includes('.'));
}
