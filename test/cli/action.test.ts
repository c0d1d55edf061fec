import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { configSchema } from '../../src/cli/config.ts';
import { smallTable, temporaryFolder, writeAll } from './run-cli.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Step {
  readonly name: string;
  readonly id?: string;
  readonly shell: string;
  readonly env: Readonly<Record<string, string>>;
  readonly run: string;
}

const action = parse(readFileSync(join(root, 'action.yml'), 'utf8')) as {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
};

const folder = temporaryFolder();
const at = (...names: string[]) => join(folder, ...names);
const strict =
  'rules:\n  - { id: shapes, measure: column-shapes.column-shapes, limit: { at-least: 0.9999 }, end: value, rationale: A test. }\n';

beforeAll(() => {
  writeAll(folder, {
    'real.csv': smallTable(80, 1),
    'made one.csv': smallTable(80, 2),
    'two.csv': smallTable(80, 3),
    'strict.yaml': strict,
    'loose.yaml': strict.replace('0.9999', '0.1'),
    'open.yaml': strict.replace('column-shapes.column-shapes', 'group-trust.agreement'),
  });
  mkdirSync(at('node_modules/.bin'), { recursive: true });
  // As a project has it that installed the package.
  writeFileSync(
    at('node_modules/.bin/synthaudit'),
    `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'dist/cli/main.js')}" "$@"\n`,
  );
  chmodSync(at('node_modules/.bin/synthaudit'), 0o755);
});

/** Runs the action's steps as a runner does: until one fails, with `${{ … }}` filled in the environment alone. */
function runAction(inputs: Readonly<Record<string, string>>) {
  const files = { output: at('github-output'), summary: at('github-summary') };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const outputs: Record<string, Record<string, string>> = {};
  const fill = (text: string) =>
    text.replace(/\$\{\{\s*([\w.-]+)\s*\}\}/g, (_, path: string) => {
      const [kind, name, , output] = path.split('.') as [string, string, string, string];
      if (kind === 'inputs') return inputs[name] ?? action.inputs[name]!.default ?? '';
      return outputs[name]?.[output] ?? '';
    });
  let code = 0;
  let log = '';
  for (const { id, env, run, shell } of action.runs.steps) {
    expect(shell).toBe('bash');
    const filled = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(value)]));
    const ended = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH ?? '',
        GITHUB_OUTPUT: files.output,
        GITHUB_STEP_SUMMARY: files.summary,
        ...filled,
      },
    });
    log += ended.stdout + ended.stderr;
    const lines = readFileSync(files.output, 'utf8').trim().split('\n').filter(Boolean);
    if (id !== undefined)
      outputs[id] = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
    code = ended.status ?? -1;
    if (code !== 0) break;
  }
  return { code, log, outputs: outputs.audit ?? {}, summary: readFileSync(files.summary, 'utf8') };
}

const data = { train: 'real.csv', synthetic: 'made one.csv', arguments: '--only=column-shapes\n--quiet' };

