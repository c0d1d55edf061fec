import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { type EncodedRows, findNearestRows, findNearestRowsHere } from '../../src/kernels/nearest-rows.ts';
import { nearestRowsKernel } from '../../src/kernels/nearest-rows-kernel.ts';
import { run as searchPlainly } from '../../src/kernels/nearest-rows-reference.ts';
import { createInlinePool, createWorkerPool } from '../../src/kernels/worker-pool.ts';
import { drawTables, searchNaively, type TableShape, tableShape, wideTableShape } from './random-rows.ts';

const pool = createInlinePool();
const threads = createWorkerPool(2);
afterAll(() => threads.close());

const rows = (numeric: number[][], codes: number[][] = []): EncodedRows => ({
  rowCount: (numeric[0] ?? codes[0] ?? []).length,
  numeric: numeric.map((column) => Float64Array.from(column)),
  codes: codes.map((column) => Int32Array.from(column)),
});

describe('nearest rows, by hand', () => {
  it('adds numeric differences and different categories, and breaks ties by row', async () => {
    const base = rows([[0, 0.5, 1, 0.5]], [[1, 1, 2, 2]]);
    const queries = rows([[0.25, 1]], [[1, 2]]);
    const nearest = await findNearestRows({ queries, base, k: 3, pool });
    expect([...nearest.indices]).toEqual([0, 1, 3, 2, 3, 1]);
    expect([...nearest.distances]).toEqual([0.25, 0.25, 1.25, 0, 0.5, 1.5]);
    expect([...nearest.tieCounts]).toEqual([2, 1]);
  });

  it('counts ties beyond k', async () => {
    const base = rows([new Array(40).fill(0.5)]);
    const nearest = await findNearestRows({ queries: rows([[0.75]]), base, k: 2, pool });
    expect([...nearest.indices]).toEqual([0, 1]);
    expect([...nearest.tieCounts]).toEqual([40]);
  });

  it('leaves a row out of its own neighbours only where asked', async () => {
    const base = rows([[0, 0, 2]], [[5, 5, 5]]);
    const own = await findNearestRows({ queries: base, base, k: 1, excludeSelf: true, pool });
    expect([...own.indices]).toEqual([1, 0, 0]);
    expect([...own.distances]).toEqual([0, 0, 2]);
    expect([...own.tieCounts]).toEqual([1, 1, 2]);
    const all = await findNearestRows({ queries: base, base, k: 1, pool });
    expect([...all.indices]).toEqual([0, 0, 2]);
    expect([...all.tieCounts]).toEqual([2, 2, 1]);
  });

  it('takes missing as 1 from any value and 0 from missing', async () => {
    const base = rows([[Number.NaN, 7, 1e9]], [[-1, 0, 0]]);
    const queries = rows([[Number.NaN, 1e9 - 4]], [[-1, -1]]);
    const nearest = await findNearestRows({ queries, base, k: 3, pool });
    expect([...nearest.distances]).toEqual([0, 2, 2, 1, 5, 1e9 - 11 + 1]);
    expect([...nearest.indices]).toEqual([0, 1, 2, 0, 2, 1]);
  });

  it('pads with −1 and Infinity', async () => {
    const nearest = await findNearestRows({ queries: rows([[1]]), base: rows([[1]]), k: 2, pool });
    expect([...nearest.indices]).toEqual([0, -1]);
    expect([...nearest.distances]).toEqual([0, Infinity]);
    const none = await findNearestRows({ queries: rows([[1]]), base: rows([[]]), k: 1, pool });
    expect([...none.indices, ...none.distances, ...none.tieCounts]).toEqual([-1, Infinity, 0]);
  });

  it('finds all rows equal without columns', async () => {
    const three = { rowCount: 3, numeric: [], codes: [] };
    const nearest = await findNearestRows({ queries: three, base: three, k: 2, excludeSelf: true, pool });
    expect([...nearest.indices]).toEqual([1, 2, 0, 2, 0, 1]);
    expect([...nearest.distances]).toEqual([0, 0, 0, 0, 0, 0]);
    expect([...nearest.tieCounts]).toEqual([2, 2, 2]);
  });

  it('rejects tables that do not match, and a k that is no count', async () => {
    const base = rows([[1]]);
    await expect(findNearestRows({ queries: rows([[1], [1]]), base, k: 1, pool })).rejects.toThrow(
      RangeError,
    );
    await expect(
      findNearestRows({ queries: rows([[1, 2]]), base, k: 1, excludeSelf: true, pool }),
    ).rejects.toThrow(RangeError);
    for (const k of [0, -1, 1.5]) {
      await expect(findNearestRows({ queries: base, base, k, pool })).rejects.toThrow(RangeError);
    }
    const torn = { rowCount: 2, numeric: [Float64Array.of(1)], codes: [] };
    await expect(findNearestRows({ queries: torn, base: torn, k: 1, pool })).rejects.toThrow(RangeError);
  });
});

