import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resultSchema } from '../../src/result/document.ts';
import { seriesOf } from '../../src/series/series-of.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { namesBeneath, runCli, temporaryFolder, writeAll } from './run-cli.ts';

interface Person {
  readonly age: number;
  readonly town: string;
}

const towns = 'abcdefghijklmnopqrstuvwxyz';

/** Skewed ages, and towns of which the last are rare. */
function people(rows: number, seed: number): Person[] {
  const random = randomStream(seed, 'generations-test', 'people');
  return Array.from({ length: rows }, () => ({
    age: Math.exp(3.4 + 0.35 * random.normal()),
    town: towns[Math.floor(26 * random.uniform() ** 3)] as string,
  }));
}

/** A generator that favours what is typical: in two of five cases of two drawn rows the one nearer the middle, with a little noise. */
function sharpened(source: readonly Person[], rows: number, seed: number): Person[] {
  const random = randomStream(seed, 'generations-test', 'generator');
  const counts = new Map<string, number>();
  for (const { town } of source) counts.set(town, (counts.get(town) ?? 0) + 1);
  const middle = [...source].sort((a, b) => a.age - b.age)[source.length >> 1]?.age ?? 0;
  const draw = () => source[random.below(source.length)] as Person;
  return Array.from({ length: rows }, () => {
    const [a, b, c] = [draw(), draw(), draw()];
    const isSharp = random.uniform() < 0.4;
    const near = isSharp && Math.abs(a.age - middle) > Math.abs(b.age - middle) ? b : a;
    const common = isSharp && (counts.get(c.town) ?? 0) > (counts.get(near.town) ?? 0) ? c : near;
    return { age: near.age * Math.exp(0.02 * random.normal()), town: common.town };
  });
}

function csv(rows: readonly Person[]): string {
  return `age,town\n${rows.map(({ age, town }) => `${age.toFixed(3)},${town}`).join('\n')}\n`;
}

const rows = 600;
const train = people(rows, 1);
const replaced: Person[][] = [];
const mixed: Person[][] = [];
for (let step = 0; step < 4; step++) {
  replaced.push(sharpened(replaced[step - 1] ?? train, rows, step));
  mixed.push(sharpened([train, ...mixed].flat(), rows, step));
}

const folder = writeAll(temporaryFolder(), {
  'train.csv': csv(train),
  'holdout.csv': csv(people(rows, 2)),
  ...Object.fromEntries(replaced.map((of, step) => [`replace-${step + 1}.csv`, csv(of)])),
  ...Object.fromEntries(mixed.map((of, step) => [`mix-${step + 1}.csv`, csv(of)])),
  ...Object.fromEntries([3, 4, 5, 6].map((seed) => [`fresh-${seed - 2}.csv`, csv(people(rows, seed))])),
  'series.yaml':
    'train: train.csv\nsynthetic:\n  one: fresh-1.csv\n  two: fresh-2.csv\nonly: [spread, tail-coverage]\n',
});

const real = ['--train', 'train.csv', '--holdout', 'holdout.csv'];
const fast = ['tail-coverage', 'rare-category-retention', 'spread', 'column-shapes'].flatMap((id) => [
  '--only',
  id,
]);

function generations(...args: string[]) {
  return runCli(['generations', ...args], { cwd: folder });
}

async function seriesIn(kind: string) {
  const paths = [1, 2, 3, 4].map((step) => `${kind}-${step}.csv`);
  const { stdout, stderr, code } = await generations(...real, ...fast, '--json', ...paths);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const { series } = resultSchema.parse(JSON.parse(stdout));
  if (series === null) throw new Error('no series');
  const of = (measure: string) =>
    series.trends.find((trend) => trend.measure === measure && trend.subject.length === 0);
  return { ...series, of };
}

