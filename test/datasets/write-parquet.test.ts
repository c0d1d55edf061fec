import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openParquet } from '../../src/datasets/write-parquet.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace();
});
afterAll(() => workspace.close());

describe('a Parquet file of our own', () => {
  it('holds every digit, and what is unknown is null', async () => {
    const path = join(workspace.folder, 'records.parquet');
    const writer = await openParquet(workspace.engine, path, {
      id: 'VARCHAR',
      row: 'INTEGER',
      value: 'DOUBLE',
      flag: 'BOOLEAN',
    });
    const values = [0.1 + 0.2, 5e-324, Number.NaN, -1.7976931348623157e308];
    await writer.append({
      id: ['a', 'a', 'a', 'a'],
      row: [0, 1, 2, 3],
      value: values,
      flag: [true, false, null, true],
    });
    await writer.append({ id: ['b'], row: Int32Array.of(0), value: Float64Array.of(1 / 3), flag: [null] });
    expect(await readdir(workspace.folder)).toEqual([]);
    await writer.publish();
    await writer.discard();
    expect(await readdir(workspace.folder)).toEqual(['records.parquet']);
    const rows = await workspace.engine.rows(`SELECT * FROM read_parquet('${path}')`);
    expect(rows).toEqual([
      ['a', 0, values[0], true],
      ['a', 1, values[1], false],
      ['a', 2, null, null],
      ['a', 3, values[3], true],
      ['b', 0, 1 / 3, null],
    ]);
  });

  it('an empty batch adds nothing', async () => {
    const path = join(workspace.folder, 'empty.parquet');
    const writer = await openParquet(workspace.engine, path, { row: 'INTEGER' });
    await writer.append({ row: [] });
    await writer.publish();
    expect(await workspace.engine.rows(`SELECT count(*)::INTEGER FROM read_parquet('${path}')`)).toEqual([
      [0],
    ]);
  });

  it('a place that cannot hold a file is refused at once', async () => {
    await mkdir(join(workspace.folder, 'taken.parquet'));
    for (const name of ['taken.parquet', 'no-such-folder/records.parquet']) {
      const open = openParquet(workspace.engine, join(workspace.folder, name), { row: 'INTEGER' });
      await expect(open).rejects.toMatchObject({ code: 'cannot-write' });
    }
  });
});
