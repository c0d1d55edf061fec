import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPolicy } from '../../src/cli/policy-file.ts';
import { readResult } from '../../src/cli/saved-result.ts';
import { resultSchema } from '../../src/result/document.ts';
import { fixture, namesBeneath, runCli, temporaryFolder, writeAll } from './run-cli.ts';

const copies = (limit: number) =>
  `name: house\nrules:\n  - id: copies\n    measure: exact-copies.leak-rate\n    limit: { at-most: ${limit} }\n    rationale: A test.\n`;
const folder = writeAll(temporaryFolder(), {
  'copies.yaml': copies(0.02),
  'loose.yaml': copies(0.3),
  'wrong.yaml': copies(0.02).replace('limit', 'limits'),
  'taken.yaml': copies(0.02).replace('id: copies', 'id: baseline:copies'),
  'links.yaml': copies(0.02).replace('exact-copies.leak-rate', 'group-trust.agreement'),
  'old.json': '{"schemaVersion":"0.1"}',
  'list.json': '[]',
  'edited.json': '{"schemaVersion":"1.0"}',
});
const at = (name: string) => join(folder, name);
const sample = join(fixture('..'), 'reports/sample/result.json');
const gate = (...args: string[]) => runCli(['gate', ...args]);

describe('gate', () => {
  test.concurrent.each([
    ['passes', ['--policy', 'loose.yaml'], 0, '✓ Within policy'],
    ['fails', ['--policy', 'copies.yaml'], 1, 'Exact copies: at least 8.5 %'],
    [
      'passes where the one that leaks does not decide',
      ['--policy', 'copies.yaml', '--gate-on', 'A'],
      0,
      'decided by a alone',
    ],
    ['is inconclusive where nothing was measured', ['--policy', 'links.yaml'], 3, 'Group trust was not run'],
  ])('%s', async (_, [flag, policy, ...rest], code, shown) => {
    const ended = await gate(sample, flag!, at(policy!), ...rest);
    expect(ended).toMatchObject({ code, stderr: '' });
    expect(ended.stdout).toContain(shown);
  });

  test.concurrent.each([
    ['no policy', [sample], '--policy is missing'],
    [
      'a mistake in the policy',
      [sample, '--policy', at('wrong.yaml')],
      'wrong.yaml, line 5: there is no entry “limits” here',
    ],
    [
      'a rule that is called as those of a baseline',
      [sample, '--policy', at('taken.yaml')],
      'taken.yaml, line 3: “baseline:copies” begins with baseline:',
    ],
    ['an old result', [at('old.json'), '--policy', 'public-release'], 'schema version 0.1'],
  ])('%s is bad usage', async (_, args, message) => {
    const ended = await gate(...args);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(message);
  });

  test.each([
    ['no result', () => readResult(at('list.json')), 'no result of an audit'],
    ['no JSON', () => readResult(at('copies.yaml')), 'is no JSON'],
    ['no file', () => readResult(at('none.json')), 'does not exist'],
    ['an edited result', () => readResult(at('edited.json')), 'is not as an audit writes it'],
    ['no such preset', () => readPolicy('public'), 'public does not exist'],
  ])('%s is refused', async (_, read, message) => {
    await expect(read()).rejects.toThrow(message);
  });

  test('writes what is asked for, and judges its own output the same', async () => {
    const out = join(folder, 'out');
    expect(await gate(sample, '--policy', 'public-release', '--out', out, '--quiet')).toMatchObject({
      code: 1,
      stdout: '',
    });
    expect(namesBeneath(out).sort()).toEqual([
      'junit.xml',
      'manifest.json',
      'report.html',
      'result.json',
      'results.sarif',
      'summary.md',
    ]);
    const written = readFileSync(join(out, 'result.json'), 'utf8');
    const again = await gate(join(out, 'result.json'), '--policy', 'public-release', '--json');
    expect(again).toMatchObject({ code: 1, stdout: written });
  });
});

