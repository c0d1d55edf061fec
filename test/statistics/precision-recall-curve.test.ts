import { expect, it } from 'vitest';
import { averagePrecision } from '../../src/statistics/average-precision.ts';
import { precisionRecallCurve } from '../../src/statistics/precision-recall-curve.ts';

const labels = Int32Array.of(0, 1, 0, 1, 1, 0, 0, 1);
const scores = Float64Array.of(0.1, 0.9, 0.5, 0.5, 0.5, 0.3, 0.9, 0.2);

it('has a point per distinct score and none inside a tie', () => {
  const curve = precisionRecallCurve(labels, scores)!;
  expect([...curve.recall]).toEqual([0.25, 0.75, 0.75, 1, 1]);
  expect([...curve.precision]).toEqual([1 / 2, 3 / 5, 3 / 6, 4 / 7, 4 / 8]);
});

it('sums to average precision', () => {
  const { recall, precision } = precisionRecallCurve(labels, scores)!;
  let sum = 0;
  for (let i = 0; i < recall.length; i++) sum += (recall[i]! - (recall[i - 1] ?? 0)) * precision[i]!;
  expect(sum).toBeCloseTo(averagePrecision(labels, scores), 12);
});

it('does not exist without positives', () => {
  expect(precisionRecallCurve(new Int32Array(8), scores)).toBeNull();
});
