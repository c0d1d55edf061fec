import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fixture, namesBeneath, runCli, smallTable, temporaryFolder, writeAll } from './run-cli.ts';

const folder = writeAll(temporaryFolder(), {
  'real.csv': smallTable(60, 1),
  'header.csv': 'person,age,town,sick\n',
  'other.csv': smallTable(60, 2),
  'empty-folder/notes.md': 'no data',
  'a-file': 'not a folder',
  'ragged.csv': 'person,age,town,sick\nP1,20,North,yes\nP2,30,South,no,more\nP3,30,South,no\n',
  'two-tables.json': '{"tables": {"a": {"columns": {}}, "b": {"columns": {}}}}',
  'not-json.json': 'columns: none',
  'broken.yaml': 'train: real.csv\nsynthetic: [other.csv\nseed: 1\n',
  'unknown-key.yaml': 'train: real.csv\nsynthetic: other.csv\n\ntarge: sick\n',
  'bad-seed.yaml': 'train: real.csv\nsynthetic: other.csv\nseed: many\n',
  'two-trains.yaml': 'synthetic: other.csv\ntrain: [real.csv, other.csv]\n',
  'a-list.yaml': '- real.csv\n',
  'twice.yaml': 'seed: 1\nseed: 2\n',
});
const real = join(folder, 'real.csv');
const other = join(folder, 'other.csv');
const bad = (name: string) => fixture(`bad/${name}`);

interface Case {
  readonly name: string;
  readonly args: readonly string[];
  /** What the message names: the subject and the fact. */
  readonly says: RegExp;
  readonly remedy: RegExp;
}

const auditing = ['audit', '--only', 'table-structure', '--out', join(folder, 'out')];
const pair = ['--train', real, '--synthetic', other];

