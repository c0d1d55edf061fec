import { expect, it } from 'vitest';
import { fitBaseline } from '../../src/models/baseline.ts';
import { matrixOf } from './tables.ts';

it('predicts the class shares and the most frequent class', () => {
  const baseline = fitBaseline(Int32Array.of(2, 0, 2, 1), { task: 'classification', classCount: 4 });
  expect([...baseline.predictProbabilities(matrixOf(2))]).toEqual([0.25, 0.25, 0.5, 0, 0.25, 0.25, 0.5, 0]);
  expect([...baseline.predictValues(matrixOf(2))]).toEqual([2, 2]);
});

it('predicts the mean', () => {
  const baseline = fitBaseline(Float64Array.of(1, 2, 6), { task: 'regression' });
  expect([...baseline.predictValues(matrixOf(2))]).toEqual([3, 3]);
  expect(() => baseline.predictProbabilities(matrixOf(2))).toThrow(TypeError);
});
