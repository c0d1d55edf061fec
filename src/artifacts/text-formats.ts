/** A format that texts follow: its spelling for people, and the test. */
export interface TextFormat {
  readonly name: string;
  follows(text: string): boolean;
}

const longest = 200;

/**
 * A regular expression from metadata as a test of whole texts, in JavaScript's dialect. Null where it cannot be read,
 * or where it could take time that grows without bound: nested or alternating repeats, backreferences, lookaround,
 * more than three repeats of open length. Texts beyond 200 characters follow no pattern.
 */
export function patternFormat(pattern: string): TextFormat | null {
  const source = pattern.replaceAll('(?P<', '(?<').replace(/^\\A/, '').replace(/\\Z$/, '');
  if (!isSafe(source)) return null;
  try {
    const expression = new RegExp(`^(?:${source})$`, 'u');
    return { name: pattern, follows: (text) => text.length <= longest && expression.test(text) };
  } catch {
    return null;
  }
}

function isSafe(source: string): boolean {
  // What escapes and classes hold repeats nothing.
  const plain = source
    .replace(/\\[1-9k]/g, '\u0000')
    .replace(/\\./g, 'x')
    .replace(/\[\^?\]?[^\]]*\]/g, 'x');
  if (plain.includes('\u0000') || /\(\?<?[=!]/.test(plain)) return false;
  const repeat = '(?:[*+]|\\{\\d+,?\\d*\\})';
  // A repeated group that holds a repeat or a choice.
  let rest = plain.replace(/\(\?(?::|<\w+>)/g, '(');
  const isRisky = new RegExp(`\\([^()]*(?:[*+|?]|\\{\\d+,)[^()]*\\)${repeat}`);
  for (let depth = 0; depth < 20 && rest.includes('('); depth++) {
    if (isRisky.test(rest)) return false;
    // The innermost groups become plain texts that keep their repeats.
    rest = rest.replace(/\(([^()]*)\)/g, '$1');
  }
  return (plain.match(/[*+]|\{\d+,\d*\}/g) ?? []).length <= 3;
}

/** Formats that are known by name; a column has one where nearly all of train's texts follow it. */
export const namedFormats: readonly TextFormat[] = [
  { name: 'e-mail address', follows: matches(/^[^\s@]{1,64}@[^\s@.]{1,63}(?:\.[^\s@.]{1,63}){1,8}$/u) },
  { name: 'IBAN', follows: isIban },
  { name: 'UUID', follows: matches(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu) },
  { name: 'web address', follows: matches(/^https?:\/\/[^\s/]{1,100}(?:\/\S{0,100})?$/u) },
  { name: 'phone number', follows: isPhone },
];

function matches(expression: RegExp): (text: string) => boolean {
  return (text) => text.length <= longest && expression.test(text);
}

/** Two letters, two check digits and up to thirty characters, with ISO 13616's remainder. */
function isIban(text: string): boolean {
  const compact = text.replaceAll(' ', '');
  if (!/^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$/.test(compact)) return false;
  let remainder = 0;
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

/** Seven to fifteen digits (E.164) with a plus, a bracket or separators; bare digits are any number. */
function isPhone(text: string): boolean {
  if (!/^\+?[0-9()/. -]{7,25}$/.test(text) || !/[+()/. -]/.test(text)) return false;
  const digits = text.replace(/[^0-9]/g, '').length;
  return digits >= 7 && digits <= 15 && !/^[0-9]*\.[0-9]*$/.test(text) && !/^\d{4}-\d\d-\d\d$/.test(text);
}

/**
 * A text as runs of character classes: `A` an upper-case letter, `a` another letter, `9` a digit, all else as it is.
 * `shape` has `+` for runs of any length; `exact` has their lengths: "AB-1234" is `A+-9+` and `A{2}-9{4}`.
 */
export function formatOf(text: string): { shape: string; exact: string } {
  let shape = '';
  let exact = '';
  let run = '';
  let length = 0;
  const close = () => {
    if (run === '') return;
    shape += `${run}+`;
    exact += length === 1 ? run : `${run}{${length}}`;
  };
  for (const character of text.slice(0, longest)) {
    const of = classOf(character);
    if (of !== null && of === run) {
      length++;
      continue;
    }
    close();
    run = of ?? '';
    length = 1;
    if (of === null) {
      shape += character;
      exact += character;
    }
  }
  close();
  return { shape, exact };
}

function classOf(character: string): string | null {
  if (/\p{Nd}/u.test(character)) return '9';
  if (/\p{Lu}/u.test(character)) return 'A';
  return /\p{L}/u.test(character) ? 'a' : null;
}
