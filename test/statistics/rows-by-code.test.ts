import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/statistics/random.ts';
import { rowsByCode } from '../../src/statistics/rows-by-code.ts';

describe('rows by code', () => {
  it('holds each row under its code, in the order of the rows', () => {
    const { starts, rows } = rowsByCode(Int32Array.of(2, 0, 2, 3, 0), 5);
    expect([...starts]).toEqual([0, 2, 2, 4, 5, 5]);
    expect([...rows]).toEqual([1, 4, 0, 2, 3]);
  });

  it('agrees with a stable sort', () => {
    const random = randomStream(1, 'codes');
    for (const size of [1, 2, 40]) {
      const codes = Int32Array.from({ length: 500 }, () => random.below(size));
      const sorted = [...codes.keys()].sort((a, b) => (codes[a] as number) - (codes[b] as number) || a - b);
      const { starts, rows } = rowsByCode(codes, size);
      expect([...rows]).toEqual(sorted);
      for (let code = 0; code < size; code++) {
        const held = rows.subarray(starts[code], starts[code + 1]);
        expect(held.length).toBe(codes.filter((each) => each === code).length);
      }
    }
  });

  it('has nothing to sort', () => {
    expect(rowsByCode(new Int32Array(0), 0)).toEqual({ starts: Int32Array.of(0), rows: new Int32Array(0) });
  });
});
