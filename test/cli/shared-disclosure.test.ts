import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Random, randomStream } from '../../src/statistics/random.ts';
import { runCli, temporaryFolder, writeAll } from './run-cli.ts';

/**
 * The whole way of a shared audit, seen from outside: rare and unique values of every kind of column are planted in
 * train, holdout and candidates, everything that can be written is written, and none of them may stand in any byte of it.
 */
const folder = temporaryFolder();
const at = (name: string) => join(folder, name);

const rows = 900;
const columns = [
  'person',
  'name',
  'mail',
  'city',
  'region',
  'plan',
  'note',
  'born',
  'seen',
  'income',
  'age',
  'score',
  'outcome',
] as const;
type Row = Record<(typeof columns)[number], string>;

/** Values that fewer than eleven real rows have, in every file: none may be shown. */
const planted = new Set<string>();
const rare = (value: string) => {
  planted.add(value);
  return value;
};

const cities = ['Northby', 'Southam', 'Eastwick', 'Westerly', 'Midtown'];
const regions = ['Upland', 'Lowland', 'Upland', 'Lowland', 'Upland'];
const sentences = ['asked for a call', 'moved last year', 'pays by card', 'wants letters'];

/** Ages that nobody has. Too short to search for as text: a hash may hold their digits. */
const oldest = [4321, 4328, 4335];

function realRow(role: string, index: number, random: Random): Row {
  const tag = `${role}${String(index).padStart(4, '0')}`;
  const city = random.below(cities.length);
  const outlier = index < 3;
  const born = outlier
    ? rare(`1${7 + index}13-0${index + 2}-1${index + 4}`)
    : day(1950 + random.below(50), random);
  return {
    person: rare(`ID-${tag}-X`),
    name: rare(`Zorblatt${tag} Quuxley${tag}`),
    mail: rare(`m${tag}@people.example`),
    // One rare city per nine rows at most, with a rare region of its own: rules and combinations could quote them.
    city: index < 36 ? rare(`Hamlet${role}${index % 6}`) : cities[city]!,
    region: index < 36 ? rare(`Shire${role}${index % 6}`) : regions[city]!,
    plan: index >= 36 && index < 44 ? rare(`Secretplan${role}`) : random.uniform() < 0.7 ? 'basic' : 'plus',
    note: `${sentences[random.below(sentences.length)]} ${rare(`token${tag}`)} ${sentences[random.below(sentences.length)]}`,
    born,
    seen: day(2024, random),
    income: outlier ? rare(`${91_234_567 + index * 1_111_111}`) : String(20_000 + random.below(60_000)),
    age: outlier ? String(oldest[index]) : String(18 + random.below(70)),
    score: outlier ? rare(`-${87_654.25 + index}`) : (random.uniform() * 10).toFixed(2),
    outcome: index >= 44 && index < 50 ? rare(`Rareclass${role}`) : random.uniform() < 0.4 ? 'yes' : 'no',
  };
}

