import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Engine, inferSchema, readTable } from '../../src/datasets/datasets.ts';
import type { CodedColumn, Column, NumberColumn, Table } from '../../src/datasets/table.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { csvColumn, openWorkspace, valuesOf, type Workspace } from './workspace.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

describe('a candidate is read under the schema', () => {
  test('numbers in other spellings, and what cannot be read', async () => {
    const { other } = await space.read(csvColumn('x', range(40)), {
      candidate: csvColumn('x', [
        '5.0',
        ' 7 ',
        '1e1',
        '+3',
        '"2,5"',
        'nan',
        'None',
        '',
        'soon',
        'inf',
        '1e999',
      ]),
    });
    expect(valuesOf(other!, 'x')).toEqual([5, 7, 10, 3, 2.5, null, null, null, null, null, null]);
    expect(other!.columns.get('x')!.unreadable).toBe(3);
  });

  test('a decimal comma on either side', async () => {
    const points = csvColumn(
      'x',
      range(30).map((i) => i + 0.25),
    );
    const commas = `x;filler\n${range(30)
      .map((i) => `${i},25;1`)
      .join('\n')}\n`;
    const expected = range(30).map((i) => i + 0.25);
    for (const [train, candidate] of [
      [points, commas],
      [commas, points],
    ] as const) {
      const read = await space.read(train, { candidate });
      expect(valuesOf(read.train, 'x')).toEqual(expected);
      expect(valuesOf(read.other!, 'x')).toEqual(expected);
      expect(read.other!.columns.get('x')!.unreadable).toBe(0);
    }
  });

  test('categories that are numbers have one spelling; others keep theirs but for white space', async () => {
    const { train, other } = await space.read(
      `code,word\n${range(30)
        .map((i) => `${[1, 2, 3][i % 3]},${['a', 'B'][i % 2]}`)
        .join('\n')}\n`,
      {
        metadata: { code: 'categorical', word: 'categorical' },
        candidate: 'code,word\n1.0, a \n+2,A\n4.50,b\nN,\n',
      },
    );
    expect((train.columns.get('code') as CodedColumn).levels).toEqual(['1', '2', '3']);
    expect(valuesOf(other!, 'code')).toEqual(['1', '2', '4.5', 'N']);
    expect(valuesOf(other!, 'word')).toEqual(['a', 'A', 'b', null]);
    expect(other!.columns.get('code')!.unreadable).toBe(0);
  });

  test('identifiers that are whole numbers are too', async () => {
    const { train, other } = await space.read(csvColumn('id', range(30)), {
      candidate: csvColumn('id', ['7.0', '8']),
    });
    expect(train.columns.get('id')!.type).toBe('coded');
    expect(valuesOf(other!, 'id')).toEqual(['7', '8']);
  });

  test('padded codes are left alone', async () => {
    const { other } = await space.read(
      csvColumn(
        'zip',
        range(60).map((i) => `0${i % 6}`),
      ),
      { candidate: csvColumn('zip', ['01', '1', '1.0']) },
    );
    expect(valuesOf(other!, 'zip')).toEqual(['01', '1', '1.0']);
  });

  test('booleans in any spelling', async () => {
    const { train, other } = await space.read(csvColumn('x', ['True', 'False', 'True', '']), {
      candidate: csvColumn('x', ['TRUE', 'false', 'f', '1', '0.0', 'yes', 'maybe', 'NA', '']),
    });
    expect(valuesOf(train, 'x')).toEqual(['true', 'false', 'true', null]);
    expect(valuesOf(other!, 'x')).toEqual([
      'true',
      'false',
      'false',
      'true',
      'false',
      'true',
      null,
      null,
      null,
    ]);
    expect(other!.columns.get('x')).toMatchObject({ levels: ['false', 'true'], unreadable: 1 });
  });

  test('dates leniently', async () => {
    const { other } = await space.read(
      csvColumn(
        'x',
        range(28).map((i) => `${i + 1}/12/2020`),
      ),
      {
        candidate: csvColumn('x', [
          '3/12/2020',
          '2020-12-03',
          '2020-12-03T00:00:00Z',
          '2020-12-03 12:00:00',
          '12/31/2020',
          'NaT',
        ]),
      },
    );
    const day = Date.UTC(2020, 11, 3);
    expect(valuesOf(other!, 'x')).toEqual([day, day, day, day + 43_200_000, null, null]);
    expect(other!.columns.get('x')!.unreadable).toBe(1);
  });

  test('codes for missing hold for every dataset; a code that train alone taught does too', async () => {
    const { schema, other } = await space.read(csvColumn('x', [...range(40), 'refused', 'refused']), {
      candidate: csvColumn('x', ['1', 'refused', 'NA', 'other']),
    });
    expect(schema.columns[0]!.missingCodes).toEqual(['refused']);
    expect(valuesOf(other!, 'x')).toEqual([1, null, null, null]);
    expect(other!.columns.get('x')!.unreadable).toBe(1);
  });

  test('columns only one side has are listed, in any order of columns', async () => {
    const { train, other } = await space.read('a,b,c\n1,x,2\n2,y,3\n3,z,5\n', {
      candidate: 'd,c,a\n9,4,7\n',
    });
    expect([...other!.columns.keys()]).toEqual(['a', 'c']);
    expect(other).toMatchObject({
      missingColumns: ['b'],
      extraColumns: ['d'],
      rowCount: 1,
      role: 'candidate',
    });
    expect(train).toMatchObject({ missingColumns: [], extraColumns: [] });
    await expect(space.read('a,b\n1,2\n', { candidate: 'c,d\n1,2\n' })).rejects.toMatchObject({
      code: 'no-common-columns',
    });
  });

  test('what a candidate holds changes nothing about train', async () => {
    const text = csvColumn(
      'x',
      range(30).map((i) => ['1', '2.0', 'N'][i % 3]!),
    );
    const alone = await space.read(text);
    const beside = await space.read(text, { candidate: csvColumn('x', ['01', '2', 'x']) });
    expect(beside.schema).toEqual(alone.schema);
    expect(beside.train.columns).toEqual(alone.train.columns);
  });
});

