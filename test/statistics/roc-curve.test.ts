import { expect, it } from 'vitest';
import { areaUnderRoc } from '../../src/statistics/area-under-roc.ts';
import { rocCurve } from '../../src/statistics/roc-curve.ts';

const labels = Int32Array.of(0, 1, 0, 1, 1, 0, 0, 1);
const scores = Float64Array.of(0.1, 0.9, 0.5, 0.5, 0.5, 0.3, 0.9, 0.2);

it('has a point per distinct score and none inside a tie', () => {
  const curve = rocCurve(labels, scores)!;
  expect([...curve.thresholds]).toEqual([Number.POSITIVE_INFINITY, 0.9, 0.5, 0.3, 0.2, 0.1]);
  expect([...curve.falsePositiveRate]).toEqual([0, 0.25, 0.5, 0.75, 0.75, 1]);
  expect([...curve.truePositiveRate]).toEqual([0, 0.25, 0.75, 0.75, 1, 1]);
});

it('encloses the area under ROC', () => {
  const { falsePositiveRate: x, truePositiveRate: y } = rocCurve(labels, scores)!;
  let area = 0;
  for (let i = 1; i < x.length; i++) area += ((x[i]! - x[i - 1]!) * (y[i]! + y[i - 1]!)) / 2;
  expect(area).toBeCloseTo(areaUnderRoc(labels, scores), 12);
});

it('does not exist without positives', () => {
  expect(rocCurve(new Int32Array(8), scores)).toBeNull();
});
