import { createHash } from 'node:crypto';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Engine } from '../../src/datasets/datasets.ts';
import { UserError } from '../../src/errors.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

const names = (raw: { columns: readonly { name: string }[] }) => raw.columns.map(({ name }) => name);

async function failure(name: string, content: string | Buffer): Promise<UserError> {
  const error = await space.load(name, content).then(
    () => null,
    (cause) => cause,
  );
  expect(error).toBeInstanceOf(UserError);
  return error;
}

describe('delimited text', () => {
  for (const [what, delimiter] of [
    ['comma', ','],
    ['semicolon', ';'],
    ['tab', '\t'],
    ['pipe', '|'],
    ['unit separator', '\u001f'],
  ] as const) {
    test(`a ${what} is found`, async () => {
      const raw = await space.load(
        'd.csv',
        [`a b${delimiter}c`, `1'5${delimiter}x y`, `2'5${delimiter}z`].join('\n'),
      );
      expect(raw.delimiter).toBe(delimiter);
      expect(names(raw)).toEqual(['a b', 'c']);
      expect(await space.cells(raw)).toEqual([
        ["1'5", 'x y'],
        ["2'5", 'z'],
      ]);
    });
  }

  test('quotes, doubled quotes, delimiters and line breaks within quotes, a BOM and CRLF', async () => {
    const raw = await space.load('q.csv', '\uFEFF"a",b\r\n"x, ""y""",2\r\n"line\r\nbreak",\r\n');
    expect(names(raw)).toEqual(['a', 'b']);
    expect(await space.cells(raw)).toEqual([
      ['x, "y"', '2'],
      ['line\r\nbreak', null],
    ]);
  });

  test('mixed line ends are read like plain ones', async () => {
    const raw = await space.load('m.csv', 'a,b\r\n1,2\n3,"x\r\ny"\r\n5,6\n');
    expect(await space.cells(raw)).toEqual([
      ['1', '2'],
      ['3', 'x\r\ny'],
      ['5', '6'],
    ]);
  });

  test('quotes escaped by a backslash', async () => {
    const raw = await space.load('b.csv', 'a,b\n"say \\"hi\\", you",2\n"x",3\n');
    expect(await space.cells(raw)).toEqual([
      ['say "hi", you', '2'],
      ['x', '3'],
    ]);
  });

  test('one column, with and without delimiters in its cells', async () => {
    expect(await space.cells(await space.load('o.csv', 'a\n1\n2\n'))).toEqual([['1'], ['2']]);
    expect(await space.cells(await space.load('o2.csv', 'text\nhello, world\nfine\n'))).toEqual([
      ['hello, world'],
      ['fine'],
    ]);
  });

  test('a header wins over all-text data, and NULL is a word like any other', async () => {
    const raw = await space.load('n.csv', 'x,y\na,NULL\nb,null\n"",c\n');
    expect(await space.cells(raw)).toEqual([
      ['a', 'NULL'],
      ['b', 'null'],
      [null, 'c'],
    ]);
  });

  test('empty and repeated header cells get names of their own', async () => {
    const raw = await space.load('h.csv', ',a,a,A,a.1\n0,1,2,3,4\n');
    expect(names(raw)).toEqual(['column0', 'a', 'a.2', 'A', 'a.1']);
    expect(raw.header).toEqual(['', 'a', 'a', 'A', 'a.1']);
    expect(await space.cells(raw)).toEqual([['0', '1', '2', '3', '4']]);
  });

  test('names with quotes, markup, spaces and emoji', async () => {
    const raw = await space.load(
      'e.csv',
      `"it's ""quoted""",<b>x</b>,a b,😀,"new\nline",DROP TABLE\n1,2,3,4,5,6\n`,
    );
    expect(names(raw)).toEqual([`it's "quoted"`, '<b>x</b>', 'a b', '😀', 'new\nline', 'DROP TABLE']);
    expect(await space.cells(raw)).toEqual([['1', '2', '3', '4', '5', '6']]);
  });

  test('Latin-1 and UTF-16, also where the first half megabyte is plain ASCII', async () => {
    const latin = await space.load('l.csv', Buffer.from('a,b\n1,café\n', 'latin1'));
    expect(await space.cells(latin)).toEqual([['1', 'café']]);
    const windows = await space.load('w.csv', Buffer.from([0x61, 0x0a, 0x80, 0x0a]));
    expect(await space.cells(windows)).toEqual([['€']]);
    const wide = await space.load('u.csv', Buffer.from('\uFEFFa,b\r\n1,naïve 😀\r\n', 'utf16le'));
    expect(await space.cells(wide)).toEqual([['1', 'naïve 😀']]);
    const late = await space.load('late.csv', Buffer.from(`a,b\n${'1,x\n'.repeat(150_000)}2,é\n`, 'latin1'));
    expect(late.rowCount).toBe(150_001);
    expect((await space.cells(late)).at(-1)).toEqual(['2', 'é']);
  });

  test('packed files, and a packed file under a plain name', async () => {
    const text = 'a,b\n1,"x\ny"\n';
    const packed = gzipSync(text);
    const raw = await space.load('p.csv.gz', packed);
    expect(await space.cells(raw)).toEqual([['1', 'x\ny']]);
    expect(raw.sha256).toBe(createHash('sha256').update(packed).digest('hex'));
    expect(raw.bytes).toBe(packed.length);
    expect(await space.cells(await space.load('p.csv', packed))).toEqual([['1', 'x\ny']]);
    const zst = join(space.folder, 'p.csv.zst');
    await space.engine.run(
      `COPY (SELECT 1 AS a, 'é' AS b UNION ALL SELECT 2, 'y,z') TO '${zst}' (FORMAT csv, HEADER, COMPRESSION zstd)`,
    );
    const fromZst = await space.engine.load({ role: 'train', name: 'zst', path: zst });
    expect(await space.cells(fromZst)).toEqual([
      ['1', 'é'],
      ['2', 'y,z'],
    ]);
  });

  test('rows keep the order of the file when it is read in parallel, with line breaks in cells', async () => {
    const rows = 400_000;
    const lines = Array.from({ length: rows }, (_, i) =>
      i % 10 === 0 ? `${i},"a\nb, ""c"""` : `${i},text ${i}`,
    );
    const raw = await space.load('long.csv', `i,t\n${lines.join('\n')}\n`);
    expect(raw.rowCount).toBe(rows);
    const [unordered] = await space.engine.row(
      `SELECT count(*)::DOUBLE FROM (SELECT c0::BIGINT AS i, c1, rowid AS r FROM ${raw.sqlTable})
       WHERE i <> r OR c1 <> CASE WHEN i % 10 = 0 THEN 'a\nb, "c"' ELSE 'text ' || i END`,
    );
    expect(unordered).toBe(0);
    await space.engine.release(raw);
  });

  test('a cell of several megabytes', async () => {
    const raw = await space.load('wide.csv', `a,b\n1,"${'x'.repeat(3_000_000)}"\n`);
    expect((await space.cells(raw))[0]![1]!.length).toBe(3_000_000);
  });
});