describe.skipIf(process.platform === 'win32')('the action’s steps, run as scripts', () => {
  test('measure, summarise and pass', () => {
    const ended = runAction({
      ...data,
      synthetic: 'first one=made one.csv\r\n\ntwo.csv\n',
      policy: 'loose.yaml',
    });
    expect(ended).toMatchObject({
      code: 0,
      log: '',
      outputs: { verdict: 'pass', 'exit-code': '0', out: 'synthaudit-out/ci' },
    });
    expect(ended.summary).toContain('Synthetic data audit');
    const { inputs } = JSON.parse(readFileSync(at('synthaudit-out/ci/result.json'), 'utf8'));
    expect(inputs.candidates.map(({ name }: { name: string }) => name)).toEqual(['first one', 'two']);
    for (const name of ['report.html', 'junit.xml', 'results.sarif', 'manifest.json'])
      expect(existsSync(at('synthaudit-out/ci', name))).toBe(true);
  });

  test.each([
    [
      'fail',
      { policy: 'strict.yaml' },
      1,
      { verdict: 'fail', 'exit-code': '1' },
      '::error::synthaudit: fail',
    ],
    [
      'are inconclusive',
      { policy: 'open.yaml' },
      3,
      { verdict: 'inconclusive', 'exit-code': '3' },
      '::error::',
    ],
    [
      'may let pass what is inconclusive, with a warning',
      { policy: 'open.yaml', inconclusive: 'warn' },
      0,
      { verdict: 'inconclusive', 'exit-code': '3' },
      '::warning::',
    ],
    [
      'let nothing else pass so',
      { policy: 'strict.yaml', inconclusive: 'warn' },
      1,
      { verdict: 'fail' },
      '::error::',
    ],
    [
      'tell bad usage',
      { policy: 'none.yaml' },
      2,
      { verdict: 'error', 'exit-code': '2' },
      'none.yaml does not exist',
    ],
  ])('%s', (_, inputs, code, outputs, log) => {
    const ended = runAction({ ...data, ...inputs, out: 'a folder' });
    expect(ended).toMatchObject({ code, outputs });
    expect(ended.log).toContain(log);
    expect(ended.summary === '').toBe(code === 2);
  });

  test('hold a result against the last release', () => {
    rmSync(at('last'), { recursive: true, force: true });
    expect(runAction({ ...data, out: 'last' })).toMatchObject({
      code: 0,
      outputs: { verdict: 'informative' },
    });
    const ended = runAction({ ...data, baseline: 'last/result.json' });
    expect(ended).toMatchObject({ code: 0, outputs: { verdict: 'pass' } });
    expect(ended.summary).toContain('Against the last release');
  });

  test('run nothing that an input holds', () => {
    const evil = '$(touch pwned)`touch pwned`"; touch pwned; \'; touch pwned #';
    for (const name of ['train', 'synthetic', 'policy', 'arguments', 'out', 'version', 'baseline']) {
      runAction({ ...data, [name]: evil });
      expect(existsSync(at('pwned')), name).toBe(false);
    }
    expect(runAction({ ...data, out: 'x\nverdict=pass' })).toMatchObject({ code: 2, outputs: {} });
  });
});

describe('action.yml', () => {
  test('puts no expression into a script', () => {
    for (const { run, env } of action.runs.steps) {
      expect(run).not.toContain('${{');
      for (const value of Object.values(env)) expect(value).toMatch(/^\$\{\{ [\w.-]+ \}\}$/);
    }
  });

  test('hands on every input, and names options that there are', () => {
    const used = action.runs.steps.flatMap(({ env }) => Object.values(env)).join(' ');
    for (const name of Object.keys(action.inputs)) expect(used).toContain(`inputs.${name} `);
    const script = action.runs.steps[0]!.run;
    for (const [, flag] of script.matchAll(/one --([a-z]+)/g))
      expect([...Object.keys(configSchema.shape), 'config']).toContain(flag);
    for (const { value } of Object.values(action.outputs)) expect(value).toContain('steps.audit.outputs.');
  });

  test('is used in the documentation as it is', () => {
    const page = readFileSync(join(root, 'docs/ci.md'), 'utf8');
    const snippets = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => parse(text!));
    expect(snippets).toHaveLength(3);
    const steps = snippets[0].jobs.release.steps as { uses: string; with: object }[];
    const used = steps.find(({ uses }) => /\/synthaudit@/.test(uses))!;
    for (const name of Object.keys(used.with)) expect(Object.keys(action.inputs)).toContain(name);
    for (const name of Object.keys(action.inputs)) expect(page).toContain(`\`${name}\``);
  });

  test('its scripts are read by bash without complaint', () => {
    for (const { run } of action.runs.steps) execFileSync('bash', ['-n', '-c', run]);
  });
});
