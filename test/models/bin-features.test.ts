import { describe, expect, it } from 'vitest';
import { binFeatures, fitBins, missingBin, unseenBin } from '../../src/models/bin-features.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { categorical, matrixOf, numeric, uniforms } from './tables.ts';

describe('numeric bins', () => {
  it('keeps few distinct values apart, with thresholds midway', () => {
    const matrix = matrixOf(5, numeric('x', Float64Array.of(4, 1, Number.NaN, 4, 2)));
    const fitted = fitBins(matrix);
    expect([...binFeatures(matrix, fitted).bins]).toEqual([2, 0, missingBin, 2, 1]);
    const queries = matrixOf(5, numeric('x', Float64Array.of(-9, 1.4, 1.6, 2.9, 99)));
    expect([...binFeatures(queries, fitted).bins]).toEqual([0, 0, 1, 1, 2]);
  });

  it('fills 255 bins about evenly where there are many values', () => {
    const matrix = matrixOf(51_000, numeric('x', uniforms(randomStream(1), 51_000)));
    const rows = new Int32Array(256);
    for (const bin of binFeatures(matrix, fitBins(matrix)).bins) rows[bin]!++;
    expect(rows[missingBin]).toBe(0);
    for (let bin = 0; bin < 255; bin++) expect(Math.abs(rows[bin]! - 200)).toBeLessThanOrEqual(2);
  });

  it('gives a heavy value one bin and leaves the others to the rest', () => {
    const values = uniforms(randomStream(2), 10_000).map((value, row) => (row % 10 === 0 ? value : 0));
    const matrix = matrixOf(10_000, numeric('x', values));
    const rows = new Int32Array(256);
    for (const bin of binFeatures(matrix, fitBins(matrix)).bins) rows[bin]!++;
    expect(rows[0]).toBe(9000);
    for (let bin = 1; bin < 255; bin++) expect(Math.abs(rows[bin]! - 1000 / 254)).toBeLessThanOrEqual(1);
  });

  it('takes a column without values', () => {
    const matrix = matrixOf(2, numeric('x', new Float64Array(2).fill(Number.NaN)));
    expect([...binFeatures(matrix, fitBins(matrix)).bins]).toEqual([missingBin, missingBin]);
  });
});

describe('category bins', () => {
  it('tells missing, unseen and known levels apart', () => {
    const fitted = fitBins(matrixOf(3, categorical('c', Int32Array.of(4, 0, -1), 5)));
    const queries = matrixOf(5, categorical('c', Int32Array.of(4, 0, -1, 2, 70), 5));
    expect([...binFeatures(queries, fitted).bins]).toEqual([1, 0, missingBin, unseenBin, unseenBin]);
  });

  it('pools rare levels in one bin', () => {
    // Level l occurs once more often than level l + 1, for the first 300 of 400.
    const codes = Int32Array.from(
      Array.from({ length: 300 }, (_, level) => Array<number>(300 - level).fill(level)).flat(),
    );
    const matrix = matrixOf(codes.length, categorical('c', codes, 400));
    const { bins } = binFeatures(matrix, fitBins(matrix));
    const binOf = (level: number) => bins[codes.indexOf(level)];
    expect([0, 1, 252, 253, 254, 299].map(binOf)).toEqual([0, 1, 252, 253, 253, 253]);
  });
});

it('refuses a matrix that does not fit the model', () => {
  const fitted = fitBins(matrixOf(1, numeric('x', Float64Array.of(1))));
  expect(() => binFeatures(matrixOf(1), fitted)).toThrow(RangeError);
  expect(() => binFeatures(matrixOf(1, categorical('x', Int32Array.of(0), 1)), fitted)).toThrow(TypeError);
});