describe('files that cannot be read say which, where and what to do', () => {
  test('a missing file, an empty one, one without rows', async () => {
    await expect(
      space.engine.load({ role: 'train', name: 't', path: join(space.folder, 'absent.csv') }),
    ).rejects.toMatchObject({ code: 'file-not-found' });
    expect((await failure('empty.csv', '')).code).toBe('empty-file');
    expect((await failure('blank.csv', '\n\n')).code).toBe('empty-file');
    expect((await failure('header.csv', 'a,b\n')).code).toBe('no-rows');
    expect((await failure('empty.json', '[]')).code).toBe('no-rows');
  });

  test('ragged rows name file and line, and no row is dropped', async () => {
    const short = await failure('short.csv', 'a,b,c\n1,2,3\n4,5\n6,7,8\n');
    expect(short).toMatchObject({ code: 'unreadable-csv' });
    expect(short.message).toBe('short.csv, line 3: 2 cells, but the header has 3');
    const long = await failure('longer.csv', `a,b,c\n${'1,2,3\n'.repeat(30_000)}1,2,3,4\n`);
    expect(long.message).toBe('longer.csv, line 30002: 4 cells, but the header has 3');
    expect((await failure('open.csv', 'a,b\n1,"2\n3,4\n')).message).toContain('line 2');
  });

  test('binary content', async () => {
    const noise = Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 7919) % 256));
    expect((await failure('noise.csv', noise)).code).toBe('unreadable-encoding');
    expect((await failure('sheet.csv', Buffer.from('PK\u0003\u0004rest'))).code).toBe('unreadable-file');
    expect((await failure('x.parquet', 'a,b\n1,2\n')).code).toBe('unreadable-parquet');
    expect((await failure('broken.csv.gz', gzipSync('a,b\n1,2\n'.repeat(999)).subarray(0, 30))).code).toMatch(
      /unreadable/,
    );
  });

  test('JSON that is no list of records', async () => {
    for (const [name, text] of [
      ['scalars.json', '[1, 2]'],
      ['columns.json', '{"a": {"0": 1}, "b": {"0": 2}}'],
      ['cut.json', '[{"a": 1}, {"a": '],
    ] as const) {
      expect((await failure(name, text)).code).toBe('unreadable-json');
    }
  });

  test('a folder without data, and parts that disagree', async () => {
    const folder = join(space.folder, 'nothing');
    await mkdir(folder);
    await space.write('nothing/README.md', 'x');
    const source = { role: 'train', name: 't' } as const;
    await expect(space.engine.load({ ...source, path: folder })).rejects.toMatchObject({
      code: 'no-data-files',
    });
    await expect(space.engine.load({ ...source, path: join(folder, '*.csv') })).rejects.toMatchObject({
      code: 'no-data-files',
    });
    await mkdir(join(space.folder, 'odd'));
    await space.write('odd/1.csv', 'a,b\n1,2\n');
    await space.write('odd/2.csv', 'a,c\n1,2\n');
    await expect(space.engine.load({ ...source, path: join(space.folder, 'odd') })).rejects.toMatchObject({
      code: 'parts-disagree',
      message: '2.csv lacks the column `b` that 1.csv has',
    });
  });
});

