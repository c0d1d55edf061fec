// Columns of several datasets in the encodings that peers use. Tables are `Rows` as in src/artifacts/rows.ts.
import { findNearestRows } from '../../dist/kernels/nearest-rows.js';
import { createInlinePool } from '../../dist/kernels/worker-pool.js';
import { takeRows } from './conformance-variants.mjs';

/** The first rows of a dataset. */
export function firstRows(rows, count) {
  const kept = Math.min(count, rows.rowCount);
  return takeRows(
    rows,
    Array.from({ length: kept }, (_, row) => row),
  );
}

/** Without the rows of these columns that are not named. */
export function onlyColumns(rows, names) {
  return { ...rows, columns: new Map(names.map((name) => [name, rows.columns.get(name)])) };
}

/** Names of the columns of numbers, those that a peer takes for categories left out. */
export function numberNames(rows, categories = []) {
  return [...rows.columns]
    .filter(([name, { type }]) => type === 'number' && !categories.includes(name))
    .map(([name]) => name);
}

/** A cell of a column as the text or number that it stands for. */
export function valuesOf(cells) {
  return cells.type === 'number' ? cells.values : Array.from(cells.codes, (code) => cells.levels[code]);
}

/** Columns as one array of numbers each: categories by their place among the sorted levels of all tables. */
export function asPlaces(tables, categories = []) {
  const names = [...tables[0].columns.keys()];
  const encoded = tables.map(() => new Map());
  for (const name of names) {
    const columns = tables.map((rows) => rows.columns.get(name));
    if (columns[0].type === 'number' && !categories.includes(name)) {
      for (const [i, cells] of columns.entries()) encoded[i].set(name, cells.values);
      continue;
    }
    const levels = new Set(columns.flatMap((cells) => [...new Set(valuesOf(cells))]));
    const isNumber = columns[0].type === 'number';
    const sorted = [...levels].sort(isNumber ? (a, b) => a - b : undefined);
    const place = new Map(sorted.map((level, index) => [level, index]));
    for (const [i, cells] of columns.entries()) {
      encoded[i].set(
        name,
        Float64Array.from(valuesOf(cells), (value) => place.get(value)),
      );
    }
  }
  return encoded;
}

/** Smallest and largest value of a column over tables. */
export function rangeOf(tables, name) {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const columns of tables) {
    for (const value of columns.get(name)) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return { low, high };
}

/** (x − low) / (high − low) by the range over some of the tables, for the named columns; the others stay. */
export function scaledBy(tables, over, names) {
  const ranges = new Map(names.map((name) => [name, rangeOf(over, name)]));
  return tables.map(
    (columns) =>
      new Map(
        [...columns].map(([name, values]) => {
          const range = ranges.get(name);
          if (!range) return [name, values];
          // As scikit-learn's MinMaxScaler: a column that does not vary is divided by 1.
          const spread = range.high === range.low ? 1 : range.high - range.low;
          return [name, Float64Array.from(values, (value) => (value - range.low) / spread)];
        }),
      ),
  );
}

/** Places and scaled numbers as rows for our nearest-rows kernel, whose distance is then Gower's times the columns. */
export function asEncodedRows(columns, categories) {
  const numeric = [];
  const codes = [];
  for (const [name, values] of columns) {
    if (categories.includes(name)) codes.push(Int32Array.from(values));
    else numeric.push(Float64Array.from(values));
  }
  return { rowCount: [...columns.values()][0].length, numeric, codes };
}

const pool = createInlinePool();

/** Distances to the k nearest rows, query by query. */
export async function nearestDistances(queries, base, k = 1, excludeSelf = false) {
  return (await findNearestRows({ queries, base, k, excludeSelf, pool })).distances;
}

/** All nearest rows, with their numbers. */
export function nearest(queries, base, k = 1, excludeSelf = false) {
  return findNearestRows({ queries, base, k, excludeSelf, pool });
}

/** Euclidean distances, rows of A by rows of B. */
export function euclideanMatrix(a, b) {
  const [columnsA, columnsB] = [[...a.values()], [...b.values()]];
  const [rowsA, rowsB] = [columnsA[0].length, columnsB[0].length];
  const squares = new Float64Array(rowsA * rowsB);
  for (let c = 0; c < columnsA.length; c++) {
    for (let i = 0; i < rowsA; i++) {
      const value = columnsA[c][i];
      for (let j = 0; j < rowsB; j++) squares[i * rowsB + j] += (value - columnsB[c][j]) ** 2;
    }
  }
  return squares.map(Math.sqrt);
}

export function mean(values) {
  let total = 0;
  for (const value of values) total += value;
  return total / values.length;
}

/** numpy's quantile: linear between order statistics. */
export function quantileOf(sorted, share) {
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low] + (sorted[high] - sorted[low]) * (place - low);
}

export function medianOf(values) {
  return quantileOf(Float64Array.from(values).sort(), 0.5);
}
