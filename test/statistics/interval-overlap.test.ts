import { describe, expect, it } from 'vitest';
import { intervalOverlap } from '../../src/statistics/interval-overlap.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { compareRegressions, spreadOfAgreement } from '../../src/statistics/regression-agreement.ts';

describe('the overlap of intervals', () => {
  it('is the closed form of Karr et al.', () => {
    const one = { low: 0, high: 4 };
    expect(intervalOverlap(one, one)).toBe(1);
    expect(intervalOverlap(one, { low: 2, high: 6 })).toBe(0.5);
    expect(intervalOverlap(one, { low: 4, high: 8 })).toBe(0);
    expect(intervalOverlap(one, { low: 8, high: 12 })).toBe(-1);
    // Shared 2, of 4 and of 2.
    expect(intervalOverlap(one, { low: 1, high: 3 })).toBe(0.75);
    expect(() => intervalOverlap(one, { low: 1, high: 1 })).toThrow(RangeError);
  });
});

describe('the agreement of regressions', () => {
  const fitted = (estimates: number[], errors: number[], rowCount = 100) => ({
    rowCount,
    estimates: Float64Array.from(estimates),
    covariance: Float64Array.from(estimates.flatMap((_, i) => errors.map((e, j) => (i === j ? e * e : 0)))),
  });

  it('is what one counts by hand', () => {
    const first = fitted([3, 3, 0.5, -4], [1, 1, 1, 1]);
    const second = fitted([3, -3, 1, -1], [1, 1, 1, 1]);
    const found = compareRegressions(first, second, [0, 1, 2, 3]);
    expect([...found.overlaps].map((value) => Number(value.toFixed(6)))).toEqual(
      [0, 6, 0.5, 3].map((difference) => Number((1 - difference / 3.919928).toFixed(6))),
    );
    expect(found.difference).toBeCloseTo((0 + 6 + 0.5 + 3) / 4, 12);
    expect(found.signs).toBeCloseTo(2 / 3, 12);
    // 3 and 3 agree, 3 and −3 do not, both near 0 agree, −4 is sure and −1 is not.
    expect(found.conclusions).toBeCloseTo(0.5, 12);
    expect(found.freshDifference).toBeCloseTo(Math.sqrt(4 / Math.PI), 12);
    expect(compareRegressions(fitted([1], [1]), fitted([1], [1]), [0]).signs).toBeNull();
  });

  it('scales standard errors to the smaller row count', () => {
    // Four times the rows, half the error: the same interval at equal rows.
    const found = compareRegressions(fitted([3], [0.5], 400), fitted([3], [1], 100), [0]);
    expect(found.overlap).toBeCloseTo(1, 12);
    expect(found.freshDifference).toBeCloseTo(Math.sqrt((2 / Math.PI) * 1.25), 12);
  });

  it('has the standard error that repeated samples show', () => {
    const random = randomStream(4, 'agreement-test');
    const truth = [0.2, 1.1, -2.5, 0.4];
    const values: number[] = [];
    const errors: number[] = [];
    for (let seed = 0; seed < 300; seed++) {
      const sample = (shift: number) =>
        fitted(
          truth.map((value) => value + shift + random.normal()),
          [1, 1, 1, 1],
        );
      // Apart by two errors, so that the overlap is nearly linear and its error well known.
      const [first, second] = [sample(0), sample(4)];
      values.push(compareRegressions(first, second, [0, 1, 2, 3]).overlap);
      const groups = ['a', 'a', 'b', 'b'];
      errors.push(
        spreadOfAgreement(first, second, [0, 1, 2, 3], groups, random.stream(`${seed}`))[
          'confidence-interval-overlap'
        ],
      );
    }
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 299);
    const claimed = errors.reduce((sum, value) => sum + value, 0) / errors.length;
    // Linear: √2 / 3.92 / √4; the spread of 300 values is known to 4 %.
    expect(Math.abs(claimed / (Math.SQRT2 / 3.919928 / 2) - 1)).toBeLessThan(0.05);
    expect(Math.abs(claimed / spread - 1)).toBeLessThan(0.15);
  });
});
