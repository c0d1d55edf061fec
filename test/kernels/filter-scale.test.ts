import { describe, expect, it } from 'vitest';
import { chooseScale } from '../../src/kernels/filter-scale.ts';

const rows = (numericCount: number, codeCount: number, most = 1) => ({
  base: {
    rowCount: 3,
    numeric: Array.from({ length: numericCount }, () => Float64Array.of(0, most / 2, most)),
    codes: Array.from({ length: codeCount }, () => Int32Array.of(0, 1, 0)),
  },
});

describe('filter scale', () => {
  it('puts far k-th distances at 200 units, but a difference of 1 at no more than 127', () => {
    expect(chooseScale(rows(4, 0), [1, 4])).toEqual({ scale: 50, wide: false });
    expect(chooseScale(rows(4, 0), [0, 0])).toEqual({ scale: 127, wide: false });
    expect(chooseScale(rows(4, 2), [])).toEqual({ scale: 127, wide: false });
  });

  it('gives a category its whole weight where that costs numbers less', () => {
    expect(chooseScale(rows(2, 8), [3])).toEqual({ scale: 66, wide: false });
    expect(chooseScale(rows(2, 0), [3])).toEqual({ scale: 200 / 3, wide: false });
  });

  it('takes 16 bits for many columns, unless their range fits no byte', () => {
    expect(chooseScale(rows(100, 0), [25])).toEqual({ scale: 127, wide: true });
    expect(chooseScale(rows(100, 0, 1e6), [25])).toEqual({ scale: 8, wide: false });
  });
});
