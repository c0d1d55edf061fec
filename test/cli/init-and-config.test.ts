import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resultSchema } from '../../src/result/document.ts';
import { fixture, namesBeneath, runCli, smallTable, temporaryFolder, writeAll } from './run-cli.ts';

const folder = writeAll(temporaryFolder(), {
  'data/train.csv': smallTable(120, 1),
  'data/holdout.csv': smallTable(90, 2),
  'good.csv': smallTable(80, 3),
});

test('init writes metadata and configuration that audit reads, and refuses to replace them', async () => {
  const args = ['init', '--train', 'data/train.csv', '--holdout', 'data/holdout.csv', '--out', 'setup'];
  const first = await runCli(args, { cwd: folder });
  expect(first.stderr).toBe('');
  expect(first.code).toBe(0);
  expect(first.stdout).toMatch(/^person +identifier {3}primary key\nage +numeric \(integer\)\n/);
  expect(namesBeneath(join(folder, 'setup'))).toEqual(['metadata.json', 'synthaudit.yaml']);

  const again = await runCli(args, { cwd: folder });
  expect(again.stderr).toMatch(/^error: .*metadata\.json exists already\n.*--force/);
  expect(again.code).toBe(2);
  expect((await runCli([...args, '--force'], { cwd: folder })).code).toBe(0);

  const audited = await runCli(
    [
      'audit',
      '--config',
      'setup/synthaudit.yaml',
      '--synthetic',
      'good.csv',
      '--only',
      'table-structure',
      '--json',
    ],
    { cwd: folder },
  );
  expect(audited.stderr).toBe('');
  const { inputs, columns } = resultSchema.parse(JSON.parse(audited.stdout));
  expect([inputs.train.rows, inputs.holdout?.rows]).toEqual([120, 90]);
  expect(columns.map(({ name, type, source }) => [name, type, source])).toEqual([
    ['person', 'identifier', 'metadata'],
    ['age', 'numeric', 'metadata'],
    ['town', 'categorical', 'metadata'],
    ['sick', expect.stringMatching(/boolean|categorical/), 'metadata'],
  ]);
});

test('what init writes reads the fixture as inference does', async () => {
  const out = join(folder, 'fixture');
  expect((await runCli(['init', '--train', fixture('train.csv'), '--out', out])).code).toBe(0);
  const columnsOf = async (args: string[]) => {
    const { stdout } = await runCli([
      'audit',
      '--train',
      fixture('train.csv'),
      '--synthetic',
      fixture('oracle.csv'),
      '--only',
      'table-structure',
      '--json',
      ...args,
    ]);
    return resultSchema.parse(JSON.parse(stdout)).columns.map(({ source, ...column }) => column);
  };
  expect(await columnsOf(['--metadata', join(out, 'metadata.json')])).toEqual(await columnsOf([]));
});

test('configuration: all lists and names, paths from the file, flags win', async () => {
  writeAll(folder, {
    'setup-2/audit.yaml': `# comment
train: ../data/train.csv
synthetic:
  First vendor: ../good.csv
  second: ../data/holdout.csv
target: sick
keys: [age, town]
only: table-structure
seed: 5
preset: quick
format: json
out: results
`,
  });
  const { code, stderr } = await runCli(
    ['audit', '--config', 'setup-2/audit.yaml', '--seed', '6', '--quiet'],
    {
      cwd: folder,
    },
  );
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const results = join(folder, 'setup-2/results');
  expect(namesBeneath(results)).toEqual(['manifest.json', 'result.json']);
  const result = resultSchema.parse(JSON.parse(readFileSync(join(results, 'result.json'), 'utf8')));
  expect(result.run).toMatchObject({ seed: 6, preset: 'quick' });
  expect(result.inputs.candidates.map(({ id, name }) => [id, name])).toEqual([
    ['first-vendor', 'First vendor'],
    ['second', 'second'],
  ]);
  expect(result.inputs).toMatchObject({ targets: ['sick'], keys: ['age', 'town'] });
  expect(Object.keys(result.audits)).toEqual(['table-structure']);
});
