import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apportion, assignHoldout } from '../../src/datasets/assign-holdout.ts';
import { Engine, type SplitRequest, splitTable } from '../../src/datasets/datasets.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

function request(path: string, more: Partial<SplitRequest> = {}): SplitRequest {
  return {
    path,
    train: join(space.folder, 'out', 'train.csv'),
    holdout: join(space.folder, 'out', 'holdout.csv'),
    holdoutShare: 0.5,
    unit: null,
    stratify: null,
    seed: 1,
    ...more,
  };
}

async function linesOf(path: string): Promise<string[]> {
  return (await readFile(path, 'utf8')).trimEnd().split('\n');
}

test('every row is on one side, as it was spelled and in its order, under the same header', async () => {
  const rows = range(101).map((i) => `${i};0${i},50;"a ""b"" ${i}";${i % 5 ? 'x' : ''}`);
  const path = await space.write('s.csv', `;n;"q;q";n\n${rows.join('\n')}\n`);
  const wanted = request(path, { holdoutShare: 0.3 });
  expect(await splitTable(space.engine, wanted)).toEqual({ rows: { train: 71, holdout: 30 }, units: null });
  const train = await linesOf(wanted.train);
  const holdout = await linesOf(wanted.holdout);
  expect([train[0], holdout[0]]).toEqual([`;n;"q;q";n`, `;n;"q;q";n`]);
  const number = (line: string) => Number(line.split(';')[0]);
  const together = [...train.slice(1), ...holdout.slice(1)].sort((a, b) => number(a) - number(b));
  expect(together).toEqual(rows);
  for (const side of [train, holdout])
    expect(side.slice(1)).toEqual([...side.slice(1)].sort((a, b) => number(a) - number(b)));
  expect(await readdir(join(space.folder, 'out'))).toEqual(['holdout.csv', 'train.csv']);
});

test('a unit is never on both sides, in whatever spelling; rows without one stand alone', async () => {
  const rows = range(600).map((i) => `${i},${i % 40 === 0 ? '' : i % 2 ? `${i % 37}.0` : ` ${i % 37}`}`);
  const path = await space.write('u.csv', `row,person\n${rows.join('\n')}\n`);
  const wanted = request(path, { unit: 'person' });
  const counts = await splitTable(space.engine, wanted);
  const people = async (file: string) =>
    new Set(
      (await linesOf(file))
        .slice(1)
        .map((line) => line.split(',')[1])
        .filter((cell) => cell !== '')
        .map(Number),
    );
  const [train, holdout] = [await people(wanted.train), await people(wanted.holdout)];
  expect([...train].filter((person) => holdout.has(person))).toEqual([]);
  expect(train.size + holdout.size).toBe(37);
  expect(counts.units!.train + counts.units!.holdout).toBe(37 + 15);
  expect(counts.rows.train + counts.rows.holdout).toBe(600);
});

test('strata keep their shares, over rows and over units', async () => {
  const rows = range(1000).map(
    (i) => `${Math.floor(i / 2)},${Math.floor(i / 2) % 10 === 0 ? 'rare' : 'common'}`,
  );
  const path = await space.write('strata.csv', `person,class\n${rows.join('\n')}\n`);
  for (const unit of [null, 'person']) {
    const wanted = request(path, { stratify: 'class', unit, holdoutShare: 0.2 });
    await splitTable(space.engine, wanted);
    const rare = (await linesOf(wanted.holdout)).filter((line) => line.endsWith('rare')).length;
    expect(rare).toBe(20);
    expect((await linesOf(wanted.holdout)).length).toBe(201);
  }
});

test('the same seed gives the same split for any number of threads, another seed another one', async () => {
  const path = await space.write(
    'seed.csv',
    `a,b\n${range(30_000)
      .map((i) => `${i},${i % 9}`)
      .join('\n')}\n`,
  );
  const holdoutOf = async (seed: number, threads: number) => {
    const engine = await Engine.open({ memory: '500MB', threads });
    const wanted = request(path, { seed, unit: 'a', stratify: 'b' });
    await splitTable(engine, wanted);
    await engine.close();
    return readFile(wanted.holdout, 'utf8');
  };
  const first = await holdoutOf(1, 1);
  expect(await holdoutOf(1, 4)).toBe(first);
  expect(await holdoutOf(2, 1)).not.toBe(first);
});

