import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type CheckedRows, type Constraint, openConstraints } from '../../src/datasets/datasets.ts';
import { literal } from '../../src/datasets/sql-literal.ts';
import type { ColumnSchema, Schema } from '../../src/datasets/table.ts';
import type { ColumnKind } from '../../src/result/document.ts';

const folder = mkdtempSync(join(tmpdir(), 'constraints-test-'));
const secret = join(folder, 'secret.csv');
writeFileSync(secret, 'word\nabracadabra\n');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const schema = schemaOf({
  age: 'numeric',
  name: 'text',
  town: 'categorical',
  active: 'boolean',
  start: 'datetime',
  stop: 'datetime',
  'my "odd" column': 'numeric',
  Case: 'numeric',
});

const day = Date.UTC(2024, 0, 1);
const rows: CheckedRows = {
  rowCount: 5,
  columns: new Map<string, never>(
    Object.entries({
      age: numbers([17, 18, 40, null, 90]),
      name: codes(['Ada', 'Bob', null, 'Eve', 'Zoë']),
      town: codes(['x', 'y', 'x', 'y', "it's"]),
      active: codes(['true', 'false', 'true', null, 'true']),
      start: numbers([day, day, day, day, day]),
      stop: numbers([day + 1, day, day - 1, null, day]),
      'my "odd" column': numbers([1, 2, 3, 4, 5]),
      Case: numbers([0, 1, 0, 1, 0]),
    }) as [string, never][],
  ),
};

describe('what a constraint says of rows', () => {
  it.each([
    ['numbers', { sql: 'age >= 18' }, [0, 1, 1, -1, 1]],
    ['missing says nothing, unless asked for', { sql: 'age IS NOT NULL' }, [1, 1, 1, 0, 1]],
    ['only where', { sql: 'age < 50', where: "town = 'x'" }, [1, -1, 1, -1, -1]],
    ['where unknown is not where', { sql: 'true = (age > 0)', where: 'active' }, [1, -1, 1, -1, 1]],
    ['datetimes', { sql: 'start <= stop' }, [1, 1, 0, -1, 1]],
    [
      'parts of datetimes',
      { sql: "year(start) = 2024 AND date_diff('day', start, stop) >= -1" },
      [1, 1, 1, -1, 1],
    ],
    ['booleans', { sql: 'active OR age = 18' }, [1, 1, 1, -1, 1]],
    ['texts', { sql: "regexp_matches(name, '^[A-E]')" }, [1, 1, -1, 1, 0]],
    ['quotes', { sql: `"my ""odd"" column" < 5 AND town <> 'it''s'` }, [1, 1, 1, 1, 0]],
    ['another case', { sql: 'AGE > 17 and "case" in (0, 1)' }, [0, 1, 1, -1, 1]],
    [
      'a choice and a cast',
      { sql: 'CASE WHEN TRY_CAST(town AS INTEGER) IS NULL THEN age > 20 ELSE true END' },
      [0, 0, 1, -1, 1],
    ],
    ['a comment', { sql: 'age > 20 -- or not' }, [0, 0, 1, -1, 1]],
  ] as const)('%s', async (_, rule, expected) => {
    expect(await verdictsOf({ name: 'rule', ...rule })).toEqual(expected);
  });

  it('nothing where a column is not there', async () => {
    const columns = new Map([...rows.columns].filter(([name]) => name !== 'age'));
    expect(await verdictsOf({ name: 'rule', sql: 'age > 18' }, { ...rows, columns })).toEqual([
      -1, -1, -1, -1, -1,
    ]);
  });

  it('in order, over more rows than one chunk', async () => {
    const many = Float64Array.from({ length: 7000 }, (_, row) => (row % 3 === 0 ? Number.NaN : row));
    const verdicts = await verdictsOf(
      { name: 'rule', sql: 'age % 2 = 0' },
      { rowCount: 7000, columns: new Map([['age', { type: 'number', values: many }]]) },
    );
    expect(verdicts).toEqual(
      Array.from(many, (value) => (Number.isNaN(value) ? -1 : value % 2 === 0 ? 1 : 0)),
    );
  });

  it('tells which columns it is about, in the schema’s order', async () => {
    const checker = await openConstraints([{ name: 'rule', sql: 'stop >= START', where: 'age > 3' }], schema);
    expect(checker.constraints).toEqual([
      { name: 'rule', columns: ['age', 'start', 'stop'], text: 'stop >= START, where age > 3' },
    ]);
    checker.close();
  });
});

