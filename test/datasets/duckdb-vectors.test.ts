import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import {
  eachString,
  readCountedStrings,
  readDoubles,
  readIntegers,
} from '../../src/datasets/duckdb-vectors.ts';

const rows = 5000;

async function query(sql: string) {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  return connection.stream(sql);
}

test('doubles and integers come out of the vectors in order, over several chunks', async () => {
  const doubles = await readDoubles(
    await query(
      `SELECT coalesce(CASE WHEN i % 3 = 0 THEN NULL ELSE i / 2 END, 'NaN'::DOUBLE) FROM range(${rows}) t(i)`,
    ),
    rows,
  );
  const integers = await readIntegers(await query(`SELECT i::INTEGER FROM range(${rows}) t(i)`), rows);
  for (let i = 0; i < rows; i++) {
    expect(Object.is(doubles[i], i % 3 === 0 ? Number.NaN : i / 2)).toBe(true);
    expect(integers[i]).toBe(i);
  }
});

test('strings come out with null, and with their counts', async () => {
  const values: (string | null)[] = [];
  const result = await query(
    `SELECT CASE WHEN i % 2 = 0 THEN 'wort ' || i || ' 😀' END FROM range(${rows}) t(i)`,
  );
  await eachString(result, (value) => values.push(value));
  expect(values.length).toBe(rows);
  expect(values.slice(0, 3)).toEqual(['wort 0 😀', null, 'wort 2 😀']);
  const counted = await readCountedStrings(
    await query(`SELECT (i % 3)::VARCHAR, count(*)::DOUBLE FROM range(${rows}) t(i) GROUP BY 1 ORDER BY 1`),
  );
  expect(counted).toEqual({ values: ['0', '1', '2'], counts: [1667, 1667, 1666] });
});

test('a query of another type or length is refused rather than misread', async () => {
  await expect(query('SELECT 1::BIGINT').then((result) => readDoubles(result, 1))).rejects.toThrow(TypeError);
  await expect(query('SELECT 1::INTEGER').then((result) => readDoubles(result, 1))).rejects.toThrow(
    TypeError,
  );
  await expect(query('SELECT 1.0::DOUBLE').then((result) => readDoubles(result, 2))).rejects.toThrow(
    RangeError,
  );
});
