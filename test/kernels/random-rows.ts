import fc from 'fast-check';
import type { EncodedRows, NearestRows } from '../../src/kernels/nearest-rows.ts';
import { type Random, randomStream } from '../../src/statistics/random.ts';

/** How a pair of random tables is drawn. */
export interface TableShape {
  readonly seed: number;
  readonly queryCount: number;
  readonly baseCount: number;
  readonly numericCount: number;
  readonly codeCount: number;
  /** How each numeric column is drawn, cycling over the columns. */
  readonly numericKinds: readonly NumericKind[];
  readonly categories: readonly number[];
  readonly missing: number;
  /** Every so many code columns one is the same in nearly all rows; 0: none. */
  readonly dullEvery: number;
  /** Share of rows that repeat an earlier row. */
  readonly duplicates: number;
}

export type NumericKind = 'uniform' | 'ties' | 'raw' | 'outliers' | 'signed-zeros' | 'wild' | 'constant';

export const tableShape: fc.Arbitrary<TableShape> = fc.record({
  seed: fc.nat(),
  queryCount: fc.integer({ min: 0, max: 60 }),
  baseCount: fc.oneof(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 9, max: 400 })),
  numericCount: fc.integer({ min: 0, max: 9 }),
  codeCount: fc.integer({ min: 0, max: 9 }),
  numericKinds: fc.array(
    fc.constantFrom<NumericKind>('uniform', 'ties', 'raw', 'outliers', 'signed-zeros', 'wild', 'constant'),
    { minLength: 1, maxLength: 3 },
  ),
  categories: fc.array(fc.constantFrom(1, 2, 3, 7, 40, 300, 70_000), { minLength: 1, maxLength: 4 }),
  missing: fc.constantFrom(0, 0, 0.05, 0.5, 1),
  dullEvery: fc.constantFrom(0, 1, 2),
  duplicates: fc.constantFrom(0, 0.1, 0.9),
});

/** Tables of so many columns that the filter needs bounds of 16 bits. */
export const wideTableShape: fc.Arbitrary<TableShape> = fc.record({
  seed: fc.nat(),
  queryCount: fc.constant(20),
  baseCount: fc.integer({ min: 100, max: 400 }),
  numericCount: fc.constantFrom(40, 120),
  codeCount: fc.constantFrom(0, 30, 300),
  numericKinds: fc.constantFrom<NumericKind[]>(['uniform'], ['ties', 'uniform'], ['ties', 'signed-zeros']),
  categories: fc.constantFrom([2], [4, 300]),
  missing: fc.constantFrom(0, 0.05, 0.5),
  dullEvery: fc.constantFrom(0, 2),
  duplicates: fc.constantFrom(0, 0.3),
});

/** Queries and base of a shape; half of the duplicates among the queries repeat a row of the base. */
export function drawTables(shape: TableShape): { queries: EncodedRows; base: EncodedRows } {
  const random = randomStream(shape.seed, 'tables');
  const base = drawRows(shape, shape.baseCount, random);
  const queries = drawRows(shape, shape.queryCount, random);
  for (let row = 0; row < queries.rowCount && base.rowCount > 0; row++) {
    if (random.uniform() >= shape.duplicates / 2) continue;
    const original = random.below(base.rowCount);
    queries.numeric.forEach((column, c) => {
      column[row] = base.numeric[c]![original]!;
    });
    queries.codes.forEach((column, c) => {
      column[row] = base.codes[c]![original]!;
    });
  }
  return { queries, base };
}

/** The definition, written as plainly as possible: all distances of a query, sorted. */
export function searchNaively(
  queries: EncodedRows,
  base: EncodedRows,
  k: number,
  excludeSelf: boolean,
): NearestRows {
  const indices: number[] = [];
  const distances: number[] = [];
  const tieCounts: number[] = [];
  for (let query = 0; query < queries.rowCount; query++) {
    const all: { row: number; distance: number }[] = [];
    for (let row = 0; row < base.rowCount; row++) {
      if (!excludeSelf || row !== query) all.push({ row, distance: distanceOf(queries, query, base, row) });
    }
    all.sort((a, b) => (a.distance === b.distance ? a.row - b.row : a.distance - b.distance));
    for (let i = 0; i < k; i++) {
      indices.push(all[i]?.row ?? -1);
      distances.push(all[i]?.distance ?? Number.POSITIVE_INFINITY);
    }
    tieCounts.push(all.filter((one) => one.distance === all[0]!.distance).length);
  }
  return {
    k,
    indices: Int32Array.from(indices),
    distances: Float64Array.from(distances),
    tieCounts: Int32Array.from(tieCounts),
  };
}

function distanceOf(queries: EncodedRows, query: number, base: EncodedRows, row: number): number {
  let sum = 0;
  for (let c = 0; c < base.numeric.length; c++) {
    const a = queries.numeric[c]![query]!;
    const b = base.numeric[c]![row]!;
    if (Number.isNaN(a) || Number.isNaN(b)) sum += Number.isNaN(a) && Number.isNaN(b) ? 0 : 1;
    else sum += Math.abs(a - b);
  }
  return sum + base.codes.filter((column, c) => column[row] !== queries.codes[c]![query]).length;
}

function drawRows(shape: TableShape, rowCount: number, random: Random): EncodedRows {
  const numeric = Array.from({ length: shape.numericCount }, (_, c) => {
    const kind = shape.numericKinds[c % shape.numericKinds.length]!;
    return Float64Array.from({ length: rowCount }, () =>
      random.uniform() < shape.missing ? Number.NaN : drawNumber(kind, random),
    );
  });
  const codes = Array.from({ length: shape.codeCount }, (_, c) => {
    const count = shape.categories[c % shape.categories.length]!;
    const isDull = shape.dullEvery > 0 && c % shape.dullEvery === 0;
    return Int32Array.from({ length: rowCount }, () => {
      if (isDull && random.uniform() < 0.95) return 0;
      return random.uniform() < shape.missing ? -1 : Math.floor(random.uniform() * random.uniform() * count);
    });
  });
  for (let row = 1; row < rowCount; row++) {
    if (random.uniform() >= shape.duplicates) continue;
    const earlier = random.below(row);
    for (const column of numeric) column[row] = column[earlier]!;
    for (const column of codes) column[row] = column[earlier]!;
  }
  return { rowCount, numeric, codes };
}

function drawNumber(kind: NumericKind, random: Random): number {
  switch (kind) {
    case 'uniform':
      return random.uniform();
    case 'ties':
      return (random.below(6) + 0.5) / 6;
    case 'raw':
      return Math.round(40 + 15 * random.normal());
    case 'outliers':
      return random.uniform() < 0.02 ? 1e9 * random.normal() : random.uniform();
    case 'signed-zeros':
      return random.uniform() < 0.5 ? -0 : random.below(2);
    case 'wild':
      return random.normal() * 10 ** (random.below(600) - 300);
    case 'constant':
      return -3.5;
  }
}
