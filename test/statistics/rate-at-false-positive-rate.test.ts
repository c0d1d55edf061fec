import { describe, expect, it } from 'vitest';
import { rateAtFalsePositiveRate } from '../../src/statistics/rate-at-false-positive-rate.ts';

const hundred = Float64Array.from({ length: 100 }, (_, i) => i + 1);

describe('rate at false positive rate', () => {
  it('takes the lowest score that few enough non-members reach', () => {
    // 91 … 100 are ten of a hundred; 90.5 lies above the bar of 90 and is the lowest such score.
    const members = Float64Array.of(90, 90.5, 95, 3, 200);
    expect(rateAtFalsePositiveRate(members, hundred, 0.1)).toEqual({ threshold: 90.5, fpr: 0.1, tpr: 0.6 });
    expect(rateAtFalsePositiveRate(hundred, hundred, 0.1)).toEqual({ threshold: 91, fpr: 0.1, tpr: 0.1 });
  });

  it('splits no block of ties', () => {
    const others = Float64Array.from({ length: 100 }, (_, i) => (i < 80 ? 0 : i < 97 ? 5 : 9));
    const members = Float64Array.of(0, 5, 5, 9);
    expect(rateAtFalsePositiveRate(members, others, 0.1)).toEqual({ threshold: 9, fpr: 0.03, tpr: 0.25 });
    expect(rateAtFalsePositiveRate(members, others, 0.2)).toEqual({ threshold: 5, fpr: 0.2, tpr: 0.75 });
    expect(rateAtFalsePositiveRate(members, others, 0.19)).toEqual({ threshold: 9, fpr: 0.03, tpr: 0.25 });
    expect(rateAtFalsePositiveRate(members, others, 1)).toEqual({ threshold: 0, fpr: 1, tpr: 1 });
  });

  it('calls nobody a member where no score is high enough', () => {
    const same = new Float64Array(50).fill(2);
    expect(rateAtFalsePositiveRate(same, same, 0.1)).toEqual({ threshold: Infinity, fpr: 0, tpr: 0 });
    const exact = Float64Array.of(0, 0, 1, 1);
    expect(rateAtFalsePositiveRate(exact, new Float64Array(50), 0.01)).toEqual({
      threshold: 1,
      fpr: 0,
      tpr: 0.5,
    });
  });

  it('loses no row to rounding of the target', () => {
    // .29 · 100 is 28.999999999999996
    expect(rateAtFalsePositiveRate(hundred, hundred, 0.29).fpr).toBe(0.29);
  });

  it('refuses empty groups, missing scores and targets that are no rate', () => {
    expect(() => rateAtFalsePositiveRate(new Float64Array(0), hundred, 0.1)).toThrow(RangeError);
    expect(() => rateAtFalsePositiveRate(hundred, Float64Array.of(Number.NaN), 0.1)).toThrow(RangeError);
    expect(() => rateAtFalsePositiveRate(hundred, hundred, 1.5)).toThrow(RangeError);
  });
});
