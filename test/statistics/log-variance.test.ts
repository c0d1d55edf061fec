import { describe, expect, it } from 'vitest';
import { type LogVariance, logVariance, logVarianceRatio } from '../../src/statistics/log-variance.ts';
import { type Random, randomStream } from '../../src/statistics/random.ts';
import { expectAtMost } from './rate-bound.ts';

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

describe('the logarithm of a variance', () => {
  it('is over n − 1, with the error of leaving every value out in turn', () => {
    const random = randomStream(1, 'jackknife');
    const values = Array.from({ length: 40 }, () => Math.exp(random.normal()));
    const found = logVariance(Float64Array.from([...values, Number.NaN]));
    const without = values.map((_, out) => Math.log(varianceOf(values.filter((_, at) => at !== out))));
    expect(found?.value).toBeCloseTo(Math.log(varianceOf(values)), 12);
    expect(found?.count).toBe(40);
    // (n − 1)/n Σ (θᵢ − θ̄)², times n; the variance is over n − 1 as well.
    expect(found?.perValue).toBeCloseTo(39 * 39 * varianceOf(without), 4);
  });

  it('has the error of the kurtosis where one value is all that varies', () => {
    const found = logVariance(Float64Array.from([0, 0, 0, 0, 5]));
    // Squares 1, 1, 1, 1 and 16: kurtosis 5 · 260 / 20².
    expect(found?.perValue).toBeCloseTo(3.25 - 1 / 2, 12);
    expect(logVariance(Float64Array.from([2, 2, 2]))).toBeNull();
    expect(logVariance(Float64Array.from([1, 2, Number.NaN]))).toBeNull();
  });

  it('differs from another by an error that is at least that of both together on each side', () => {
    const of = (count: number, perValue: number): LogVariance => ({
      value: Math.log(count),
      count,
      perValue,
    });
    const { value, standardError } = logVarianceRatio(of(100, 2), of(300, 6));
    expect(value).toBeCloseTo(Math.log(1 / 3), 12);
    // Pooled 5: 5/100 + 6/300.
    expect(standardError ** 2).toBeCloseTo(0.07, 12);
  });

  const shapes: readonly [string, (random: Random) => number][] = [
    ['normal', (random) => random.normal()],
    ['uniform', (random) => random.uniform()],
    ['lognormal', (random) => Math.exp(random.normal())],
  ];
  const sizes = [
    [160, 160],
    [160, 1000],
    [1000, 160],
    [1000, 1000],
  ] as const;

  it.each(shapes.flatMap(([name, draw]) => sizes.map((rows) => ({ name, draw, rows }))))(
    'covers the ratio of $name columns with $rows values',
    ({ name, draw, rows }) => {
      const runs = 400;
      let missed = 0;
      for (let seed = 0; seed < runs; seed++) {
        const random = randomStream(seed, 'coverage', name);
        const [own, reference] = rows.map((size) =>
          logVariance(Float64Array.from({ length: size }, () => draw(random))),
        ) as [LogVariance, LogVariance];
        const { value, standardError } = logVarianceRatio(own, reference);
        if (Math.abs(value) > 1.959963984540054 * standardError) missed++;
      }
      expectAtMost(missed, runs, 0.05);
      // And it is not wide for nothing.
      expect(missed).toBeGreaterThan(0);
    },
  );
});