describe('what is no condition over a row', () => {
  it.each([
    ['age >=', /syntax error/],
    ['', /SELECT/i],
    ['agee > 1', /“agee” is no column/],
    ['rows.age > 1', /“rows.age” is no column/],
    ['age + 1', /is DOUBLE, and a condition is true or false/],
    ['1 = 1', /names no column/],
    ['age > $1', /uses a parameter/],
    ['*', /uses a star/],
    ["COLUMNS('a.*') > 1", /uses a star/],
    ['sum(age) > 1', /uses sum, whose value does not follow from the row/],
    ['age > avg(age) OVER ()', /uses a window/],
    ['age > random()', /uses random, whose/],
    ['age > 1 AND now() > start', /uses now, whose/],
    ['start < current_date', /uses current_date|uses today|“current_date” is no column/],
    ['error(name) IS NULL', /uses error, whose/],
    ["current_setting('threads') = name", /uses current_setting, whose/],
    ["getenv('HOME') = name", /uses getenv, which is no function|uses getenv, whose/],
    ['nosuchfunction(age) > 1', /uses nosuchfunction, which is no function/],
    ['age > 1 AND list_sum(list_transform([age], x -> x)) > 1', /uses a lambda|whose value/],
    ['age > lower(3, 4)', /No function matches/],
    ["CAST('seven' AS INTEGER) < age", /cannot be computed/],
  ])('%s', async (sql, message) => {
    await expect(verdictsOf({ name: 'rule', sql })).rejects.toMatchObject({
      code: 'bad-constraint',
      message: expect.stringMatching(message),
    });
  });

  it.each([
    'age > 1; DROP TABLE cells',
    'age > 1; SELECT 1',
    'age > 1) FROM cells; --',
    'true) AS verdict FROM cells UNION ALL SELECT (true',
    'age > 1 AS x',
    'age > 1, age > 2',
    'age > 1 FROM cells',
    'age > 1 WHERE false',
    'age > 1 LIMIT 1',
    'age > 1 ORDER BY age',
    'DISTINCT age > 1',
    'age > 1 GROUP BY ALL',
    'age > 1 UNION SELECT true',
    'age > (SELECT 1)',
    `EXISTS (FROM read_csv(${literal(secret)}))`,
    `(SELECT count(*) FROM ${literal(secret)}) > age`,
    `age IN (SELECT 1 FROM read_text(${literal(secret)}))`,
    `age > 1 FROM read_csv(${literal(secret)})`,
    `(FROM query('SELECT 1')) > age`,
    `age > 1; COPY (SELECT 1) TO ${literal(join(folder, 'written.csv'))}`,
    `age > 1; ATTACH ${literal(join(folder, 'written.db'))}`,
    'age > 1; INSTALL httpfs; LOAD httpfs',
    'age > 1; SET enable_external_access = true',
    'age > 1; PRAGMA database_list',
  ])('refuses %s', async (sql) => {
    for (const constraint of [
      { name: 'rule', sql },
      { name: 'rule', sql: 'age > 1', where: sql },
    ]) {
      const refused = verdictsOf(constraint);
      await expect(refused).rejects.toMatchObject({ code: 'bad-constraint' });
      await expect(refused).rejects.not.toThrow(/abracadabra/);
    }
    expect(existsSync(join(folder, 'written.csv'))).toBe(false);
    expect(existsSync(join(folder, 'written.db'))).toBe(false);
  });

  it('quotes no cell where a row cannot be computed', async () => {
    const failing = verdictsOf({ name: 'whole', sql: 'CAST(name AS INTEGER) > 1' });
    await expect(failing).rejects.toMatchObject({
      code: 'bad-constraint',
      message: 'constraint “whole”: cannot be computed for some row of train (conversion error)',
    });
    await expect(failing).rejects.not.toThrow(/Ada|Bob|Eve|Zoë/);
  });

  it('goes on after a row that could not be computed', async () => {
    const checker = await openConstraints(
      [
        { name: 'whole', sql: 'CAST(name AS INTEGER) > 1' },
        { name: 'old', sql: 'age > 1' },
      ],
      schema,
    );
    await expect(checker.evaluate(rows, 'train')).rejects.toThrow('whole');
    await expect(checker.evaluate({ ...rows, rowCount: 0 }, 'train')).resolves.toEqual([
      new Int8Array(0),
      new Int8Array(0),
    ]);
    checker.close();
  });
});

async function verdictsOf(constraint: Constraint, of: CheckedRows = rows): Promise<number[]> {
  const checker = await openConstraints([constraint], schema);
  try {
    return [...((await checker.evaluate(of, 'train'))[0] as Int8Array)];
  } finally {
    checker.close();
  }
}

function schemaOf(kinds: Readonly<Record<string, ColumnKind>>): Schema {
  const columns = Object.entries(kinds).map(
    ([name, kind]): ColumnSchema => ({
      name,
      kind,
      numeric: kind === 'numeric' ? 'continuous' : null,
      source: 'inferred',
      missingCodes: [],
      datetimeFormat: null,
      decimalMark: '.',
      pattern: null,
    }),
  );
  return { columns, primaryKey: null };
}

function numbers(values: readonly (number | null)[]) {
  return { type: 'number' as const, values: Float64Array.from(values, (value) => value ?? Number.NaN) };
}

function codes(values: readonly (string | null)[]) {
  const levels = [...new Set(values.filter((value) => value !== null))].sort();
  return {
    type: 'coded' as const,
    levels,
    codes: Int32Array.from(values, (value) => (value === null ? -1 : levels.indexOf(value))),
  };
}
