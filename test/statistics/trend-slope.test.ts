import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/statistics/random.ts';
import { studentQuantile, studentUpperTail } from '../../src/statistics/student-distribution.ts';
import { type TrendPoint, trendSlope } from '../../src/statistics/trend-slope.ts';
import { expectRate } from './rate-bound.ts';

describe('Student’s distribution', () => {
  it.each([
    // Tables of Student's t, two-sided 5 % and 1 %, as in Abramowitz & Stegun, table 26.10.
    [0.975, 1, 12.706],
    [0.975, 2, 4.303],
    [0.975, 3, 3.182],
    [0.995, 4, 4.604],
    [0.995, 7, 3.499],
    [0.975, 30, 2.042],
  ])('has the quantile at %d with %d degrees', (p, degrees, expected) => {
    expect(studentQuantile(p, degrees)).toBeCloseTo(expected, 3);
    expect(studentQuantile(1 - p, degrees)).toBeCloseTo(-expected, 3);
    expect(studentUpperTail(studentQuantile(p, degrees), degrees)).toBeCloseTo(1 - p, 12);
  });

  it('is Cauchy’s with one degree, and has its closed form with two', () => {
    for (const t of [-3, -0.5, 0, 1, 20]) {
      expect(studentUpperTail(t, 1)).toBeCloseTo(0.5 - Math.atan(t) / Math.PI, 14);
      expect(studentUpperTail(t, 2)).toBeCloseTo(0.5 - t / 2 / Math.sqrt(2 + t * t), 14);
    }
  });

  it('refuses degrees that are no number of values', () => {
    for (const degrees of [0, -1, 1.5, Number.NaN])
      expect(() => studentUpperTail(1, degrees)).toThrow(RangeError);
    for (const p of [0, 1, Number.NaN]) expect(() => studentQuantile(p, 3)).toThrow(RangeError);
  });
});

const even = (value: number, at: number, error = 1): TrendPoint => ({
  at,
  value,
  below: error,
  above: error,
});

describe('the slope of a trend', () => {
  it('is least squares with equal errors, and σ / √Σ(x − x̄)² its error', () => {
    const points = [3, 5, 4, 8, 10].map((value, at) => even(value, at));
    const slope = trendSlope(points);
    // Σ(x − 2)(y − 6) = 6 + 1 + 0 + 2 + 8 over Σ(x − 2)² = 10.
    expect(slope.value).toBeCloseTo(1.7, 12);
    expect(slope.high - slope.value).toBeCloseTo(1.959964 / Math.sqrt(10), 6);
    // Residuals .4, .7, −2, .3, .6 with squares 5.1; Q with three degrees is no surprise.
    expect(slope.scatter).toBeCloseTo(Math.sqrt(5.1 / 3), 12);
    expect(slope.widened).toBe(false);
    // z = 1.7 √10.
    expect(slope.pValue).toBeCloseTo(7.62e-8, 9);
  });

  it('counts a sure point for more', () => {
    // Weights 1, 4, 1 at 0, 1, 2: x̄ = 1, Σw(x − x̄)² = 2.
    const points = [even(0, 0), even(9, 1, 0.5), even(2, 2)];
    expect(trendSlope(points).value).toBeCloseTo(1, 12);
  });

  it('between two points is their difference', () => {
    const slope = trendSlope([even(5, 0, 3), even(1, 1, 4)]);
    expect(slope).toMatchObject({ scatter: null, widened: false });
    expect(slope.value).toBeCloseTo(-4, 12);
    expect(slope.low).toBeCloseTo(-4 - 1.959964 * 5, 5);
  });

  it('takes each point’s error on the side that matters', () => {
    const slope = trendSlope([
      { at: 0, value: 1, below: 1, above: 3 },
      { at: 1, value: 2, below: 4, above: 2 },
    ]);
    // Down: the last falls by 4, the first rises by 3.
    expect(slope.value - slope.low).toBeCloseTo(1.959964 * 5, 5);
    expect(slope.high - slope.value).toBeCloseTo(1.959964 * Math.hypot(2, 1), 5);
    expect(slope.pValue).toBeCloseTo(2 * 0.42074, 4);
  });

  it('is widened by Birge’s factor, with Student’s t, where the points scatter too much', () => {
    const errors = 0.1;
    const slope = trendSlope([3, 5, 4, 8, 10].map((value, at) => even(value, at, errors)));
    expect(slope.widened).toBe(true);
    // Independent of the errors: the textbook interval of least squares with estimated variance.
    const textbook = (studentQuantile(0.975, 3) * Math.sqrt(5.1 / 3)) / Math.sqrt(10);
    expect(slope.high - slope.value).toBeCloseTo(textbook, 10);
    expect(slope.value - slope.low).toBeCloseTo(textbook, 10);
  });

  it('refuses what has no slope', () => {
    expect(() => trendSlope([even(1, 0)])).toThrow(RangeError);
    expect(() => trendSlope([even(1, 2), even(3, 2)])).toThrow(RangeError);
    expect(() => trendSlope([even(1, 0, 0), even(3, 1)])).toThrow(RangeError);
  });

  it('covers its truth as often as it says, and alarms without one as often as it says', () => {
    const random = randomStream(1, 'trend-slope-test');
    const runs = 4000;
    let missed = 0;
    let alarms = 0;
    let flat = 0;
    for (let run = 0; run < runs; run++) {
      const errors = [1, 2, 0.5, 1, 3];
      const noisy = (slope: number) =>
        errors.map((error, at) => even(slope * at + error * random.normal(), at, error));
      const rising = trendSlope(noisy(0.7));
      if (rising.low > 0.7 || rising.high < 0.7) missed++;
      const level = trendSlope(noisy(0));
      if (level.pValue < 0.05) alarms++;
      if (level.widened) flat++;
    }
    // The check of the scatter is itself wrong in 5 % of runs, and then widens: nearly all of the level is left.
    expect(missed / runs).toBeGreaterThan(0.035);
    expectRate(flat, runs, 0.05);
    for (const count of [missed, alarms]) {
      expect(count / runs).toBeLessThan(0.05 + 3.1 * Math.sqrt((0.05 * 0.95) / runs));
    }
  });
});
