import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderRows } from '../../src/kernels/row-order.ts';
import { drawTables, tableShape } from './random-rows.ts';

describe('row order', () => {
  it('holds every row of base and queries once, and homes ascend', () => {
    fc.assert(
      fc.property(tableShape, fc.constantFrom('codes' as const, 'numbers' as const), (shape, first) => {
        const { base, queries } = drawTables(shape);
        const order = orderRows(base, queries, first);
        expect(order.base.toSorted()).toEqual(Int32Array.from({ length: base.rowCount }, (_, i) => i));
        expect(order.queries.toSorted()).toEqual(Int32Array.from({ length: queries.rowCount }, (_, i) => i));
        expect(order.homes.toSorted()).toEqual(order.homes);
        expect(order.homes.every((home) => home >= 0 && home <= base.rowCount)).toBe(true);
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it('sorts by the column with the fewest categories first', () => {
    const codes = [Int32Array.of(5, 6, 7, 5, 6, 7), Int32Array.of(9, 8, 9, 8, 9, 8)];
    const order = orderRows({ rowCount: 6, numeric: [], codes }, null);
    expect(order.codeOrder).toEqual([1, 0]);
    expect([...order.base]).toEqual([0, 4, 2, 3, 1, 5]);
  });

  it('puts a query next to base rows like it', () => {
    const column = Float64Array.from({ length: 1024 }, (_, i) => (i * 389) % 1024);
    const base = { rowCount: 1024, numeric: [column], codes: [] };
    const order = orderRows(base, { rowCount: 1, numeric: [Float64Array.of(700)], codes: [] });
    const home = order.homes[0]!;
    const around = order.base.subarray(Math.max(0, home - 16), home + 16);
    expect([...around].map((row) => column[row])).toContain(700);
  });
});
