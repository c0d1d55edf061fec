import { UserError } from '../errors.ts';
import type { Measure } from '../result/document.ts';

/** What a rule speaks of. `null` stands for `*`: anything. */
export interface RuleAddress {
  readonly audit: string | null;
  readonly measure: string | null;
  /** Empty: measures of the whole table. */
  readonly subject: readonly (string | null)[];
  /** Labels left out match anything; `[name, null]` asks that there be such a label. */
  readonly labels: readonly (readonly [name: string, value: string | null])[];
}

/**
 * Reads `audit.measure[subject]{label=value,…}`. Names of columns and values that hold more than letters, digits and
 * `_ - . : / %` are quoted as in JSON; `*` matches anything.
 *
 * @throws {UserError} `bad-address`
 */
export function parseAddress(text: string): RuleAddress {
  const reader = { text, at: 0 };
  const audit = readId(reader, 'the audit’s id');
  expect(reader, '.');
  const measure = readId(reader, 'the measure’s name');
  const subject = take(reader, '[') ? readList(reader, ']', () => readName(reader)) : [];
  const labels = take(reader, '{')
    ? readList(reader, '}', (): readonly [string, string | null] => {
        const name = readName(reader);
        if (name === null) throw badAddress(reader, 'a label’s name');
        expect(reader, '=');
        return [name, readName(reader)];
      })
    : [];
  if (reader.at < text.length) throw badAddress(reader, 'the end');
  if (new Set(labels.map(([name]) => name)).size < labels.length) {
    throw new UserError('bad-address', `“${text}” names a label twice`, advice);
  }
  return { audit, measure, subject, labels: sorted(labels) };
}

/** The address in its one canonical spelling. */
export function formatAddress({ audit, measure, subject, labels }: RuleAddress): string {
  const columns = subject.length === 0 ? '' : `[${subject.map(spell).join(',')}]`;
  const pairs = sorted(labels).map(([name, value]) => `${spell(name)}=${spell(value)}`);
  return `${audit ?? '*'}.${measure ?? '*'}${columns}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`}`;
}

/** Whether a rule at this address is about a measure of an audit. */
export function isAddressed(address: RuleAddress, audit: string, measure: Measure): boolean {
  if (address.audit !== null && address.audit !== audit) return false;
  if (address.measure !== null && address.measure !== measure.name) return false;
  if (address.subject.length !== measure.subject.length) return false;
  if (address.subject.some((name, index) => name !== null && name !== measure.subject[index])) return false;
  return address.labels.every(
    ([name, value]) =>
      Object.hasOwn(measure.labels, name) && (value === null || measure.labels[name] === value),
  );
}

interface Reader {
  readonly text: string;
  at: number;
}

const plainName = /[\p{L}\p{N}_\-.:/%]+/uy;
const quotedName = /"(?:[^"\\]|\\.)*"/uy;
const advice =
  'Write audit.measure[column]{label=value}, as in membership-inference.leak-rate{attack=density-ratio}; quote other names as in JSON.';

function readId(reader: Reader, what: string): string | null {
  if (take(reader, '*')) return null;
  const id = match(reader, /[a-z0-9-]+/uy);
  if (id === null) throw badAddress(reader, what);
  return id;
}

function readName(reader: Reader): string | null {
  skipSpace(reader);
  if (take(reader, '*')) return null;
  const start = reader.at;
  const quoted = match(reader, quotedName);
  if (quoted !== null) {
    try {
      return JSON.parse(quoted) as string;
    } catch {
      throw badAddress({ ...reader, at: start }, 'a name quoted as in JSON');
    }
  }
  const name = match(reader, plainName);
  if (name === null) throw badAddress(reader, 'a name');
  return name;
}

function readList<Item>(reader: Reader, end: string, read: () => Item): Item[] {
  const items = [read()];
  skipSpace(reader);
  while (take(reader, ',')) {
    items.push(read());
    skipSpace(reader);
  }
  expect(reader, end);
  return items;
}

function match(reader: Reader, pattern: RegExp): string | null {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text)?.[0];
  if (found === undefined) return null;
  reader.at += found.length;
  return found;
}

function take(reader: Reader, character: string): boolean {
  if (reader.text[reader.at] !== character) return false;
  reader.at++;
  return true;
}

function expect(reader: Reader, character: string): void {
  skipSpace(reader);
  if (!take(reader, character)) throw badAddress(reader, `“${character}”`);
}

function skipSpace(reader: Reader): void {
  while (reader.text[reader.at] === ' ') reader.at++;
}

function spell(name: string | null): string {
  if (name === null) return '*';
  plainName.lastIndex = 0;
  return plainName.exec(name)?.[0] === name ? name : JSON.stringify(name);
}

function sorted<Value>(labels: readonly (readonly [string, Value])[]): (readonly [string, Value])[] {
  return [...labels].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function badAddress({ text, at }: Reader, expected: string): UserError {
  const met = at < text.length ? `“${text.slice(at, at + 12)}”` : 'the end';
  return new UserError(
    'bad-address',
    `“${text}” is no address of a measure: ${expected} should stand where ${met} is`,
    advice,
  );
}
