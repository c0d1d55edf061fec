import { expect, it } from 'vitest';
import { kendallCorrelation, spearmanCorrelation } from '../../src/statistics/rank-correlation.ts';

// scipy 1.17.1, spearmanr and kendalltau on these lists.
const x = Float64Array.of(1, 2, 2, 3, 5, 8, 8, 9);
const y = Float64Array.of(2, 1, 4, 4, 3, 9, 7, 7);

it('agrees with scipy where there are ties', () => {
  expect(spearmanCorrelation(x, y)).toBeCloseTo(0.804878048780488, 12);
  expect(kendallCorrelation(x, y)).toBeCloseTo(0.6153846153846154, 12);
});

it('is 1 for one order, −1 for the other, and nothing where all are equal', () => {
  const down = x.map((value) => -value);
  for (const of of [spearmanCorrelation, kendallCorrelation]) {
    expect(of(x, x)).toBeCloseTo(1, 12);
    expect(of(x, down)).toBeCloseTo(-1, 12);
    expect(of(x, new Float64Array(8))).toBeNull();
  }
});

it('counts pairs by hand', () => {
  // Of six pairs five agree and one does not.
  expect(kendallCorrelation(Float64Array.of(1, 2, 3, 4), Float64Array.of(1, 2, 4, 3))).toBeCloseTo(4 / 6, 12);
  expect(spearmanCorrelation(Float64Array.of(1, 2, 3, 4), Float64Array.of(1, 2, 4, 3))).toBeCloseTo(0.8, 12);
});
