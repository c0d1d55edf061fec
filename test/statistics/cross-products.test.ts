import { describe, expect, it } from 'vitest';
import { addCrossProducts } from '../../src/statistics/cross-products.ts';
import { randomStream } from '../../src/statistics/random.ts';

describe('addCrossProducts', () => {
  it.each([
    [1, 3],
    [2, 10],
    [4, 512],
    [5, 513],
    [7, 1300],
    [11, 700],
  ])('adds what a plain loop adds, bit for bit: %i columns, %i rows', (columns, rows) => {
    const random = randomStream(5, `${columns}-${rows}`);
    const draw = () =>
      Array.from({ length: columns }, () => Float64Array.from({ length: rows }, () => random.normal()));
    const [left, right] = [draw(), draw()];
    const before = Float64Array.from({ length: columns * columns }, () => random.normal());
    const [from, to] = [Math.min(1, rows - 1), rows];
    const expected = before.slice();
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j <= i; j++) {
        for (let row = from; row < to; row++) expected[i * columns + j]! += left[i]![row]! * right[j]![row]!;
      }
    }
    const found = before.slice();
    addCrossProducts(found, left, right, from, to);
    expect([...found]).toEqual([...expected]);
  });
});