function day(year: number, random: Random): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${year}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`;
}

function csv(table: readonly Row[]): string {
  const cell = (value: string) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return `${[columns.join(','), ...table.map((row) => columns.map((name) => cell(row[name])).join(','))].join('\n')}\n`;
}

const random = randomStream(7, 'shared-disclosure');
const train = Array.from({ length: rows }, (_, index) => realRow('T', index, random));
const holdout = Array.from({ length: rows }, (_, index) => realRow('H', index, random));
// A third copies training rows, outliers and rare cities among them; the rest is new, with rare values of its own.
const leaky = [
  ...train.slice(0, rows / 3),
  ...Array.from({ length: (rows * 2) / 3 }, (_, i) => realRow('S', i, random)),
];
const fresh = Array.from({ length: rows }, (_, index) => realRow('F', index, random));

const options = (...rest: string[]) => [
  ...['--train', at('train.csv'), '--holdout', at('holdout.csv'), '--synthetic', `leaky=${at('leaky.csv')}`],
  ...[
    '--target',
    'outcome',
    '--group',
    'plan',
    '--sensitive',
    'city',
    '--keys',
    'region',
    '--keys',
    'age',
    ...rest,
  ],
];

/** Every planted text holds one of these; it stands nowhere else. */
const marked =
  /ID-[THSF]\d|Zorblatt[THSF]\d|Quuxley[THSF]\d|m[THSF]\d{4}@|token[THSF]\d|Hamlet[THSF]|Shire[THSF]|Secretplan|Rareclass/u;

/** Files and streams by name. */
const outputs = new Map<string, string>();

beforeAll(async () => {
  writeAll(folder, {
    'train.csv': csv(train),
    'holdout.csv': csv(holdout),
    'leaky.csv': csv(leaky),
    'fresh.csv': csv(fresh),
  });
  const ended = await runCli([
    'audit',
    ...options('--synthetic', `fresh=${at('fresh.csv')}`, '--policy', 'public-release', '--out', at('out')),
    ...['--format', 'html,json,md,junit,sarif'],
  ]);
  expect([0, 1, 3]).toContain(ended.code);
  outputs.set('audit’s standard output', ended.stdout);
  outputs.set('audit’s standard error', ended.stderr);
  for (const name of readdirSync(at('out'))) outputs.set(name, readFileSync(join(at('out'), name), 'utf8'));
  const evidence = await runCli(['evidence', join(at('out'), 'result.json')]);
  outputs.set('evidence', evidence.stdout);
}, 240_000);

describe('shared disclosure, end to end', () => {
  it('has something to hide: the leak is found, and every kind of output is there', () => {
    const result = JSON.parse(outputs.get('result.json')!);
    const copies = result.candidates.leaky.outcomes['exact-copies'];
    expect(
      copies.measures.find(({ name }: { name: string }) => name === 'leak-rate').estimate.value,
    ).toBeGreaterThan(0.2);
    expect([...outputs.keys()]).toEqual(
      expect.arrayContaining(['report.html', 'result.json', 'summary.md', 'junit.xml', 'results.sarif']),
    );
    // What is frequent may be named: the search would see it.
    expect(outputs.get('report.html')).toContain('Northby');
    expect(planted.size).toBeGreaterThan(6000);
  });

  it('shows no rare date or number in any byte', () => {
    const found: string[] = [];
    const plain = [...planted].filter((value) => !marked.test(value));
    expect(plain).toHaveLength(9);
    for (const [name, text] of outputs) {
      // Numbers in prose carry separators: 91,234,567.
      const bare = text.replace(/(?<=\d)[,\u202f\u00a0](?=\d{3})/gu, '');
      for (const value of plain) if (bare.includes(value)) found.push(`${name}: ${value}`);
    }
    expect(found).toEqual([]);
  });

  it('shows no rare name, address, identifier, category or word, and no part of one', () => {
    expect([...planted].filter((value) => marked.test(value)).length).toBeGreaterThan(6000);
    for (const [name, text] of outputs) expect(marked.exec(text)?.[0] ?? null, name).toBeNull();
  });

  it('keeps extremes off every axis, quantile and interval', () => {
    const result = JSON.parse(outputs.get('result.json')!);
    const numbers: number[] = [];
    collectNumbers(result.candidates, numbers);
    // Train's and the holdout's largest incomes and ages are planted; 99 % quantiles lie far below.
    expect(numbers.filter((value) => Math.abs(value) > 4_000_000 && Math.abs(value) < 1e9)).toEqual([]);
    expect(numbers.filter((value) => oldest.some((age) => Math.abs(value - age) < 25))).toEqual([]);
    // The earliest planted births are before 1930; dates are epoch milliseconds.
    const early = Date.UTC(1930, 0, 1);
    expect(numbers.filter((value) => value < early)).toEqual([]);
  });
});

describe('messages about broken input', () => {
  it.each([
    [
      'a row with too many cells',
      (text: string) => `${text}${train[0]!.name},${train[0]!.mail}${',x'.repeat(40)}\n`,
    ],
    ['a quote that never closes', (text: string) => `${text}"${train[1]!.name} ${train[1]!.note}\n`],
    ['letters that are no UTF-8', (text: string) => text],
    ['a lost column', (text: string) => text.replace('income', 'earnings')],
  ])('quote no cell: %s', async (what, broken) => {
    const text = broken(csv(holdout.slice(0, 50)));
    const bytes = Buffer.from(text, 'utf8');
    // A byte that begins no character, in the middle of a name.
    if (what.startsWith('letters')) bytes[bytes.indexOf('Zorblatt') + 3] = 0xff;
    writeFileSync(at('broken.csv'), bytes);
    const ended = await runCli([
      'audit',
      ...['--train', at('train.csv'), '--holdout', at('broken.csv'), '--synthetic', at('fresh.csv')],
      ...['--only', 'table-structure', '--out', at('never')],
    ]);
    const said = `${ended.stdout}${ended.stderr}`;
    expect([...planted].filter((value) => said.includes(value))).toEqual([]);
  });
});

function collectNumbers(value: unknown, into: number[]): void {
  if (typeof value === 'number') into.push(value);
  else if (Array.isArray(value)) for (const item of value) collectNumbers(item, into);
  else if (typeof value === 'object' && value !== null)
    for (const item of Object.values(value)) collectNumbers(item, into);
}
