export type DecimalMark = '.' | ',';

/** What DuckDB's own cast is trusted with, as a full match in RE2 and here; anything else is read by `readNumber`. */
export const plainNumber = '\\s*[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?\\s*';

const plain = new RegExp(`^${plainNumber}$`);
const grouped: Record<DecimalMark, RegExp> = {
  '.': /^[+-]?[0-9]{1,3}([, \u00a0\u202f'’])[0-9]{3}(\1[0-9]{3})*(\.[0-9]*)?$/,
  ',': /^[+-]?[0-9]{1,3}([. \u00a0\u202f'’])[0-9]{3}(\1[0-9]{3})*(,[0-9]*)?$/,
};
const commaDecimal = /^[+-]?([0-9]+,?[0-9]*|,[0-9]+)([eE][+-]?[0-9]+)?$/;

/** Whether a cell is a plain decimal within the range of a double. */
export function isPlainNumber(cell: string): boolean {
  return plain.test(cell) && Number.isFinite(Number(cell));
}

/**
 * Reads a cell as a finite number, or NaN: ` 5 `, `5.0`, `+5`, `1e3`, `.5`; with a decimal comma `5,0` and
 * `1.234,5`; with a decimal point `1,234.5`; groups may also be parted by spaces or apostrophes.
 */
export function readNumber(cell: string, mark: DecimalMark): number {
  if (mark === '.' && plain.test(cell)) return finite(Number(cell));
  const text = cell.trim().replace(/^−/, '-');
  if (grouped[mark].test(text)) {
    const digits = text.replace(mark === '.' ? /[, \u00a0\u202f'’]/g : /[. \u00a0\u202f'’]/g, '');
    return finite(Number(digits.replace(',', '.')));
  }
  if (mark === ',' && commaDecimal.test(text)) return finite(Number(text.replace(',', '.')));
  return plain.test(text) ? finite(Number(text)) : Number.NaN;
}

/**
 * The decimal mark that one dataset uses in one column, from the spellings that are no plain numbers. A file is
 * consistent in itself, but two files of one table may differ, so each is asked on its own. `1,234` alone may be
 * either, so `fallback` decides.
 */
export function decimalMarkOf(spellings: readonly string[], fallback: DecimalMark): DecimalMark {
  let ambiguous = false;
  for (const spelling of spellings) {
    const text = spelling.trim();
    if (!text.includes(',')) continue;
    const asPoint = !Number.isNaN(readNumber(text, '.'));
    const asComma = !Number.isNaN(readNumber(text, ','));
    if (asComma && !asPoint) return ',';
    if (asPoint && !asComma) return '.';
    // `0,125` groups nothing.
    if (asPoint && asComma && /^[+-]?0/.test(text)) return ',';
    if (asPoint && asComma) ambiguous = true;
  }
  return ambiguous ? fallback : '.';
}

/** Whether a cell spells infinity: a number, but none to compute with. */
export function isInfinite(cell: string): boolean {
  return /^\s*[+-]?inf(inity)?\s*$/i.test(cell);
}

/**
 * The one spelling of a number that is a category: `5.0`, `+5` and `05` become `5`, `0.50` becomes `0.5`.
 * Null for a text that is no plain decimal.
 */
export function canonicalNumber(text: string): string | null {
  const parts = /^([+-]?)0*([0-9]+)(?:\.([0-9]*?)0*)?$/.exec(text);
  if (!parts) return null;
  const [, sign, whole, fraction] = parts;
  const digits = fraction ? `${whole}.${fraction}` : whole!;
  return sign === '-' && /[1-9]/.test(digits) ? `-${digits}` : digits;
}

function finite(value: number): number {
  // −0 and 0 are one value, and must hash and print as one.
  return Number.isFinite(value) ? value + 0 : Number.NaN;
}