describe('nearest rows, on random tables', () => {
  it('the reference equals the definition', () => {
    fc.assert(
      fc.property(tableShape, fc.integer({ min: 1, max: 12 }), fc.boolean(), (shape, k, excludeSelf) => {
        const { queries: drawn, base } = drawTables(shape);
        const queries = excludeSelf ? base : drawn;
        const { indices, distances, tieCounts } = searchNaively(queries, base, k, excludeSelf);
        const answer = searchPlainly({ queries, base, k, excludeSelf, from: 0, to: queries.rowCount });
        expect(answer).toEqual({ indices, distances, tieCounts });
      }),
      { seed: 2, numRuns: 60 },
    );
  });

  it.each([
    { name: 'of every kind', shapes: tableShape, numRuns: 200 },
    { name: 'of many columns', shapes: wideTableShape, numRuns: 30 },
  ])('the search equals the reference, with one thread and with two, on tables $name', async (of) => {
    await fc.assert(
      fc.asyncProperty(
        of.shapes,
        fc.integer({ min: 1, max: 12 }),
        fc.boolean(),
        async (shape, k, excludeSelf) => {
          const { queries: drawn, base } = drawTables(shape);
          const queries = excludeSelf ? base : drawn;
          const expected = searchPlainly({ queries, base, k, excludeSelf, from: 0, to: queries.rowCount });
          const inline = await findNearestRows({ queries, base, k, excludeSelf, pool });
          expect(inline).toEqual({ k, ...expected });
          const threaded = await findNearestRows({ queries, base, k, excludeSelf, pool: threads });
          expect(threaded).toEqual(inline);
        },
      ),
      { seed: 3, numRuns: of.numRuns },
    );
  });

  it('shards give what the whole gives', async () => {
    await fc.assert(
      fc.asyncProperty(
        tableShape,
        fc.integer({ min: 1, max: 12 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 150 }),
        async (shape, k, excludeSelf, rowsAtOnce) => {
          const { queries: drawn, base } = drawTables({
            ...shape,
            baseCount: Math.min(shape.baseCount, 200),
          });
          const queries = excludeSelf ? base : drawn;
          const whole = searchPlainly({ queries, base, k, excludeSelf, from: 0, to: queries.rowCount });
          const sharded = await findNearestRows({
            ...{ queries, base, k, excludeSelf, pool },
            rowsAtOnce: Math.max(rowsAtOnce, Math.ceil(base.rowCount / 5)),
          });
          expect(sharded).toEqual({ k, ...whole });
        },
      ),
      { seed: 5, numRuns: 60 },
    );
  });

  it.each<[string, Partial<TableShape>]>([
    ['mixed', { numericCount: 6, codeCount: 8 }],
    ['numeric', { numericCount: 5, codeCount: 0 }],
    ['coded', { numericCount: 0, codeCount: 8 }],
    ['raw', { numericCount: 3, codeCount: 4, numericKinds: ['raw', 'outliers'] }],
    ['with gaps', { numericCount: 4, codeCount: 3, missing: 0.1 }],
    ['dull for the most part', { numericCount: 4, codeCount: 30, missing: 0.05, dullEvery: 2 }],
  ])('the search equals the reference where tiles are left out by the hundred: %s', async (_, shape) => {
    const { queries, base } = drawTables({
      ...{ seed: 11, queryCount: 200, baseCount: 6000, numericKinds: ['uniform', 'ties'] },
      ...{
        categories: [2, 3, 7, 40, 300],
        missing: 0,
        dullEvery: 0,
        duplicates: 0.1,
        numericCount: 0,
        codeCount: 0,
      },
      ...shape,
    });
    const expected = searchPlainly({ queries, base, k: 5, excludeSelf: false, from: 0, to: 200 });
    expect(await findNearestRows({ queries, base, k: 5, pool: threads })).toEqual({ k: 5, ...expected });
  });
});

describe('nearest rows without the kernel', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  it('the kernel runs here', () => {
    expect(nearestRowsKernel()).not.toBeNull();
  });

  it('the reference stands in where WebAssembly is missing', async () => {
    const { base } = drawTables(fc.sample(tableShape, { seed: 1, numRuns: 1 })[0]!);
    const options = { queries: base, base, k: 3, excludeSelf: true };
    const expected = await findNearestRows({ ...options, pool });
    vi.stubGlobal('WebAssembly', undefined);
    vi.resetModules();
    const without = await import('../../src/kernels/nearest-rows.ts');
    const { nearestRowsKernel } = await import('../../src/kernels/nearest-rows-kernel.ts');
    expect(nearestRowsKernel()).toBeNull();
    for (const each of [pool, threads]) {
      expect(await without.findNearestRows({ ...options, pool: each })).toEqual(expected);
    }
  });
});

describe('nearest rows in this thread', () => {
  it('are those that the pool finds', async () => {
    await fc.assert(
      fc.asyncProperty(tableShape, fc.integer({ min: 1, max: 6 }), async (shape, k) => {
        const { queries, base } = drawTables(shape);
        expect(findNearestRowsHere({ queries, base, k, pool })).toEqual(
          await findNearestRows({ queries, base, k, pool }),
        );
        const own = { queries: base, base, k, excludeSelf: true, pool };
        expect(findNearestRowsHere(own)).toEqual(await findNearestRows(own));
      }),
      { numRuns: 40, seed: 11 },
    );
  });
});
