import { expect, it } from 'vitest';
import { calibrationCurve } from '../../src/statistics/calibration-curve.ts';

// Expected values: scikit-learn 1.9.1, calibration_curve.
const labels = Int32Array.of(0, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 0, 1, 0, 0);
const probabilities = Float64Array.of(
  ...[0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.2, 0, 1, 0.65, 0.65, 0.9, 0.05, 0.5, 0.3, 0.65, 0.15, 0.25, 0.75, 0.5],
);

it.each([
  ['uniform', 5, [0, 0.5, 0, 0.6, 1], [0.1, 0.35, 0.5, 0.7, 0.95], [5, 6, 2, 5, 2]],
  ['quantile', 4, [0, 0.5, 0.4, 0.75], [0.1, 0.35, 0.59, 0.8625], [5, 6, 5, 4]],
] as const)('%s bins agree with scikit-learn', (strategy, bins, observed, predicted, rows) => {
  const curve = calibrationCurve(labels, probabilities, { strategy, bins });
  expect([...curve.rows]).toEqual(rows);
  for (let bin = 0; bin < observed.length; bin++) {
    expect(curve.observedShare[bin]).toBeCloseTo(observed[bin]!, 12);
    expect(curve.meanPredicted[bin]).toBeCloseTo(predicted[bin]!, 12);
  }
});

it('leaves empty bins out', () => {
  const curve = calibrationCurve(Int32Array.of(0, 1), Float64Array.of(0.05, 0.95));
  expect([...curve.rows]).toEqual([1, 1]);
});
