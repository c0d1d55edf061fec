import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/result/canonical-json.ts';
import { type ResultDocument, resultSchema } from '../../src/result/document.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { namesBeneath, runCli, temporaryFolder, writeAll } from './run-cli.ts';

/** People of whom no two are alike. */
function peopleOf(rows: number, seed: number): string {
  const random = randomStream(seed, 'people');
  const lines = ['income,age,town,sick'];
  for (let row = 0; row < rows; row++) {
    const age = 45 + 15 * random.normal();
    const income = 1000 * Math.exp(0.01 * age + 0.5 * random.normal());
    const sick = age + 20 * random.normal() > 50 ? 'yes' : 'no';
    lines.push(
      `${income.toFixed(2)},${age.toFixed(1)},${['North', 'South', 'East'][random.below(3)]},${sick}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

const names = ['one', 'two', 'three', 'four', 'copy'];
const train = peopleOf(240, 1);
const folder = writeAll(temporaryFolder(), {
  'train.csv': train,
  'holdout.csv': peopleOf(240, 2),
  'other.csv': peopleOf(240, 9),
  'one.csv': peopleOf(240, 3),
  'two.csv': peopleOf(240, 4),
  'three.csv': peopleOf(180, 5),
  'four.csv': peopleOf(240, 6),
  'copy.csv': train,
});
const at = (name: string) => join(folder, name);
const only = [
  'exact-copies',
  'membership-inference',
  'linkability',
  'column-shapes',
  'column-pair-trends',
  'train-on-synthetic-test-on-real',
].flatMap((audit) => ['--only', audit]);

async function audit(out: string, candidates: readonly string[], more: readonly string[] = []) {
  const ended = await runCli([
    'audit',
    ...['--train', at('train.csv'), '--holdout', at('holdout.csv'), '--target', 'sick', '--preset', 'quick'],
    ...candidates.flatMap((name) => ['--synthetic', `${name}=${at(`${name}.csv`)}`]),
    ...[...only, '--quiet', '--format', 'json', '--out', at(out), ...more],
  ]);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
}

const read = (out: string): ResultDocument =>
  resultSchema.parse(JSON.parse(readFileSync(at(`${out}/result.json`), 'utf8')));
const compare = (...args: string[]) => runCli(['compare', ...args]);
const saved = (name: string) => at(`${name}/result.json`);

beforeAll(async () => {
  for (const name of names) await audit(name, [name]);
}, 240_000);

describe('compare', () => {
  test('gives five single runs the very comparison of one run over five', async () => {
    await audit('all', names);
    const ended = await compare(...names.map(saved), '--out', at('merged'), '--format', 'json,html,md');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(namesBeneath(at('merged'))).toEqual(['manifest.json', 'report.html', 'result.json', 'summary.md']);
    const [whole, merged] = [read('all'), read('merged')];
    expect(whole.comparison?.pairs).toHaveLength(10);
    expect(whole.comparison?.measures.filter(({ paired }) => paired).length).toBeGreaterThan(2);
    expect(canonicalJson(merged.comparison)).toBe(canonicalJson(whole.comparison));
    expect(canonicalJson(merged.candidates)).toBe(canonicalJson(whole.candidates));
    expect(canonicalJson(merged.inputs)).toBe(canonicalJson(whole.inputs));
    // Copies of train are told from fresh rows; fresh rows are not told apart.
    for (const { first, second, distinguishable } of whole.comparison!.pairs) {
      expect([first, second, distinguishable]).toEqual([first, second, second === 'copy']);
    }
    expect(ended.stdout).toContain('Not distinguishable on this data');
    expect(ended.stdout).toMatch(/A one and E copy are distinguishable: A one is better in exact copies/);
  }, 240_000);

  test('prints the document that it would write, and ranks under weights', async () => {
    const weights = ['--weights', 'fidelity=1,privacy=2'];
    const ended = await compare(saved('one'), saved('copy'), ...weights, '--json');
    const printed = resultSchema.parse(JSON.parse(ended.stdout));
    expect(printed.comparison?.decision?.weights).toEqual({ fidelity: 1, privacy: 2 });
    expect(printed.comparison?.decision?.candidates.map(({ rank }) => rank)).toEqual([1, 2]);
    const shown = await compare(saved('one'), saved('copy'), ...weights);
    expect(shown.stdout).toContain('A one comes first');
  });

  test('numbers candidates of one name, and compares a candidate with itself as equal', async () => {
    const ended = await compare(saved('one'), saved('one'), '--json');
    const printed = resultSchema.parse(JSON.parse(ended.stdout));
    expect(printed.inputs.candidates.map(({ id, name }) => [id, name])).toEqual([
      ['one', 'one'],
      ['one-2', 'one (2)'],
    ]);
    const [pair] = printed.comparison!.pairs;
    expect(pair!.distinguishable).toBe(false);
    for (const difference of pair!.differences) if (difference) expect(difference.value).toBe(0);
  });

  test('judges by the policy that is given', async () => {
    writeFileSync(
      at('policy.yaml'),
      'name: house\nrules:\n  - id: copies\n    measure: exact-copies.leak-rate\n    limit: { at-most: 0.2 }\n    rationale: A test.\n',
    );
    const ended = await compare(saved('one'), saved('copy'), '--policy', at('policy.yaml'), '--quiet');
    expect(ended).toMatchObject({ code: 1, stdout: '', stderr: '' });
  });

  test.each([
    ['another holdout', ['--holdout', at('other.csv')], 'were audited against different holdouts'],
    ['another seed', ['--seed', '2'], 'used different seeds'],
    ['another mode', ['--disclosure', 'internal'], 'were disclosed differently'],
  ])('refuses results of %s', async (_, more, fact) => {
    const base = ['--train', at('train.csv'), '--holdout', at('holdout.csv')];
    const real = more[0] === '--holdout' ? ['--train', at('train.csv')] : base;
    const made = await runCli([
      'audit',
      ...real,
      ...['--target', 'sick', '--preset', 'quick', '--synthetic', `two=${at('two.csv')}`],
      ...['--only', 'column-shapes', '--quiet', '--format', 'json', '--out', at('else'), ...more],
    ]);
    expect(made).toMatchObject({ code: 0 });
    const ended = await compare(saved('one'), saved('else'));
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(fact);
  });

  test.each([
    ['one candidate', [saved('one')], 'there are not two candidates to compare'],
    ['no file', [saved('one'), saved('none')], 'does not exist'],
    ['weights of nothing', [saved('one'), saved('two'), '--weights', 'beauty=1'], '--weights cannot be'],
  ])('refuses %s', async (_, args, message) => {
    const ended = await compare(...args);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(message);
  });
});
