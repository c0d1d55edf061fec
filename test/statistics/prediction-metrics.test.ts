import { describe, expect, it } from 'vitest';
import { areaUnderRoc } from '../../src/statistics/area-under-roc.ts';
import { averagePrecision } from '../../src/statistics/average-precision.ts';
import { confusion } from '../../src/statistics/confusion.ts';
import { logLoss } from '../../src/statistics/log-loss.ts';
import { classMetrics, valueMetrics } from '../../src/statistics/prediction-metrics.ts';
import type { ClassPredictions } from '../../src/statistics/predictions.ts';
import { rSquared } from '../../src/statistics/r-squared.ts';
import { randomStream } from '../../src/statistics/random.ts';

// Expected values: scikit-learn 1.9.1 on the same data, with and without sample_weight.
const labels = Int32Array.of(0, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 0, 1, 0, 0);
const scores = Float64Array.of(
  ...[0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.2, 0, 1, 0.65, 0.65, 0.9, 0.05, 0.5, 0.3, 0.65, 0.15, 0.25, 0.75, 0.5],
);
const counts = Int32Array.of(1, 0, 2, 1, 3, 1, 0, 1, 1, 2, 1, 0, 1, 2, 1, 1, 0, 4, 1, 1);
const twoClasses: ClassPredictions = {
  classCount: 2,
  labels,
  probabilities: Float64Array.from({ length: 40 }, (_, i) =>
    i % 2 === 0 ? 1 - scores[i >> 1]! : scores[i >> 1]!,
  ),
};
const tenths = [
  [6, 3, 1, 2, 5, 3, 1, 2, 7, 4, 4, 2, 3, 3, 4, 5, 1, 4],
  [2, 6, 2, 1, 8, 1, 0, 3, 7, 2, 2, 6, 10, 0, 0, 3, 5, 2],
];
const threeClasses: ClassPredictions = {
  classCount: 3,
  labels: Int32Array.of(0, 1, 2, 2, 1, 0, 0, 1, 2, 1, 0, 2),
  probabilities: Float64Array.from(tenths.flat(), (value) => value / 10),
};
const threeClassCounts = Int32Array.of(1, 2, 0, 1, 1, 3, 1, 1, 2, 0, 1, 1);

describe('class metrics', () => {
  it.each([
    ['auc', 0.78125, 0.513986013986014],
    ['average-precision', 0.7500457875457875, 0.5882034632034632],
    ['log-loss', 0.5142765222858101, 0.7190419827470564],
    ['brier', 0.1805, 0.27],
    ['accuracy', 0.75, 0.5833333333333334],
    ['balanced-accuracy', 0.7291666666666667, 0.5664335664335665],
    ['macro-f1', 0.7333333333333334, 0.5555555555555556],
  ] as const)('%s of two classes agrees with scikit-learn', (name, plain, weighted) => {
    const evaluate = classMetrics[name](twoClasses);
    expect(evaluate(null)).toBeCloseTo(plain, 12);
    expect(evaluate(counts)).toBeCloseTo(weighted, 12);
    expect(evaluate(null)).toBeCloseTo(plain, 12);
  });

  it.each([
    ['auc', 0.75, 0.8013888888888889],
    ['average-precision', 0.7173611111111112, 0.7520202020202019],
    ['log-loss', 0.8729448231783244, 0.7818101076704022],
    ['brier', 0.5166666666666667, 0.45857142857142863],
    ['accuracy', 0.5833333333333334, 0.7142857142857143],
    ['balanced-accuracy', 0.5833333333333334, 0.6944444444444445],
    ['macro-f1', 0.5833333333333334, 0.6904761904761904],
  ] as const)('%s of three classes agrees with scikit-learn', (name, plain, weighted) => {
    const evaluate = classMetrics[name](threeClasses);
    expect(evaluate(null)).toBeCloseTo(plain, 12);
    expect(evaluate(threeClassCounts)).toBeCloseTo(weighted, 12);
  });

  it('counts rows by true and predicted class', () => {
    expect([...confusion(threeClasses, threeClassCounts)]).toEqual([5, 1, 0, 0, 3, 1, 1, 1, 2]);
  });

  it('leaves classes out that do not occur', () => {
    const onlyTwoOccur = { ...threeClasses, labels: threeClasses.labels.map((label) => Math.min(label, 1)) };
    const auc = classMetrics.auc(onlyTwoOccur)(null);
    const ofZero = areaUnderRoc(
      onlyTwoOccur.labels.map((label) => (label === 0 ? 1 : 0)),
      Float64Array.from({ length: 12 }, (_, row) => threeClasses.probabilities[3 * row]!),
    );
    const ofOne = areaUnderRoc(
      onlyTwoOccur.labels,
      Float64Array.from({ length: 12 }, (_, row) => threeClasses.probabilities[3 * row + 1]!),
    );
    expect(auc).toBeCloseTo((ofZero + ofOne) / 2, 12);
  });

  it('a count is the same as a repeated row, for every metric', () => {
    for (const predictions of [twoClasses, threeClasses]) {
      const random = randomStream(3, 'counts');
      const drawn = predictions.labels.map(() => random.below(4));
      const rows = [...drawn.keys()].flatMap((row) => Array<number>(drawn[row]!).fill(row));
      const repeated: ClassPredictions = {
        classCount: predictions.classCount,
        labels: Int32Array.from(rows, (row) => predictions.labels[row]!),
        probabilities: Float64Array.from(
          rows.flatMap((row) => [
            ...predictions.probabilities.subarray(
              row * predictions.classCount,
              (row + 1) * predictions.classCount,
            ),
          ]),
        ),
      };
      for (const prepare of Object.values(classMetrics)) {
        expect(prepare(predictions)(drawn)).toBeCloseTo(prepare(repeated)(null), 12);
      }
    }
  });
});