test('levels are sorted by code unit and codes agree with the file, for few and for many values', async () => {
  const random = randomStream(4, 'levels');
  const n = 70_000;
  // U+FFFD sorts before U+1F600 in UTF-8, but after its first surrogate in JavaScript.
  const words = ['😀', '\uFFFD', 'a', 'Z', 'é', 'zz', '"', 'a b'];
  const few = range(n).map(() => words[random.below(words.length)]!);
  const many = range(n).map((i) => (i % 1000 === 0 ? '' : `${words[i % 8]}${random.uint32()}-${i}`));
  const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
  const { train } = await space.read(
    `few,many\n${few.map((cell, i) => `${quote(cell)},${quote(many[i]!)}`).join('\n')}\n`,
  );
  for (const [name, cells] of [
    ['few', few],
    ['many', many],
  ] as const) {
    const { levels } = train.columns.get(name) as CodedColumn;
    expect(levels).toEqual([...levels].sort());
    expect(new Set(levels).size).toBe(levels.length);
    const values = valuesOf(train, name);
    expect(values.every((value, row) => value === (cells[row] || null))).toBe(true);
  }
});

test('the same table comes out for any number of threads, and of Parquet and JSON', async () => {
  const random = randomStream(5, 'threads');
  const n = 60_000;
  const rows = range(n).map((i) => [
    i,
    random.normal().toFixed(4),
    ['x', 'y', ''][random.below(3)],
    `2020-01-${String(1 + random.below(31)).padStart(2, '0')}`,
    random.below(2) ? 'True' : 'False',
    random.below(50),
  ]);
  const header = 'id,score,cat,day,flag,count';
  const csv = await space.write('threads.csv', `${header}\n${rows.map((row) => row.join(',')).join('\n')}\n`);
  const parquet = `${space.folder}/threads.parquet`;
  const ndjson = `${space.folder}/threads.ndjson`;
  await space.engine.run(`COPY (FROM read_csv('${csv}')) TO '${parquet}' (FORMAT parquet)`);
  await space.engine.run(`COPY (FROM read_csv('${csv}')) TO '${ndjson}' (FORMAT json)`);
  const tables: Table[] = [];
  for (const [path, threads] of [
    [csv, 1],
    [csv, 4],
    [parquet, 3],
    [ndjson, 2],
  ] as const) {
    const engine = await Engine.open({ memory: '1GB', threads });
    const raw = await engine.load({ role: 'train', name: 't', path });
    const schema = await inferSchema(engine, raw, null, null, { ignore: [] });
    expect(schema.columns.map(({ kind }) => kind)).toEqual([
      'identifier',
      'numeric',
      'categorical',
      'datetime',
      'boolean',
      'numeric',
    ]);
    tables.push(await readTable(engine, raw, schema));
    await engine.close();
  }
  const hashes = tables.map((table) => [...table.columns].map(hashOf));
  for (const other of hashes) expect(other).toEqual(hashes[0]);
  expect(new Set(hashes[0]).size).toBe(6);
  const score = tables[0]!.columns.get('score') as NumberColumn;
  expect(rows.every((row, i) => score.values[i] === Number(row[1]) + 0)).toBe(true);
  expect(valuesOf(tables[0]!, 'day').slice(0, 50)).toEqual(
    rows.slice(0, 50).map((row) => Date.parse(`${row[3]}T00:00:00Z`)),
  );
});

test('reading drops what was loaded, and a small memory limit is enough', async () => {
  const engine = await Engine.open({ memory: '60MB', threads: 2 });
  try {
    const text = `a,b\n${range(200_000)
      .map((i) => `${i % 977},word number ${i % 100}`)
      .join('\n')}\n`;
    const raw = await engine.load({ role: 'train', name: 't', path: await space.write('small.csv', text) });
    const schema = await inferSchema(engine, raw, null, null, { ignore: [] });
    const table = await readTable(engine, raw, schema);
    expect(table.rowCount).toBe(200_000);
    expect(await engine.rows('SHOW TABLES')).toEqual([]);
  } finally {
    await engine.close();
  }
});

/** A column in a few characters: comparing typed arrays item by item takes seconds. */
function hashOf([name, column]: [string, Column]): string {
  const { buffer } = column.type === 'number' ? column.values : column.codes;
  const hash = createHash('sha256').update(Buffer.from(buffer));
  return `${name} ${hash.digest('hex')} ${column.type === 'coded' ? column.levels.length : ''} ${column.unreadable}`;
}
