import { describe, expect, it } from 'vitest';
import { identifyRows } from '../../src/artifacts/row-identities.ts';
import type { Cells, Rows } from '../../src/artifacts/rows.ts';
import type { ColumnSchema } from '../../src/datasets/table.ts';
import { randomStream } from '../../src/statistics/random.ts';

describe('row identities', () => {
  it.each([1, 2, 3, 4])('number equal rows alike, by first meeting, seed %i', (seed) => {
    const datasets = [drawRows(seed, 'a', 300), drawRows(seed, 'b', 120), drawRows(seed, 'c', 300)];
    const names = ['x', 'c', 'y'].slice(0, seed === 4 ? 1 : 3);
    const { identities, distinct } = identifyRows(datasets, names);
    const numbers = new Map<string, number>();
    const expected = datasets.map(({ rowCount, columns }) =>
      Array.from({ length: rowCount }, (_, row) => {
        const key = names.map((name) => textOf(columns.get(name) as Cells, row)).join();
        const known = numbers.get(key) ?? numbers.size;
        numbers.set(key, known);
        return known;
      }),
    );
    expect(identities.map((identity) => [...identity])).toEqual(expected);
    expect(distinct).toBe(numbers.size);
  });

  it('are none without rows, and one without columns', () => {
    expect(identifyRows([drawRows(1, 'a', 0)], ['x'])).toEqual({
      identities: [new Int32Array(0)],
      distinct: 0,
    });
    const { identities, distinct } = identifyRows([drawRows(1, 'a', 3)], []);
    expect([[...(identities[0] as Int32Array)], distinct]).toEqual([[0, 0, 0], 1]);
  });
});

/** As cells are compared: missing equals missing, −0 equals 0. */
function textOf(cells: Cells, row: number): string {
  return String(((cells.type === 'number' ? cells.values : cells.codes)[row] as number) + 0);
}

function drawRows(seed: number, name: string, rowCount: number): Rows {
  const random = randomStream(seed, 'row-identities', name);
  const numbers = (of: () => number) => Float64Array.from({ length: rowCount }, of);
  const some = [Number.NaN, -0, 0, 1.5, 2];
  const columns = new Map<string, Cells>();
  columns.set('x', {
    type: 'number',
    schema: { name: 'x' } as ColumnSchema,
    values: numbers(() => some[random.below(5)] as number),
  });
  columns.set('c', {
    type: 'coded',
    schema: { name: 'c' } as ColumnSchema,
    codes: Int32Array.from({ length: rowCount }, () => random.below(5) - 1),
    levels: ['a', 'b', 'c', 'd'],
  });
  columns.set('y', {
    type: 'number',
    schema: { name: 'y' } as ColumnSchema,
    values: numbers(() => random.below(20)),
  });
  return { rowCount, columns };
}