describe('generations', () => {
  it('names a collapse, and that real data slows it; a series of fresh samples has none', async () => {
    const replace = await seriesIn('replace');
    const mix = await seriesIn('mix');
    const fresh = await seriesIn('fresh');
    expect(replace).toMatchObject({ collapse: 'late', since: 'replace-1' });
    for (const measure of ['tail-coverage', 'entropy-ratio', 'generalized-variance-ratio', 'column-shapes']) {
      expect(replace.of(measure), measure).toMatchObject({ collapse: 'late', direction: 'falling' });
    }
    const [worse, milder] = [replace.of('entropy-ratio'), mix.of('entropy-ratio')];
    expect(worse?.slope.kind).toBe('factor');
    expect(worse?.slope.high).toBeLessThan(milder?.slope.low ?? 0);
    expect(fresh).toMatchObject({ collapse: 'none', since: null });
  });

  it('writes the series into every output, with labels as the axis', async () => {
    const args = [
      '--labels',
      '2026-01, 2026-02',
      '--out',
      'out',
      '--only',
      'tail-coverage',
      '--only',
      'spread',
    ];
    const { code, stdout, stderr } = await generations(
      ...real,
      ...args,
      'old=replace-1.csv',
      'replace-4.csv',
    );
    expect(stderr).not.toMatch(/error/);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Late collapse: the last generation has lost more than the first/);
    expect(stdout).toMatch(/worse in 2026-02 than in 2026-01 beyond chance/);
    const read = (name: string) => readFileSync(join(folder, 'out', name), 'utf8');
    const result = resultSchema.parse(JSON.parse(read('result.json')));
    expect(result.series).toMatchObject({
      order: ['old', 'replace-4'],
      labels: ['2026-01', '2026-02'],
      collapse: 'late',
    });
    // A saved result gives the same, without the data.
    expect(seriesOf(result, ['2026-01', '2026-02'])).toEqual(result.series);
    expect(result.method.map(({ title }) => title)).toContain('Trends over the series');
    expect(Object.keys(result.audits)).not.toContain('generation-trend');
    expect(read('report.html')).toMatch(/<h1[^>]*>Late collapse/);
    expect(read('summary.md')).toMatch(/### Generations\n\n\*\*Late collapse/);
    expect(read('report.html')).toMatch(/<section id="generations">/);
  });

  it('takes the series of the configuration, and runs validity, fidelity and diversity unless told otherwise', async () => {
    const configured = await generations('--config', 'series.yaml', '--json');
    expect(configured.code).toBe(0);
    const { series, audits } = resultSchema.parse(JSON.parse(configured.stdout));
    expect(series?.labels).toEqual(['one', 'two']);
    expect(Object.keys(audits).sort()).toEqual(['spread', 'tail-coverage']);

    const whole = await generations(...real, '--preset', 'quick', '--json', 'fresh-1.csv', 'fresh-2.csv');
    const result = resultSchema.parse(JSON.parse(whole.stdout));
    const categories = new Set(Object.values(result.audits).map(({ category }) => category));
    expect(categories).toEqual(new Set(['validity', 'fidelity', 'diversity']));
    expect(result.series?.trends.length).toBeGreaterThan(5);
  });

  it('keeps the order given, and notes where the numbers in names say another', async () => {
    const given = ['fresh-2.csv', 'fresh-1.csv'];
    const ended = await generations('--train', 'train.csv', '--only', 'spread', '--json', ...given);
    expect(ended.code).toBe(0);
    expect(resultSchema.parse(JSON.parse(ended.stdout)).series?.labels).toEqual(['fresh-2', 'fresh-1']);
    expect(ended.stderr).toContain(
      'note: generations are taken in the order given: fresh-2, fresh-1. By the numbers in their names it is fresh-1, fresh-2',
    );
  });

  it('leaves an ordinary audit without a series', async () => {
    const { stdout } = await runCli(
      [
        'audit',
        '--train',
        'train.csv',
        '--synthetic',
        'fresh-1.csv',
        '--synthetic',
        'fresh-2.csv',
        '--only',
        'spread',
        '--json',
      ],
      { cwd: folder },
    );
    expect(resultSchema.parse(JSON.parse(stdout)).series).toBeNull();
  });

  it('is judged like any audit: the last generation can fail a policy', async () => {
    writeAll(folder, {
      'policy.yaml':
        'name: spread\nrules:\n  - id: entropy\n    measure: spread.entropy-ratio\n    limit: { at-least: 0.9 }\n    rationale: Towns are what the study is about.\n',
    });
    const policy = ['--policy', 'policy.yaml', '--only', 'spread', '--quiet', '--out', 'judged'];
    const all = await generations(...real, ...policy, 'fresh-1.csv', 'last=replace-4.csv');
    expect([all.stderr, all.code]).toEqual(['', 1]);
    const first = await generations(
      ...real,
      ...policy,
      '--gate-on',
      'fresh-1',
      'fresh-1.csv',
      'last=replace-4.csv',
    );
    expect(first.code).toBe(0);
  });

  it.each([
    ['no generation', [], /the series is missing/],
    ['one generation', ['fresh-1.csv'], /one generation is no series/],
    ['the same file twice', ['fresh-1.csv', 'x=fresh-1.csv'], /“fresh-1\.csv” was given twice/],
    ['the same name twice', ['x=fresh-1.csv', 'x=fresh-2.csv'], /two generations are called “x”/],
    ['too few labels', ['--labels', 'a', 'fresh-1.csv', 'fresh-2.csv'], /1 labels? for 2 generations/],
    ['the same label twice', ['--labels', 'a,a', 'fresh-1.csv', 'fresh-2.csv'], /labelled “a”/],
    ['an empty label', ['--labels', 'a,', 'fresh-1.csv', 'fresh-2.csv'], /a label is empty/],
    ['a file that is not there', ['fresh-1.csv', 'fresh-9.csv'], /fresh-9\.csv.*does not exist|fresh-9\.csv/],
    [
      'the audit of the series itself',
      ['--only', 'generation-trend', 'fresh-1.csv', 'fresh-2.csv'],
      /is read off/,
    ],
    [
      'an audit that is none',
      ['--only', 'spraed', 'fresh-1.csv', 'fresh-2.csv'],
      /no audit or category “spraed”/,
    ],
  ])('refuses %s', async (_, args, message) => {
    const before = namesBeneath(folder);
    const ended = await generations(...real, ...args);
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr).toMatch(/^error: /m);
    expect(ended.code).toBe(2);
    expect(namesBeneath(folder)).toEqual(before);
  });

  it('is explained and listed', async () => {
    expect((await runCli(['explain', 'generation-trend'])).stdout).toMatch(
      /^generation-trend \(diversity\)\n/,
    );
    expect((await runCli(['list'])).stdout).toMatch(/ {2}generation-trend +Nothing is lost/);
  });
});
