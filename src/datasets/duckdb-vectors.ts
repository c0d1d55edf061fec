import type { DuckDBResult, DuckDBVector } from '@duckdb/node-api';

/**
 * Reads a result's first column of doubles. Queries must coalesce NULL to NaN: the validity mask is slow to read.
 *
 * The typings hide a vector's `items`, a typed array over DuckDB's own memory; going through it is some twenty times
 * faster than values one by one. This file alone relies on that, and its test fails if the binding changes.
 */
export async function readDoubles(result: DuckDBResult, rowCount: number): Promise<Float64Array> {
  return fill(result, new Float64Array(rowCount));
}

/** Reads a result's first column of 32-bit integers, NULL coalesced to a value of the caller's. */
export async function readIntegers(result: DuckDBResult, rowCount: number): Promise<Int32Array> {
  return fill(result, new Int32Array(rowCount));
}

/** Hands over a result's first column of strings, one by one; NULL is null. */
export async function eachString(result: DuckDBResult, visit: (value: string | null) => void): Promise<void> {
  await eachVector(result, (vector) => {
    for (let row = 0; row < vector.itemCount; row++) visit(vector.getItem(row) as string | null);
  });
}

/** Reads a string column and, beside it, a column of doubles without NULL: the shape of a grouped count. */
export async function readCountedStrings(
  result: DuckDBResult,
): Promise<{ values: string[]; counts: number[] }> {
  const values: string[] = [];
  const counts: number[] = [];
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return { values, counts };
    const strings = chunk.getColumnVector(0);
    const numbers = itemsOf(chunk.getColumnVector(1));
    for (let row = 0; row < chunk.rowCount; row++) {
      values.push(strings.getItem(row) as string);
      counts.push(numbers[row]!);
    }
  }
}

async function fill<Items extends Float64Array | Int32Array>(
  result: DuckDBResult,
  target: Items,
): Promise<Items> {
  let offset = 0;
  await eachVector(result, (vector) => {
    const items = itemsOf(vector);
    if (items.constructor !== target.constructor) {
      throw new TypeError(`expected ${target.constructor.name} from DuckDB, got ${items.constructor.name}`);
    }
    target.set(items, offset);
    offset += items.length;
  });
  if (offset !== target.length)
    throw new RangeError(`expected ${target.length} rows from DuckDB, got ${offset}`);
  return target;
}

async function eachVector(result: DuckDBResult, visit: (vector: DuckDBVector) => void): Promise<void> {
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return;
    visit(chunk.getColumnVector(0));
  }
}

function itemsOf(vector: DuckDBVector): Float64Array | Int32Array {
  const { items } = vector as unknown as { items?: unknown };
  if (items instanceof Float64Array || items instanceof Int32Array) return items;
  throw new TypeError('DuckDB vectors no longer expose typed items');
}
