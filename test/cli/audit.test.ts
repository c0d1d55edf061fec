import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type ResultDocument, resultSchema } from '../../src/result/document.ts';
import { fixture, namesBeneath, runCli, smallTable, temporaryFolder, writeAll } from './run-cli.ts';

const reversed = smallTable(80, 3)
  .trimEnd()
  .split('\n')
  .map((line) => line.split(',').reverse().join(','))
  .join('\n');
const folder = writeAll(temporaryFolder(), {
  'train.csv': smallTable(120, 1),
  'holdout.csv': smallTable(90, 2),
  'good.csv': smallTable(80, 3),
  'one-row.csv': 'person,age,town,sick\nX1,44,North,yes\n',
  'reversed.csv': `${reversed}\n`,
  'no-target.csv': smallTable(80, 3).replace(/,[^,\n]*$/gm, ''),
  'elsewhere/good.csv': smallTable(70, 4),
  'a=b.csv': smallTable(70, 5),
});
const at = (name: string) => join(folder, name);
const real = ['--train', at('train.csv'), '--holdout', at('holdout.csv'), '--target', 'sick'];
const quick = ['--preset', 'quick'];
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for.
const escapeCodes = /\u001b/;

async function resultOf(args: readonly string[]): Promise<ResultDocument> {
  const { code, stdout, stderr } = await runCli(['audit', ...args, '--json']);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return resultSchema.parse(JSON.parse(stdout));
}

describe('candidates that are odd but readable give findings', () => {
  test.concurrent.each([
    ['one row', 'one-row.csv'],
    ['train itself', 'train.csv'],
    ['columns in another order', 'reversed.csv'],
    ['no target', 'no-target.csv'],
  ])('%s', async (_, name) => {
    const result = await resultOf([...real, '--synthetic', at(name), ...quick]);
    const outcomes = Object.values(Object.values(result.candidates)[0]!.outcomes);
    expect(outcomes.filter(({ status }) => status === 'error')).toEqual([]);
    expect(outcomes.some(({ status }) => status === 'measured')).toBe(true);
  });

  test('the order of columns changes nothing', async () => {
    const outcomes = await Promise.all(
      ['good.csv', 'reversed.csv'].map(async (name) => {
        const result = await resultOf([
          ...real,
          '--synthetic',
          `same=${at(name)}`,
          '--only',
          'column-shapes',
        ]);
        return result.candidates.same;
      }),
    );
    expect(outcomes[1]).toEqual(outcomes[0]);
  });

  test('the malformed fixture', async () => {
    const result = await resultOf([
      '--train',
      fixture('train.csv'),
      '--synthetic',
      fixture('malformed.csv'),
      '--only',
      'table-structure',
      '--only',
      'boundary-adherence',
      '--only',
      'missingness',
    ]);
    const { outcomes } = result.candidates.malformed!;
    expect(Object.values(outcomes).map(({ status }) => status)).toEqual(['measured', 'measured', 'measured']);
  });
});

describe('names of candidates', () => {
  test('NAME=PATH, aliases, and -2 for a collision', async () => {
    const result = await resultOf([
      '--real',
      at('train.csv'),
      '--control',
      at('holdout.csv'),
      '--synthetic',
      at('good.csv'),
      '--candidate',
      at('elsewhere/good.csv'),
      '--synthetic',
      `Vendor A=${at('reversed.csv')}`,
      '--only',
      'table-structure',
    ]);
    expect(result.inputs.candidates.map(({ id }) => id)).toEqual(['good', 'vendor-a', 'good-2']);
    expect(result.inputs.candidates.map(({ rows }) => rows)).toEqual([80, 80, 70]);
    expect(result.inputs.train.rows).toBe(120);
    expect(result.inputs.holdout?.rows).toBe(90);
  });

  test('a path with = that exists is a path', async () => {
    const { code, stdout } = await runCli(
      ['audit', '--train', 'train.csv', '--synthetic', 'a=b.csv', '--only', 'table-structure', '--json'],
      { cwd: folder },
    );
    expect(code).toBe(0);
    expect(Object.keys(resultSchema.parse(JSON.parse(stdout)).candidates)).toEqual(['a-b']);
  });
});

