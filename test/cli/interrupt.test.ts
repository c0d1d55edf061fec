import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixture, namesBeneath, runCli, temporaryFolder } from './run-cli.ts';

const folder = temporaryFolder();

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s in the middle of a run leaves nothing behind and ends with %i', async (signal, expected) => {
  const temporary = join(folder, `tmp-${signal}`);
  const out = join(folder, `out-${signal}`);
  mkdirSync(temporary);
  let sawScratch = false;
  const { code, stdout, stderr } = await runCli(
    [
      'audit',
      '--train',
      fixture('train.csv'),
      '--holdout',
      fixture('holdout.csv'),
      '--synthetic',
      fixture('vendor-a-good.csv'),
      '--target',
      'readmitted',
      '--out',
      out,
    ],
    {
      env: { TMPDIR: temporary, TMP: temporary, TEMP: temporary },
      started(end) {
        const timer = setInterval(() => {
          // The engine's folder within the scratch folder: the run has begun.
          if (!namesBeneath(temporary).some((name) => /synthaudit-.*synthaudit-/.test(name))) return;
          sawScratch = true;
          clearInterval(timer);
          setTimeout(() => end(signal), 200);
        }, 10);
        timer.unref();
      },
    },
  );
  expect(sawScratch).toBe(true);
  expect(code).toBe(expected);
  expect(stderr).toBe('synthaudit: interrupted\n');
  expect(stdout).toBe('');
  expect(namesBeneath(temporary)).toEqual([]);
  expect(namesBeneath(out)).toEqual([]);
});

test('a run that ends by itself leaves no temporary folder either, nor one that fails', async () => {
  const temporary = join(folder, 'tmp-ends');
  mkdirSync(temporary);
  const run = (synthetic: string) =>
    runCli(
      [
        'audit',
        '--train',
        fixture('holdout.csv'),
        '--synthetic',
        synthetic,
        '--only',
        'table-structure',
        '--json',
      ],
      { env: { TMPDIR: temporary, TMP: temporary, TEMP: temporary } },
    );
  expect((await run(fixture('oracle.csv'))).code).toBe(0);
  expect((await run(fixture('bad/ragged.csv'))).code).toBe(2);
  expect(namesBeneath(temporary)).toEqual([]);
});
