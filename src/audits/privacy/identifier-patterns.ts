import {
  isFrenchNir,
  isGermanTaxId,
  isIban,
  isLuhn,
  isNhsNumber,
  isSpanishId,
} from '../../statistics/check-digits.ts';

/** A kind of identifier that can be told by its form. */
export interface IdentifierPattern {
  readonly kind: string;
  /** Text without this character cannot hold one: saves most searches. */
  readonly hint: RegExp;
  readonly form: RegExp;
  /** One spelling for all spellings of an identifier. */
  normalize(match: string): string;
  /** The check that chance passes rarely; true where the form is all there is. */
  isValid(normalized: string): boolean;
}

const lower = (match: string) => match.toLowerCase();
const digitsOnly = (match: string) => match.replace(/\D/g, '');
const compact = (match: string) => match.replace(/[\s.-]/g, '').toUpperCase();
const always = () => true;

/** Forms that are public and well defined; checksums where there are any. */
export const identifierPatterns: readonly IdentifierPattern[] = [
  {
    kind: 'e-mail',
    hint: /@/,
    form: /[\w.%+-]{1,64}@(?:[a-z\d-]{1,63}\.){1,8}[a-z]{2,24}/gi,
    normalize: lower,
    isValid: always,
  },
  { kind: 'URL', hint: /:\/\//, form: /https?:\/\/[^\s"'<>]+/gi, normalize: (url) => url, isValid: always },
  {
    kind: 'phone',
    hint: /\d/,
    form: /(?<![\w+])(?:\+\d[\d ()./-]{6,18}\d|\(\d{3}\) ?\d{3}-\d{4}|\d{3}[-.]\d{3}[-.]\d{4})(?!\w)/g,
    normalize: digitsOnly,
    isValid: (digits) => digits.length >= 8 && digits.length <= 15,
  },
  {
    kind: 'IBAN',
    hint: /\d/,
    form: /\b[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?\b/g,
    normalize: compact,
    isValid: isIban,
  },
  {
    kind: 'payment card',
    hint: /\d/,
    form: /(?<![\w.+-])[2-6]\d{3}(?:[ -]?\d{4}){2}[ -]?\d{1,7}(?!\w|[.-]\d)/g,
    normalize: digitsOnly,
    isValid: isLuhn,
  },
  {
    kind: 'US social security number',
    hint: /-/,
    form: /(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])/g,
    normalize: digitsOnly,
    isValid: always,
  },
  {
    kind: 'UK NHS number',
    hint: /\d/,
    form: /(?<![\w.+-])\d{3}[ -]?\d{3}[ -]?\d{4}(?!\w|[.-]\d)/g,
    normalize: digitsOnly,
    isValid: isNhsNumber,
  },
  {
    kind: 'German tax id',
    hint: /\d/,
    form: /(?<![\w.+-])[1-9]\d(?: ?\d{3}){3}(?!\w|[.-]\d)/g,
    normalize: digitsOnly,
    isValid: isGermanTaxId,
  },
  {
    kind: 'Spanish DNI or NIE',
    hint: /\d/,
    form: /\b(?:\d{8}|[XYZ]\d{7})-?[A-HJ-NP-TV-Z]\b/g,
    normalize: compact,
    isValid: isSpanishId,
  },
  {
    kind: 'French NIR',
    hint: /\d/,
    form: /(?<!\w)[1278] ?\d{2} ?\d{2} ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?!\w)/g,
    normalize: compact,
    isValid: isFrenchNir,
  },
  {
    kind: 'IP address',
    hint: /[.:]/,
    form: /(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d)|(?:[\da-f]{1,4}:){7}[\da-f]{1,4}(?![\w:]))/gi,
    normalize: lower,
    isValid: (address) => address.includes(':') || address.split('.').every((part) => Number(part) <= 255),
  },
  {
    kind: 'MAC address',
    hint: /[:-]/,
    form: /(?<![\w:-])[\da-f]{2}(?:[:-][\da-f]{2}){5}(?![\w:-])/gi,
    normalize: (match) => match.replaceAll('-', ':').toLowerCase(),
    isValid: always,
  },
];

/** The identifiers of one kind in a text, in one spelling each, and how many more have the form but fail the check. */
export function findIdentifiers(
  pattern: IdentifierPattern,
  text: string,
): { valid: string[]; failed: number } {
  const valid: string[] = [];
  let failed = 0;
  if (!pattern.hint.test(text)) return { valid, failed };
  for (const [match] of text.matchAll(pattern.form)) {
    const normalized = pattern.normalize(match);
    if (pattern.isValid(normalized)) valid.push(normalized);
    else failed++;
  }
  return { valid, failed };
}