describe('gate --baseline', () => {
  /** The sample with a shape that is worse by so much. */
  const worse = (name: string, by: number) => {
    const result = JSON.parse(readFileSync(sample, 'utf8'));
    const { measures } = result.candidates.a.outcomes['column-shapes'];
    const { estimate } = measures.find(({ subject }: { subject: string[] }) => subject.length === 0);
    estimate.value -= by;
    estimate.uncertainty.low -= by;
    estimate.uncertainty.high -= by;
    writeAll(folder, { [name]: JSON.stringify(result) });
    return at(name);
  };

  test('fails on what is worse, alone or with a policy, and tells it in every output', async () => {
    const now = worse('now.json', 0.3);
    const out = at('against');
    const ended = await gate(now, '--baseline', sample, '--out', out);
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect(ended.stdout).toMatch(/Column shapes: “.+” was 0\.9.* in result\.json and is 0\.\d+ .* now/);
    for (const name of ['junit.xml', 'results.sarif'])
      expect(readFileSync(join(out, name), 'utf8')).toContain('baseline:column-shapes.column-shapes');
    for (const name of ['report.html', 'summary.md'])
      expect(readFileSync(join(out, name), 'utf8')).toContain('Against the last release');
    expect(await gate(now, '--baseline', sample, '--policy', at('loose.yaml'))).toMatchObject({ code: 1 });
    expect(await gate(now, '--policy', at('loose.yaml'))).toMatchObject({ code: 0 });
    expect(await gate(now, '--baseline', sample, '--baseline-margin', '0.4')).toMatchObject({ code: 0 });
    expect(await gate(sample, '--baseline', now)).toMatchObject({ code: 0 });
    const replay = ['--replay', '--result', now, '--baseline', sample];
    expect(await runCli(['verify', out, ...replay])).toMatchObject({ code: 0, stderr: '' });
  });

  test.each([
    ['no file', [sample, '--baseline', at('none.json')], 'none.json does not exist'],
    ['an older schema', [sample, '--baseline', at('old.json')], 'old.json has schema version 0.1'],
    ['no result', [sample, '--baseline', at('list.json')], 'list.json is no result of an audit'],
    [
      'a margin alone',
      [sample, '--policy', at('loose.yaml'), '--baseline-margin', '1'],
      '--baseline is missing',
    ],
    [
      'a bad margin',
      [sample, '--baseline', sample, '--baseline-margin', '-1'],
      '--baseline-margin cannot be',
    ],
  ])('%s is bad usage', async (_, args, message) => {
    const ended = await gate(...args);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(message);
  });
});

test('audit judges as gate does, and exits by the verdict', async () => {
  const out = join(folder, 'audited');
  const data = [
    '--train',
    fixture('train.csv'),
    '--holdout',
    fixture('holdout.csv'),
    '--metadata',
    fixture('metadata.json'),
  ];
  const audit = (...args: string[]) =>
    runCli([
      'audit',
      ...data,
      '--synthetic',
      `B=${fixture('vendor-b-copies.csv')}`,
      '--only',
      'exact-copies',
      ...args,
    ]);
  const ended = await audit('--policy', at('copies.yaml'), '--out', out);
  expect(ended.stderr).toBe('');
  expect(ended.code).toBe(1);
  expect(ended.stdout).toContain('Do not release');
  expect(ended.stdout).not.toContain('No policy was given');
  expect(namesBeneath(out)).toContain('junit.xml');
  const result = resultSchema.parse(JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')));
  expect(result.verdict).toBe('fail');
  const gated = await gate(join(out, 'result.json'), '--policy', at('copies.yaml'), '--json');
  expect(gated.stdout).toBe(readFileSync(join(out, 'result.json'), 'utf8'));
  expect(await audit('--json', '--policy', at('loose.yaml'))).toMatchObject({ code: 0 });
  expect(await audit('--json', '--policy', at('links.yaml'))).toMatchObject({ code: 3 });
  // The same data and seed: nothing is worse than in the last release.
  const again = await audit('--json', '--baseline', join(out, 'result.json'));
  expect(again.code).toBe(0);
  expect(JSON.parse(again.stdout).baseline.candidates.b).toMatchObject({
    against: 'B',
    changes: [],
    vanished: [],
  });
  expect((await audit('--json', '--gate-on', 'B')).stderr).toContain('--policy is missing');
  expect((await audit('--json', '--policy', at('loose.yaml'), '--gate-on', 'C')).stderr).toContain(
    'no candidate',
  );
});

test('the schema of a policy is published', async () => {
  const { code, stdout } = await runCli(['schema', 'policy']);
  expect(code).toBe(0);
  expect(Object.keys(JSON.parse(stdout).properties)).toEqual([
    'name',
    'title',
    'extends',
    'rules',
    'waivers',
  ]);
});