const cases: readonly Case[] = [
  // Files
  {
    name: 'missing train',
    args: [...auditing, '--train', join(folder, 'gone.csv'), '--synthetic', other],
    says: /gone\.csv does not exist/,
    remedy: /path/,
  },
  {
    name: 'missing holdout',
    args: [...auditing, ...pair, '--holdout', join(folder, 'gone.csv')],
    says: /gone\.csv does not exist/,
    remedy: /path/,
  },
  {
    name: 'last of several candidates missing',
    args: [...auditing, ...pair, '--synthetic', join(folder, 'gone.csv')],
    says: /gone\.csv does not exist/,
    remedy: /path/,
  },
  {
    name: 'glob without a match',
    args: [...auditing, '--train', real, '--synthetic', join(folder, 'gone*.csv')],
    says: /no file matches .*gone\*\.csv/,
    remedy: /pattern/,
  },
  {
    name: 'empty file',
    args: [...auditing, '--train', real, '--synthetic', bad('empty.csv')],
    says: /empty\.csv is empty/,
    remedy: /header/,
  },
  {
    name: 'header only, as train',
    args: [...auditing, '--train', bad('header-only.csv'), '--synthetic', other],
    says: /header-only\.csv has .*no rows/,
    remedy: /at least one row/,
  },
  {
    name: 'header only, as candidate',
    args: [...auditing, '--train', real, '--synthetic', join(folder, 'header.csv')],
    says: /header\.csv has .*no rows/,
    remedy: /at least one row/,
  },
  {
    name: 'no common columns, candidate',
    args: [...auditing, '--train', real, '--synthetic', bad('no-common-columns.csv')],
    says: /no-common-columns\.csv and .* no column in common/,
    remedy: /header/,
  },
  {
    name: 'no common columns, holdout',
    args: [...auditing, ...pair, '--holdout', bad('no-common-columns.csv')],
    says: /no-common-columns\.csv and real\.csv have no column in common/,
    remedy: /header/,
  },
  {
    name: 'folder without data',
    args: [...auditing, '--train', join(folder, 'empty-folder'), '--synthetic', other],
    says: /empty-folder holds no data files/,
    remedy: /CSV/,
  },
  {
    name: 'unreadable encoding',
    args: [...auditing, '--train', real, '--synthetic', bad('garbage.csv')],
    says: /garbage\.csv is not readable text/,
    remedy: /UTF-8/,
  },
  {
    name: 'a line with too many cells',
    args: [...auditing, '--train', real, '--synthetic', join(folder, 'ragged.csv')],
    says: /ragged\.csv, line 3: 5 cells, but the header has 4/,
    remedy: /line/,
  },
  // Two tables where one is expected
  {
    name: 'two --train',
    args: [...auditing, ...pair, '--train', other],
    says: /--train was given twice/,
    remedy: /one table/,
  },
  {
    name: 'two trains under two names',
    args: [...auditing, ...pair, '--reference', other],
    says: /--train and --reference/,
    remedy: /one table/,
  },
  {
    name: 'metadata of several tables',
    args: [...auditing, ...pair, '--metadata', join(folder, 'two-tables.json')],
    says: /two-tables\.json describes 2 tables \(a, b\)/,
    remedy: /one table/,
  },
  {
    name: 'a path with no option, as a shell leaves of a glob',
    args: [...auditing, ...pair, real],
    says: /real\.csv” stands alone/,
    remedy: /quote a glob/,
  },
  {
    name: 'metadata that is no JSON',
    args: [...auditing, ...pair, '--metadata', join(folder, 'not-json.json')],
    says: /not-json\.json: /,
    remedy: /synthaudit init/,
  },
  // Columns
  ...['--target', '--unit'].map((flag) => ({
    name: `${flag} that does not exist`,
    args: [...auditing, ...pair, flag, 'twon'],
    says: new RegExp(`${flag} names “twon”, which is no column of real\\.csv`),
    remedy: /Did you mean “town”\?/,
  })),
  {
    name: '--ignore that does not exist',
    args: [...auditing, ...pair, '--ignore', 'twon'],
    says: /no column `twon` to ignore in real\.csv/,
    remedy: /Did you mean “town”\?/,
  },
  {
    name: 'a target that resembles nothing',
    args: [...auditing, ...pair, '--target', 'xyzzy'],
    says: /“xyzzy”/,
    remedy: /person, age, town, sick/,
  },
  {
    name: 'a target that is ignored',
    args: [...auditing, ...pair, '--target', 'sick', '--ignore', 'sick'],
    says: /--target names “sick”, which --ignore leaves out/,
    remedy: /one of the two/,
  },
  {
    name: 'an identifier as target',
    args: [...auditing, ...pair, '--target', 'person'],
    says: /“person” is an identifier/,
    remedy: /--target/,
  },
  // Values of options
  ...[
    ['--seed', 'x', /whole number/],
    ['--threads', '0', /whole number/],
    ['--memory', 'lots', /4GB/],
    ['--preset', 'fast', /quick, standard or full/],
    ['--disclosure', 'public', /shared or internal/],
  ].map(([flag, value, remedy]) => ({
    name: `${flag} ${value}`,
    args: [...auditing, ...pair, flag as string, value as string],
    says: new RegExp(`${flag} cannot be “${value}”`),
    remedy: remedy as RegExp,
  })),
  {
    name: '--memory too small for anything',
    args: [...auditing, ...pair, '--memory', '1KB'],
    says: /does not fit into the memory limit/,
    remedy: /--memory/,
  },
  {
    name: 'unknown format',
    args: [...auditing, ...pair, '--format', 'html,pdf'],
    says: /“pdf”/,
    remedy: /html, json, md, junit and sarif/,
  },
  {
    name: 'an empty path, as an unset variable gives it',
    args: [...auditing, '--train', '', '--synthetic', other],
    says: /--train was given an empty value/,
    remedy: /unset/,
  },
  {
    name: 'a name without a path',
    args: [...auditing, '--train', real, '--synthetic', 'vendor='],
    says: /--synthetic vendor= was given an empty value/,
    remedy: /unset/,
  },
  ...['--only', '--skip'].map((flag) => ({
    name: `unknown ${flag}`,
    args: ['audit', ...pair, flag, 'exact-copy'],
    says: /no audit or category “exact-copy”/,
    remedy: /Did you mean “exact-copies”\?/,
  })),
  {
    name: 'nothing left to run',
    args: [...auditing, ...pair, '--skip', 'table-structure'],
    says: /no audit is left/,
    remedy: /--skip/,
  },
  // Commands and options
  {
    name: 'no train',
    args: ['audit', '--synthetic', other],
    says: /--train is missing/,
    remedy: /--train PATH/,
  },
  {
    name: 'no synthetic',
    args: ['audit', '--train', real],
    says: /--synthetic is missing/,
    remedy: /NAME=PATH/,
  },
  {
    name: 'an option without its value',
    args: ['audit', '--train'],
    says: /--train needs a value/,
    remedy: /audit --help/,
  },
  { name: 'unknown command', args: ['audti'], says: /no command audti/, remedy: /Did you mean audit\?/ },
  {
    name: 'unknown option',
    args: ['audit', '--sythetic', other],
    says: /no option --sythetic/,
    remedy: /Did you mean --synthetic\?/,
  },
  {
    name: 'unknown audit to explain',
    args: ['explain', 'exact-copys'],
    says: /no audit “exact-copys”/,
    remedy: /exact-copies/,
  },
  { name: 'nothing to explain', args: ['explain'], says: /<audit-id> is missing/, remedy: /explain --help/ },
  {
    name: 'unknown schema',
    args: ['schema', 'report'],
    says: /<document> cannot be “report”/,
    remedy: /result, policy, config or manifest/,
  },
  { name: 'init without train', args: ['init'], says: /--train is missing/, remedy: /--train PATH/ },
  { name: 'split without data', args: ['split'], says: /--real is missing/, remedy: /--real PATH/ },
  // Configuration
  {
    name: 'broken YAML',
    args: ['audit', '--config', join(folder, 'broken.yaml')],
    says: /broken\.yaml, line [234]: /,
    remedy: /synthaudit schema config/,
  },
  {
    name: 'unknown key',
    args: ['audit', '--config', join(folder, 'unknown-key.yaml')],
    says: /unknown-key\.yaml, line 4: there is no option “targe”/,
    remedy: /Did you mean “target”\?/,
  },
  {
    name: 'a value of the wrong type',
    args: ['audit', '--config', join(folder, 'bad-seed.yaml')],
    says: /bad-seed\.yaml, line 3: “seed” must be a whole number/,
    remedy: /schema config/,
  },
  {
    name: 'two trains',
    args: ['audit', '--config', join(folder, 'two-trains.yaml')],
    says: /two-trains\.yaml, line 2: “train” must be one path/,
    remedy: /schema config/,
  },
  {
    name: 'no options at all',
    args: ['audit', '--config', join(folder, 'a-list.yaml')],
    says: /a-list\.yaml, line 1: the file must hold options/,
    remedy: /schema config/,
  },
  {
    name: 'a key twice',
    args: ['audit', '--config', join(folder, 'twice.yaml')],
    says: /twice\.yaml, line 2: /,
    remedy: /schema config/,
  },
  {
    name: 'missing configuration',
    args: ['audit', '--config', join(folder, 'gone.yaml')],
    says: /gone\.yaml does not exist/,
    remedy: /--config/,
  },
  // Outputs
  {
    name: '--out that is a file',
    args: ['audit', '--only', 'table-structure', ...pair, '--out', join(folder, 'a-file')],
    says: /cannot write to .*a-file: it is no folder/,
    remedy: /--out/,
  },
  {
    name: '--out beneath a file',
    args: ['audit', '--only', 'table-structure', ...pair, '--out', join(folder, 'a-file', 'deeper')],
    says: /cannot write to .*deeper/,
    remedy: /--out/,
  },
];

describe('bad input ends with exit code 2 and one clear message', () => {
  test.concurrent.each(cases)('$name', async ({ args, says, remedy }) => {
    const { code, stdout, stderr } = await runCli(args);
    const [fact, advice, ...more] = stderr.trimEnd().split('\n');
    expect(fact).toMatch(/^error: /);
    expect(fact).toMatch(says);
    expect(advice).toMatch(remedy);
    expect(more).toEqual([]);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test('nothing was written by any of them', () => {
    expect(existsSync(join(folder, 'out'))).toBe(false);
    expect(namesBeneath(folder).filter((name) => name.includes('synthaudit-'))).toEqual([]);
  });

  test.skipIf(process.platform !== 'linux')('a folder that cannot be made does not hang', async () => {
    const { code, stderr } = await runCli([
      'audit',
      '--only',
      'table-structure',
      ...pair,
      '--out',
      '/proc/nowhere/deep',
    ]);
    expect(stderr).toMatch(/cannot write to \/proc\/nowhere\/deep/);
    expect(code).toBe(2);
  });

  test('without a command it shows the help', async () => {
    const { code, stderr } = await runCli([]);
    expect(stderr).toMatch(/^Usage: synthaudit/);
    expect(code).toBe(2);
  });
});
