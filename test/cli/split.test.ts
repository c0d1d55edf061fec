import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { namesBeneath, runCli, temporaryFolder, writeAll } from './run-cli.ts';

// Spellings that a careless round trip changes: leading zeros, trailing zeros, spaces, quotes, empty cells.
const header = 'visit,person,code,price,remark,ward';
const rows = Array.from({ length: 400 }, (_, row) => {
  const person = `P${String(row % 130).padStart(4, '0')}`;
  const remark = row % 7 === 0 ? '"a ""quoted"", word"' : row % 5 === 0 ? '' : 'plain';
  return `${row},${person},00${row % 9},${(row / 8).toFixed(3)},${remark},${row % 10 === 0 ? 'rare' : 'usual'}`;
});
const folder = writeAll(temporaryFolder(), { 'visits.csv': `${[header, ...rows].join('\n')}\n` });

async function splitInto(name: string, args: readonly string[]) {
  const out = join(folder, name);
  const { code, stdout, stderr } = await runCli(['split', '--real', 'visits.csv', '--out', out, ...args], {
    cwd: folder,
  });
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const read = (file: string) => {
    const [head, ...lines] = readFileSync(join(out, file), 'utf8').trimEnd().split('\n');
    expect(head).toBe(header);
    return lines;
  };
  expect(namesBeneath(out)).toEqual(['holdout.csv', 'train.csv']);
  return { stdout, train: read('train.csv'), holdout: read('holdout.csv') };
}

test('every row is kept once, in its spelling, and no unit is on both sides', async () => {
  const { stdout, train, holdout } = await splitInto('units', ['--unit', 'person']);
  expect([...train, ...holdout].sort()).toEqual([...rows].sort());
  const people = (lines: readonly string[]) => new Set(lines.map((line) => line.split(',')[1]));
  expect([...people(train)].filter((person) => people(holdout).has(person))).toEqual([]);
  expect([people(train).size, people(holdout).size]).toEqual([65, 65]);
  expect(stdout).toContain(`${train.length} rows, 65 of person`);
});

test('strata keep their shares, and --holdout-share is kept', async () => {
  const { train, holdout } = await splitInto('strata', ['--stratify', 'ward', '--holdout-share', '0.25']);
  expect([train.length, holdout.length]).toEqual([300, 100]);
  expect(holdout.filter((line) => line.endsWith('rare'))).toHaveLength(10);
});

test('the same seed gives the same split, another seed another', async () => {
  const first = await splitInto('seed-a', ['--seed', '3', '--threads', '1']);
  const same = await splitInto('seed-b', ['--seed', '3', '--threads', '2']);
  const other = await splitInto('seed-c', ['--seed', '4']);
  expect(same.train).toEqual(first.train);
  expect(same.holdout).toEqual(first.holdout);
  expect(other.train).not.toEqual(first.train);
});

test.each([
  ['an unknown unit', ['--unit', 'persn'], /`persn`\n {2}Did you mean “person”\?/],
  ['an unknown stratum', ['--stratify', 'wrd'], /`wrd`\n {2}Did you mean “ward”\?/],
  ['a share of 1', ['--holdout-share', '1'], /--holdout-share cannot be “1”\n {2}.*between 0 and 1/],
])('%s is refused, and nothing is written', async (name, args, message) => {
  const out = join(folder, `refused ${name}`);
  const { code, stderr } = await runCli(['split', '--real', 'visits.csv', '--out', out, ...args], {
    cwd: folder,
  });
  expect(stderr).toMatch(message);
  expect(code).toBe(2);
  expect(namesBeneath(out)).toEqual([]);
});

test('existing files are replaced with --force only, and the data itself never', async () => {
  const out = writeAll(join(folder, 'taken'), {
    'train.csv': readFileSync(join(folder, 'visits.csv'), 'utf8'),
  });
  const refused = await runCli(['split', '--real', 'visits.csv', '--out', out], { cwd: folder });
  expect(refused.stderr).toMatch(/train\.csv exists already/);
  const itself = await runCli(['split', '--real', join(out, 'train.csv'), '--out', out, '--force']);
  expect(itself.stderr).toMatch(/would be replaced/);
  expect([refused.code, itself.code]).toEqual([2, 2]);
  expect(readFileSync(join(out, 'train.csv'), 'utf8')).toBe(readFileSync(join(folder, 'visits.csv'), 'utf8'));
  expect(
    (await runCli(['split', '--real', 'visits.csv', '--out', out, '--force'], { cwd: folder })).code,
  ).toBe(0);
});