describe('area under ROC', () => {
  it('is the share of pairs in the right order, ties one half', () => {
    const random = randomStream(1, 'auc');
    const some = Int32Array.from({ length: 120 }, () => random.below(2));
    const coarse = Float64Array.from({ length: 120 }, () => random.below(9));
    let right = 0;
    let pairs = 0;
    for (let i = 0; i < 120; i++) {
      for (let j = 0; j < 120; j++) {
        if (some[i] !== 1 || some[j] !== 0) continue;
        pairs++;
        right += coarse[i]! > coarse[j]! ? 1 : coarse[i] === coarse[j] ? 0.5 : 0;
      }
    }
    expect(areaUnderRoc(some, coarse)).toBeCloseTo(right / pairs, 12);
  });

  it('is undefined without positives or negatives', () => {
    expect(areaUnderRoc(Int32Array.of(0, 0), Float64Array.of(1, 2))).toBeNaN();
    expect(areaUnderRoc(Int32Array.of(1, 1), Float64Array.of(1, 2))).toBeNaN();
  });

  it('refuses scores that are not numbers', () => {
    expect(() => areaUnderRoc(Int32Array.of(0, 1), Float64Array.of(Number.NaN, 2))).toThrow(RangeError);
  });
});

describe('average precision', () => {
  it('of one block of ties is the share of positives', () => {
    expect(averagePrecision(labels, new Float64Array(20).fill(0.3))).toBeCloseTo(8 / 20, 12);
  });

  it('is undefined without positives', () => {
    expect(averagePrecision(new Int32Array(3), Float64Array.of(1, 2, 3))).toBeNaN();
  });
});

describe('log loss', () => {
  it('stays finite where a class was given no chance', () => {
    const certain = { classCount: 2, labels: Int32Array.of(1), probabilities: Float64Array.of(1, 0) };
    expect(logLoss(certain)).toBeCloseTo(52 * Math.LN2, 10);
  });
});

describe('value metrics', () => {
  const predictions = {
    actual: Float64Array.of(3, -0.5, 2, 7, 4.25, 1),
    predicted: Float64Array.of(2.5, 0, 2, 8, 4, -1),
  };

  it.each([
    ['r2', 0.8390111546578234, 0.8550613496932515],
    ['rmse', 0.962851667357612, 1.14564392373896],
    ['mae', 0.7083333333333334, 0.9722222222222222],
  ] as const)('%s agrees with scikit-learn', (name, plain, weighted) => {
    const evaluate = valueMetrics[name](predictions);
    expect(evaluate(null)).toBeCloseTo(plain, 12);
    expect(evaluate(Int32Array.of(1, 2, 0, 3, 1, 2))).toBeCloseTo(weighted, 12);
  });

  it('R² is undefined where nothing varies, and survives a large offset', () => {
    const same = Float64Array.of(5.1, 5.1, 5.1);
    expect(rSquared({ actual: same, predicted: Float64Array.of(1, 2, 3) })).toBeNaN();
    const moved = {
      actual: predictions.actual.map((v) => v + 1e9),
      predicted: predictions.predicted.map((v) => v + 1e9),
    };
    expect(rSquared(moved)).toBeCloseTo(0.8390111546578234, 6);
  });
});