describe('Parquet and JSON', () => {
  test('Parquet values as text', async () => {
    const path = join(space.folder, 'v.parquet');
    await space.engine.run(
      `COPY (SELECT 5.0::DOUBLE AS d, 7 AS i, true AS b, NULL::INTEGER AS n, DATE '2021-01-03' AS "a day",
         TIMESTAMP '2021-01-03 04:05:06.5' AS t, TIMESTAMPTZ '2021-01-03 04:05:06+02' AS z, 'x' AS "D")
       TO '${path}' (FORMAT parquet)`,
    );
    const raw = await space.engine.load({ role: 'train', name: 'p', path });
    expect(names(raw).slice(0, 7)).toEqual(['d', 'i', 'b', 'n', 'a day', 't', 'z']);
    expect(await space.cells(raw)).toEqual([
      ['5.0', '7', 'true', null, '2021-01-03', '2021-01-03 04:05:06.5', '2021-01-03 02:05:06+00', 'x'],
    ]);
  });

  test('records in an array or by line, with keys that come and go', async () => {
    const records = [
      { 'a"b/~': 1, A: 'x', a: true },
      { a: null, late: 'é\n', 'a"b/~': 2.5, n: [1, { q: 2 }] },
    ];
    const expected = [
      ['1', 'x', 'true', null, null],
      ['2.5', null, null, 'é\n', '[1,{"q":2}]'],
    ];
    for (const [name, text] of [
      ['r.json', JSON.stringify(records, null, 2)],
      ['r.ndjson', records.map((record) => JSON.stringify(record)).join('\n')],
      ['r.jsonl.gz', gzipSync(records.map((record) => JSON.stringify(record)).join('\n'))],
    ] as const) {
      const raw = await space.load(name, text);
      expect(names(raw)).toEqual(['a"b/~', 'A', 'a', 'late', 'n']);
      expect(await space.cells(raw)).toEqual(expected);
    }
  });
});

