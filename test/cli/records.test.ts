import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resultSchema } from '../../src/result/document.ts';
import { openWorkspace, type Workspace } from '../datasets/workspace.ts';
import { namesBeneath, runCli, smallTable, temporaryFolder, writeAll } from './run-cli.ts';

const folder = writeAll(temporaryFolder(), {
  'train.csv': smallTable(120, 1),
  'holdout.csv': smallTable(90, 2),
  'fresh.csv': smallTable(80, 3),
  'nothing-shared.csv': 'person\nX1\nX2\n',
  'out/keep': '',
});
const at = (name: string) => join(folder, name);
const args = [
  'audit',
  '--train',
  at('train.csv'),
  '--holdout',
  at('holdout.csv'),
  '--only',
  'table-structure',
  '--json',
];

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace();
});
afterAll(() => workspace.close());

describe('--records', () => {
  test('is refused where outputs are to be shared', async () => {
    const ended = await runCli([...args, '--synthetic', at('fresh.csv'), '--records', at('out/no.parquet')]);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/^error: --records writes about single rows.*\n.*--disclosure internal/);
    expect(namesBeneath(at('out'))).not.toContain('no.parquet');
  });

  test.each([
    ['rows.csv', /ends in \.parquet/],
    ['no-folder/rows.parquet', /no such folder/],
  ])('%s is refused before any work', async (name, message) => {
    const given = ['--synthetic', at('fresh.csv'), '--disclosure', 'internal', '--records', at(name)];
    const ended = await runCli([...args, ...given]);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(message);
  });

  test('every synthetic row of every candidate stands in the file, read by our own reader', async () => {
    const records = at('out/records.parquet');
    const ended = await runCli([
      ...args,
      '--synthetic',
      at('fresh.csv'),
      '--synthetic',
      `copied=${at('train.csv')}`,
      '--synthetic',
      at('nothing-shared.csv'),
      '--disclosure',
      'internal',
      '--records',
      records,
    ]);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(namesBeneath(at('out'))).toEqual(['keep', 'records.parquet']);
    const { method } = resultSchema.parse(JSON.parse(ended.stdout));
    expect(method.find(({ title }) => title === 'Signals of single rows')?.text).toMatch(
      /weakens an end-to-end differential privacy/,
    );

    const raw = await workspace.engine.load({ role: 'candidate', name: 'records', path: records });
    expect(raw.columns.map(({ name }) => name)).toEqual([
      'candidate',
      'row',
      'distance_to_train',
      'distance_to_holdout',
      'nearest_neighbour_ratio',
      'copy_of_train',
      'copy_of_holdout',
      'train_share_of_nearest',
      'closer_to_train',
    ]);
    const rows = await workspace.cells(raw);
    const of = (candidate: string) => rows.filter(([name]) => name === candidate);
    expect([of('fresh').length, of('copied').length, of('nothing-shared').length]).toEqual([80, 120, 2]);
    for (const [row, cells] of of('copied').entries()) {
      expect([cells[1], Number(cells[2]), cells[5]]).toEqual([String(row), 0, 'true']);
      expect(Number(cells[8])).toBeGreaterThanOrEqual(0);
    }
    expect(of('nothing-shared')[0]?.slice(2)).toEqual(Array(7).fill(null));
  });

  test('stands in the configuration too, beside it', async () => {
    writeAll(folder, {
      'synthaudit.yaml':
        'train: train.csv\nsynthetic: fresh.csv\nonly: table-structure\ndisclosure: internal\nrecords: out/by-config.parquet\n',
    });
    const ended = await runCli(['audit', '--config', at('synthaudit.yaml'), '--json']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const raw = await workspace.engine.load({
      role: 'candidate',
      name: 'r',
      path: at('out/by-config.parquet'),
    });
    const rows = await workspace.cells(raw);
    expect(rows).toHaveLength(80);
    // Without a holdout there is nothing to compare with.
    expect(rows.every((cells) => cells[3] === null && cells[6] === null && cells[8] === null)).toBe(true);
  });
});
