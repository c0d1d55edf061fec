import { expect, it } from 'vitest';
import type { Design } from '../../src/models/main-effects.ts';
import { denseProducts, sparseProducts, weightedProducts } from '../../src/models/weighted-products.ts';
import { randomStream } from '../../src/statistics/random.ts';

/** Rows with an intercept, and each other column with probability `filled`; every other column holds 1 where it holds something. */
function draw(rowCount: number, columnCount: number, filled: number): Design {
  const random = randomStream(4, `${rowCount} ${columnCount} ${filled}`);
  const start = [0];
  const columns: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < rowCount; row++) {
    for (let column = 0; column < columnCount; column++) {
      if (column > 0 && random.uniform() >= filled) continue;
      columns.push(column);
      values.push(column % 2 === 0 ? 1 : random.normal());
    }
    start.push(columns.length);
  }
  return {
    rowCount,
    columnCount,
    start: Int32Array.from(start),
    columns: Int32Array.from(columns),
    values: Float64Array.from(values),
  };
}

it.each([
  [1, 1, 1],
  [63, 4, 0.5],
  [64, 5, 0.9],
  [200, 30, 0.6],
  [130, 31, 0.1],
])('gives the sums of a plain loop, bit for bit: %i rows, %i columns, %d filled', (rows, columns, filled) => {
  const design = draw(rows, columns, filled);
  const random = randomStream(5, 'weights');
  const weights = Float64Array.from({ length: rows }, () => random.uniform());
  const expected = new Float64Array(columns * columns);
  for (let row = 0; row < rows; row++) {
    for (let i = design.start[row]!; i < design.start[row + 1]!; i++) {
      for (let j = design.start[row]!; j <= i; j++) {
        expected[design.columns[i]! * columns + design.columns[j]!]! +=
          weights[row]! * design.values[i]! * design.values[j]!;
      }
    }
  }
  // Twice: the second time the kernel's memory is not new.
  for (const found of [1, 2].map(() => denseProducts(design, weights))) {
    expect(found).not.toBeNull();
    expect([...found!]).toEqual([...expected]);
  }
  expect([...sparseProducts(design, weights)]).toEqual([...expected]);
  expect([...weightedProducts(design, weights)]).toEqual([...expected]);
});