describe('outputs', () => {
  const args = ['audit', ...real, '--synthetic', at('good.csv'), '--only', 'column-shapes', ...quick];

  test('report, result, summary and their manifest appear, and nothing else', async () => {
    const out = at('out/deep');
    const { code, stdout, stderr } = await runCli([...args, '--out', out]);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^candidate\s+shapes/);
    expect(stdout).toContain(`Report: ${join(out, 'report.html')}`);
    expect(stdout).not.toMatch(escapeCodes);
    expect(namesBeneath(out)).toEqual(['manifest.json', 'report.html', 'result.json', 'summary.md']);
    resultSchema.parse(JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')));
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toMatch(/<\/html>\s*$/);
  });

  test('--format chooses, --quiet says nothing', async () => {
    const out = at('chosen');
    const { code, stdout, stderr } = await runCli([...args, '--out', out, '--format', 'md', '--quiet']);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(namesBeneath(out)).toEqual(['manifest.json', 'summary.md']);
  });

  test('the folder is named after the candidates unless given', async () => {
    const cwd = writeAll(at('elsewhere'), {});
    const { stdout } = await runCli([...args, '--format', 'json'], { cwd });
    expect(stdout).toContain(`Written to: ${join('synthaudit-out', 'good')}`);
    expect(namesBeneath(join(cwd, 'synthaudit-out'))).toEqual([
      'good',
      join('good', 'manifest.json'),
      join('good', 'result.json'),
    ]);
  });

  test('a folder in the place of an output is refused, and nothing is half written', async () => {
    const out = writeAll(at('taken'), { 'summary.md/inside': '' });
    const { code, stderr } = await runCli([...args, '--out', out]);
    expect(stderr).toMatch(/^error: cannot write .*summary\.md: it is a folder\n/);
    expect(code).toBe(2);
    expect(namesBeneath(out)).toEqual(['summary.md', join('summary.md', 'inside')]);
  });

  test('--json prints a document that its own schema accepts, and writes no file', async () => {
    const cwd = writeAll(at('json'), { x: '' });
    const [{ stdout }, schema] = await Promise.all([
      runCli([...args, '--json'], { cwd }),
      runCli(['schema', 'result']),
    ]);
    const accepted = z.fromJSONSchema(JSON.parse(schema.stdout));
    const document = JSON.parse(stdout);
    expect(accepted.safeParse(document).success).toBe(true);
    expect(accepted.safeParse({ ...document, verdict: 'fine' }).success).toBe(false);
    expect(namesBeneath(cwd)).toEqual(['x']);
  });

  test('colour comes only where it is wanted', async () => {
    const wanted = await runCli(['list'], { env: { FORCE_COLOR: '1' } });
    expect(wanted.stdout).toMatch(escapeCodes);
    for (const env of [{ NO_COLOR: '1', FORCE_COLOR: '1' }, { CI: 'true' }]) {
      const plain = await runCli(['list'], { env });
      expect(plain.stdout + plain.stderr).not.toMatch(escapeCodes);
    }
  });

  test('no line of the table is wider than 100, whatever the names', async () => {
    const name = 'a-generator-with-a-name-beyond-all-measure';
    const { stdout } = await runCli([
      'audit',
      ...real,
      '--synthetic',
      `${name}=${at('good.csv')}`,
      ...quick,
      '--out',
      at('wide'),
    ]);
    const table = stdout.split('\n\n')[0]!.split('\n');
    expect(table).toHaveLength(3);
    expect(Math.max(...table.map((line) => [...line].length))).toBeLessThanOrEqual(100);
    expect(table[2]).toMatch(/^a-generat\S*…\S*measure /);
  });
});

test('the same run again, with another number of threads, gives the same bytes', async () => {
  const [one, two] = await Promise.all(
    ['1', '2'].map(async (threads) => {
      const args = [
        'audit',
        ...real,
        '--synthetic',
        at('good.csv'),
        ...quick,
        '--threads',
        threads,
        '--json',
      ];
      const { code, stdout } = await runCli(args);
      expect(code).toBe(0);
      return stdout.replace(/"volatile": ?\{[\s\S]*?\n {4}\}/, '');
    }),
  );
  expect(one).not.toContain('startedAt');
  expect(two).toBe(one);
});