test('Parquet keeps its types, text can be packed, one column survives empty cells', async () => {
  const source = join(space.folder, 'types.parquet');
  await space.engine.run(
    `COPY (SELECT i::INTEGER AS i, i / 4 AS "a ""d""", DATE '2020-01-01' + i::INTEGER AS day FROM range(40) t(i)) TO '${source}' (FORMAT parquet)`,
  );
  const parquet = request(source, {
    train: join(space.folder, 't.parquet'),
    holdout: join(space.folder, 'h.parquet'),
  });
  await splitTable(space.engine, parquet);
  const types = await space.engine.rows(`SELECT column_type FROM (DESCRIBE FROM '${parquet.train}')`);
  expect(types.flat()).toEqual(['INTEGER', 'DOUBLE', 'DATE']);
  expect(
    await space.engine.row(
      `SELECT count(*), sum(i) FROM read_parquet(['${parquet.train}', '${parquet.holdout}'])`,
    ),
  ).toEqual([40, 780]);
  const packed = request(source, { train: join(space.folder, 't.csv.gz') });
  await splitTable(space.engine, packed);
  expect(
    gunzipSync(await readFile(packed.train))
      .toString()
      .split('\n')[0],
  ).toBe('i,"a ""d""",day');
  const single = request(
    await space.write(
      'one.csv',
      `a\n${range(20)
        .map((i) => (i % 3 ? i : '""'))
        .join('\n')}\n`,
    ),
  );
  expect(await splitTable(space.engine, single)).toMatchObject({ rows: { train: 10, holdout: 10 } });
  const raws = [];
  for (const path of [single.train, single.holdout])
    raws.push(await space.engine.load({ role: 'train', name: 't', path }));
  expect(raws.map(({ rowCount }) => rowCount)).toEqual([10, 10]);
});

describe('requests that cannot be met', () => {
  test('are refused, and leave nothing behind', async () => {
    const path = await space.write('bad.csv', 'a,b\n1,2\n3,4\n');
    const folder = join(space.folder, 'bad-out');
    const outputs = { train: join(folder, 'train.csv'), holdout: join(folder, 'holdout.csv') };
    for (const [more, code] of [
      [{ holdoutShare: 1 }, 'bad-share'],
      [{ holdoutShare: Number.NaN }, 'bad-share'],
      [{ unit: 'c' }, 'unknown-column'],
      [{ stratify: 'c' }, 'unknown-column'],
      [{ holdoutShare: 0.01 }, 'split-too-small'],
      [{ train: path }, 'bad-output'],
      [{ train: join(folder, 'x.json') }, 'bad-output'],
    ] as const) {
      await expect(splitTable(space.engine, request(path, { ...outputs, ...more }))).rejects.toMatchObject({
        code,
      });
    }
    await expect(readdir(folder)).rejects.toThrow();
  });
});

describe('assignment', () => {
  test('shares add up by the largest remainders', () => {
    expect(apportion([10, 10, 10], 0.5)).toEqual([5, 5, 5]);
    expect(apportion([3, 3, 3], 0.5)).toEqual([2, 2, 1]);
    expect(apportion([1, 1, 98], 0.1)).toEqual([0, 0, 10]);
    expect(apportion([0, 7], 0.5)).toEqual([0, 4]);
  });

  test('every row is as likely as any other to be held out', () => {
    const held = new Float64Array(20);
    const seeds = 2000;
    for (let seed = 0; seed < seeds; seed++) {
      const { sides } = assignHoldout(20, null, null, 0.3, seed);
      expect(sides.reduce((sum, side) => sum + side, 0)).toBe(6);
      for (const [row, side] of sides.entries()) held[row]! += side;
    }
    // Binomial(2000, 0.3): five standard deviations are 102.
    for (const count of held) expect(Math.abs(count - 0.3 * seeds)).toBeLessThan(103);
  });
});
