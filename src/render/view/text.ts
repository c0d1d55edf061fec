/** A name from the data as the page shows it: short enough to read, the whole (up to a bound) as its title. */
export interface NameView {
  readonly text: string;
  readonly title: string | null;
}

const longestTitle = 300;

/** A name for an element of its own (`<bdi>`): shortened to `length` characters. */
export function nameView(value: string, length = 40): NameView {
  const whole = visible(value);
  const text = shorten(whole, length);
  return { text, title: text === whole ? null : shorten(whole, longestTitle) };
}

/** A name for the middle of a sentence, an attribute or a drawing: shortened, and isolated where its direction could spread. */
export function inline(value: string, length = 40): string {
  return isolated(shorten(visible(value), length));
}

/**
 * Text with its invisible controls made visible: bidirectional overrides could reorder the page's own words,
 * and half surrogate pairs are not text at all.
 */
export function visible(value: string): string {
  if (value === '') return '(empty)';
  const head = value.length > 4 * longestTitle ? value.slice(0, 4 * longestTitle) : value;
  const text = head
    .replace(/[\r\n\t]+/gu, ' ')
    .replace(/[\u202a-\u202e\u2066-\u2069]/gu, (control) => `⟨U+${hex(control)}⟩`)
    .replace(/\p{Cc}|\p{Cs}/gu, '\ufffd');
  if (text.trim() === '') return '(blank)';
  return head === value ? text : `${text}…`;
}

/** `inference` of `membership-inference`: ids as words. */
export function words(id: string): string {
  return id.replaceAll('-', ' ');
}

/** First letter in upper case. */
export function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A reason or summary as a sentence of its own: capital letter, full stop, shortened. */
export function asSentence(value: string, length = 600): string {
  const text = shorten(visible(value.trim()), length);
  return isolated(sentenceCase(/[.!?…]$/u.test(text) ? text : `${text}.`));
}

/** `A, B and C`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}

/** `one candidate`, `12 candidates`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${numberWord(count)} ${count === 1 ? singular : plural}`;
}

/** Text with right-to-left letters, kept from reordering what stands around it. */
function isolated(text: string): string {
  return /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u.test(text)
    ? `\u2068${text}\u2069`
    : text;
}

/** `two`, `12`. */
export function numberWord(count: number): string {
  const small = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
  return small[count] ?? String(count);
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  let cut = '';
  let count = 0;
  for (const { segment } of segmenter.segment(text.slice(0, length * 16))) {
    if (count === length - 1) break;
    // One character may carry any number of combining marks: what does not fit is left out.
    if (segment.length > 32) continue;
    cut += segment;
    count += 1;
  }
  return cut.length >= text.length ? text : `${cut}…`;
}

function hex(character: string): string {
  return character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
}
