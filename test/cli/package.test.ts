import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runCli, smallTable, temporaryFolder, writeAll } from './run-cli.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = temporaryFolder();

test('the package holds what it promises, and works from where it is unpacked', async () => {
  // Scripts are not run: the tests have built dist already, and `prepare` would build it under the other tests' feet.
  const packed = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      shell: process.platform === 'win32',
    }),
  ) as { filename: string; files: { path: string; mode: number }[] }[];
  const { filename, files } = packed[0]!;
  const paths = files.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining([
      'package.json',
      'LICENSE',
      'dist/cli/main.js',
      'dist/index.js',
      'dist/index.d.ts',
      'dist/kernels/worker-entry.js',
      'templates/policies/public-release.yaml',
      'templates/report.css',
    ]),
  );
  expect(paths.some((path) => /^templates\/.*\.hbs$/.test(path))).toBe(true);
  expect(paths.filter((path) => /^(src|test|fixtures|bench|docs|reports|scripts)\//.test(path))).toEqual([]);

  execFileSync('tar', ['-xzf', filename], { cwd: folder });
  const unpacked = join(folder, 'package');
  symlinkSync(join(root, 'node_modules'), join(unpacked, 'node_modules'), 'junction');
  const manifest = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'));
  const entry = manifest.exports['.'];
  for (const path of [entry.types, entry.default, manifest.bin.synthaudit])
    expect(existsSync(join(unpacked, path))).toBe(true);

  const program = join(unpacked, manifest.bin.synthaudit);
  expect((await runCli(['list'], { program })).stdout).toContain('table-structure');
  // A whole run: templates and workers are found from there.
  writeAll(folder, { 'real.csv': smallTable(60, 1), 'made.csv': smallTable(60, 2) });
  const args = [
    'audit',
    '--train',
    'real.csv',
    '--synthetic',
    'made.csv',
    '--only',
    'column-shapes',
    '--out',
    'out',
  ];
  const ended = await runCli(args, { cwd: folder, program });
  expect(ended.stderr).toBe('');
  expect(ended.code).toBe(0);
  expect(existsSync(join(folder, 'out/report.html'))).toBe(true);

  // The types resolve for a program that imports the package by its name.
  const consumer = writeAll(join(folder, 'consumer'), {
    'package.json': '{"type": "module"}',
    'use.ts': `import { auditDatasets, type ResultDocument, UserError } from 'synthaudit';
const run: (...args: Parameters<typeof auditDatasets>) => Promise<ResultDocument> = auditDatasets;
// @ts-expect-error A number is no request: the types are real, not any.
void auditDatasets(5);
export { run, UserError };
`,
  });
  writeAll(consumer, { 'node_modules/.keep': '' });
  symlinkSync(unpacked, join(consumer, 'node_modules/synthaudit'), 'junction');
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const options = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--types',
    '',
    '--skipLibCheck',
  ];
  execFileSync(process.execPath, [tsc, ...options, 'use.ts'], { cwd: consumer, stdio: 'pipe' });
});