test('a folder or a glob of parts is one dataset, by name, whatever the parts are', async () => {
  await mkdir(join(space.folder, 'parts'));
  await space.write('parts/part-10.csv', 'b;a\n4;3\n');
  await space.write('parts/part-02.csv', 'a,b\n1,2\n');
  await space.write('parts/part-11.ndjson', '{"a":5,"b":6}\n');
  await space.write('parts/_SUCCESS', '');
  await space.write('parts/.part-10.csv.crc', 'x');
  const whole = await space.engine.load({ role: 'train', name: 't', path: join(space.folder, 'parts') });
  expect(whole.files.map(({ name }) => name)).toEqual(['part-02.csv', 'part-10.csv', 'part-11.ndjson']);
  expect(await space.cells(whole)).toEqual([
    ['1', '2'],
    ['3', '4'],
    ['5', '6'],
  ]);
  const hashes = whole.files.map(({ sha256 }) => `${sha256}\n`).join('');
  expect(whole.sha256).toBe(createHash('sha256').update(hashes).digest('hex'));
  for (const [glob, count] of [
    ['parts/*.csv', 2],
    ['parts/part-1?.{csv,ndjson}', 2],
    ['**/part-0[0-9].csv', 1],
  ] as const) {
    const raw = await space.engine.load({ role: 'train', name: 't', path: join(space.folder, glob) });
    expect(raw.files.length).toBe(count);
  }
});

test('a file whose name looks like a pattern is that file', async () => {
  const raw = await space.load(`odd [1] {a} it's *.csv`, 'a,b\n1,2\n');
  expect(await space.cells(raw)).toEqual([['1', '2']]);
});

describe('any table comes back cell for cell', () => {
  const cell = fc.oneof(
    { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
    fc.constantFrom(
      '',
      ' ',
      'NULL',
      'null',
      '"',
      '""',
      ',',
      ';',
      '\n',
      '\r\n',
      "'",
      '#x',
      '\\',
      '-',
      '0',
      '1e5',
      'é',
      '😀',
    ),
    fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', ';', 'a', ' ', '\\'), maxLength: 8 }),
  );
  const table = fc
    .integer({ min: 2, max: 4 })
    .chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 20 }),
    )
    // NUL and other control characters make a file binary, not text.
    .map((rows) => rows.map((row) => row.map((text) => text.replace(/(?![\t\r\n])\p{Cc}/gu, ''))));
  const expected = (rows: string[][]) => rows.map((row) => row.map((text) => (text === '' ? null : text)));
  const header = (rows: string[][]) => rows[0]!.map((_, i) => `h${i}`);
  let count = 0;

  test('as quoted CSV', async () => {
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = [header(rows), ...rows].map((row) => row.map(quote).join(',')).join('\n');
        const raw = await space.load(`property${count++ % 5}.csv`, text);
        expect(await space.cells(raw)).toEqual(expected(rows));
        await space.engine.release(raw);
      }),
      { numRuns: 150, seed: 7 },
    );
  });

  test('as JSON', async () => {
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const records = rows.map((row) => Object.fromEntries(row.map((text, i) => [`h${i}`, text])));
        const raw = await space.load(`property${count++ % 5}.json`, JSON.stringify(records));
        const cells = (await space.cells(raw)).map((row) => row.map((text) => text || null));
        expect(cells).toEqual(expected(rows));
        await space.engine.release(raw);
      }),
      { numRuns: 60, seed: 8 },
    );
  });

  test('as Parquet', async () => {
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const path = join(space.folder, `property${count++ % 5}.parquet`);
        const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
        const values = rows.map((row) => `(${row.map(quote).join(', ')})`).join(', ');
        await space.engine.run(`COPY (FROM (VALUES ${values})) TO '${path}' (FORMAT parquet)`);
        const raw = await space.engine.load({ role: 'train', name: 'p', path });
        const cells = (await space.cells(raw)).map((row) => row.map((text) => text || null));
        expect(cells).toEqual(expected(rows));
        await space.engine.release(raw);
      }),
      { numRuns: 30, seed: 9 },
    );
  });
});

test('closing the engine removes its temporary folder; a bad memory limit is refused', async () => {
  const engine = await Engine.open({ memory: '200MB', threads: 1 });
  expect((await stat(engine.temporaryFolder)).isDirectory()).toBe(true);
  await engine.close();
  await engine.close();
  expect((await readdir(tmpdir())).some((name) => engine.temporaryFolder.endsWith(name))).toBe(false);
  await expect(Engine.open({ memory: 'lots', threads: 1 })).rejects.toMatchObject({
    code: 'bad-memory-limit',
  });
});
