import { describe, expect, it } from 'vitest';
import { mannWhitney } from '../../src/statistics/mann-whitney.ts';
import { aucContributions, rSquaredContributions } from '../../src/statistics/prediction-contributions.ts';
import { classMetrics, valueMetrics } from '../../src/statistics/prediction-metrics.ts';
import { randomStream } from '../../src/statistics/random.ts';

const random = randomStream(3, 'prediction-contributions');
const squares = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0);
const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);

describe('aucContributions', () => {
  const rows = 400;
  const labels = Int32Array.from({ length: rows }, () => (random.uniform() < 0.3 ? 1 : 0));
  // Rounded, so that there are ties.
  const scores = Float64Array.from(labels, (label) => Math.round(4 * (random.normal() + label)) / 4);
  const probabilities = Float64Array.from({ length: 2 * rows }, (_, cell) =>
    cell % 2 === 1 ? scores[cell >> 1]! : -scores[cell >> 1]!,
  );
  const told = aucContributions({ classCount: 2, labels, probabilities })!;

  it('sums to nothing, and its squares to DeLong’s variance', () => {
    const { standardError } = mannWhitney(
      scores.filter((_, row) => labels[row] === 1),
      scores.filter((_, row) => labels[row] === 0),
    );
    expect(total(told)).toBeCloseTo(0, 10);
    // DeLong divides by n − 1.
    expect(Math.sqrt(squares(told)) / standardError).toBeGreaterThan(0.99);
    expect(Math.sqrt(squares(told)) / standardError).toBeLessThan(1);
  });

  it.each([2, 3])('says what a row counted twice adds, with %i classes', (classCount) => {
    const codes = Int32Array.from({ length: rows }, () => random.below(classCount));
    const chances = Float64Array.from({ length: rows * classCount }, () => random.uniform());
    const evaluate = classMetrics.auc({ classCount, labels: codes, probabilities: chances });
    const told = aucContributions({ classCount, labels: codes, probabilities: chances })!;
    for (const row of [0, 17, 200]) {
      const counts = new Int32Array(rows).fill(1);
      counts[row] = 2;
      expect(evaluate(counts) - evaluate(null)).toBeCloseTo(told[row]!, 4);
    }
  });

  it('is null where only one class occurs', () => {
    const none = new Int32Array(rows);
    expect(aucContributions({ classCount: 2, labels: none, probabilities })).toBeNull();
  });
});

describe('rSquaredContributions', () => {
  const actual = Float64Array.from({ length: 300 }, () => random.normal());
  const predicted = actual.map((value) => 0.6 * value + 0.3 * random.normal());

  it('says what a row counted twice adds', () => {
    const evaluate = valueMetrics.r2({ actual, predicted });
    const told = rSquaredContributions({ actual, predicted })!;
    expect(total(told)).toBeCloseTo(0, 10);
    for (const row of [0, 17, 200]) {
      const counts = new Int32Array(300).fill(1);
      counts[row] = 2;
      expect(evaluate(counts) - evaluate(null)).toBeCloseTo(told[row]!, 4);
    }
  });

  it('is null where nothing varies', () => {
    expect(rSquaredContributions({ actual: new Float64Array(9), predicted: new Float64Array(9) })).toBeNull();
  });
});
