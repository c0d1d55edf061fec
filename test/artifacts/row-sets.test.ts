import { describe, expect, it } from 'vitest';
import type { MarginalCells } from '../../src/artifacts/marginal-cells.ts';
import { createRowSets, intersect, listRows, sizeOf } from '../../src/artifacts/row-sets.ts';
import type { Cells, Rows } from '../../src/artifacts/rows.ts';
import { randomStream } from '../../src/statistics/random.ts';

describe('row sets', () => {
  it.each([0, 1, 31, 32, 33, 1000])('hold the rows that a scan finds, of %i', (rowCount) => {
    const random = randomStream(4, 'row-sets', String(rowCount));
    const cut = new Map(
      ['a', 'b', 'c'].map((name) => [name, Uint8Array.from({ length: rowCount }, () => random.below(4))]),
    );
    const rows: Rows = {
      rowCount,
      columns: new Map([...cut.keys()].map((name) => [name, { schema: { name } } as unknown as Cells])),
    };
    const cells: MarginalCells = {
      cellsOf: ({ schema }) => cut.get(schema.name) as Uint8Array,
      cellCount: () => 5,
      coarser: () => new Uint8Array(0),
    };
    const sets = createRowSets(rows, cells);
    for (const names of [['a'], ['a', 'b'], ['c', 'b', 'a']]) {
      for (let cell = 0; cell < 5; cell++) {
        const found = intersect(names.map((name) => sets.rowsIn(name, cell)));
        const expected: number[] = [];
        for (let row = 0; row < rowCount; row++) {
          if (names.every((name) => (cut.get(name) as Uint8Array)[row] === cell)) expected.push(row);
        }
        expect([...listRows(found)]).toEqual(expected);
        expect(sizeOf(found)).toBe(expected.length);
      }
    }
  });
});
