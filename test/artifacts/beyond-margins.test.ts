import { describe, expect, it } from 'vitest';
import { beyondMargins } from '../../src/artifacts/beyond-margins.ts';
import { randomStream } from '../../src/statistics/random.ts';

describe('beyondMargins', () => {
  const random = randomStream(1, 'margins');
  const rows = 500;
  const first = Int32Array.from({ length: rows }, () => random.below(6));
  // Hangs together with the first.
  const second = first.map((code) => (random.uniform() < 0.6 ? code : random.below(6)));
  const columns = [
    { codes: first, size: 6 },
    { codes: second, size: 6 },
  ];

  it('leaves nothing of a sum over values, and the rest as it is', () => {
    const explained = Float64Array.from(first, (code, row) => 3 * code ** 2 - (second[row] as number) + 7);
    for (const left of beyondMargins(explained, columns)) expect(Math.abs(left)).toBeLessThan(0.1);
    const noise = Float64Array.from(first, () => random.normal());
    const of = beyondMargins(noise, columns);
    const together = beyondMargins(
      noise.map((value, row) => value + (explained[row] as number)),
      columns,
    );
    for (let row = 0; row < rows; row++) {
      expect(Math.abs((together[row] as number) - (of[row] as number))).toBeLessThan(0.1);
    }
  });

  it('leaves nothing that hangs on how many rows of any sample hold a value', () => {
    const left = beyondMargins(
      Float64Array.from(first, (code) => code + random.normal()),
      columns,
    );
    for (const { codes, size } of columns) {
      const sums = new Float64Array(size);
      for (const [row, code] of codes.entries()) sums[code] = (sums[code] as number) + (left[row] as number);
      for (const sum of sums) expect(Math.abs(sum)).toBeLessThan(0.1);
    }
  });

  it('bears values that nobody holds and weights that are all nought', () => {
    const none = { codes: new Int32Array(rows), size: 3 };
    expect(beyondMargins(new Float64Array(rows), [none]).every((left) => left === 0)).toBe(true);
    expect(beyondMargins(new Float64Array(0), []).length).toBe(0);
  });
});
