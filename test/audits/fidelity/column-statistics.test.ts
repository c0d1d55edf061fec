import { describe, expect, it } from 'vitest';
import { columnStatistics } from '../../../src/audits/fidelity/column-statistics.ts';
import { normalQuantile } from '../../../src/statistics/normal-distribution.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn, type SmallTable } from '../harness.ts';

function sample(name: string, rows: number, shift = 0, spread = 1): SmallTable {
  const random = randomStream(23, name);
  return { x: Array.from({ length: rows }, () => 50 + 10 * (shift + spread * random.normal())) };
}

describe('column-statistics', () => {
  it('measures a planted shift and spread as their closed form says', async () => {
    const outcome = await runOn(columnStatistics, {
      train: sample('train', 20_000),
      holdout: sample('holdout', 20_000),
      synthetic: sample('other', 20_000, 0.5, 1.5),
    });
    expect(measureIn(outcome, 'mean-difference', ['x']).estimate.value).toBeCloseTo(0.5, 1);
    expect(measureIn(outcome, 'standard-deviation-ratio', ['x']).estimate.value).toBeCloseTo(1.5, 1);
    expect(measureIn(outcome, 'median-difference', ['x']).estimate.value).toBeCloseTo(0.5, 1);
    const upper = measureIn(outcome, 'quantile-difference', ['x'], { quantile: '0.9' });
    expect(upper.estimate.value).toBeCloseTo(0.5 + 0.5 * normalQuantile(0.9), 1);
    const mean = measureIn(outcome, 'mean-difference', ['x']);
    // Variances 1 and 2.25 over 20,000 rows each.
    const reach = 1.96 * Math.sqrt(3.25 / 20_000);
    expect(intervalOf(mean).high - intervalOf(mean).low).toBeCloseTo(2 * reach, 2);
    expect(mean.test?.adjusted).toBeLessThan(1e-10);
    expect(Math.abs(mean.ceiling?.value ?? 1)).toBeLessThan(0.04);
  });

  it('intervals of fresh samples hold the reference at their level', async () => {
    const seeds = 200;
    const held: Record<string, number> = {};
    for (let seed = 0; seed < seeds; seed++) {
      const outcome = await runOn(columnStatistics, {
        train: sample(`t${seed}`, 200),
        synthetic: sample(`s${seed}`, 150),
      });
      if (outcome.status !== 'measured') throw new Error('not measured');
      for (const measure of outcome.measures) {
        const name = measure.name + (measure.labels.quantile ?? '');
        const truth = measure.name === 'standard-deviation-ratio' ? 1 : 0;
        const { low, high } = intervalOf(measure);
        held[name] = (held[name] ?? 0) + (low <= truth && truth <= high ? 1 : 0);
      }
    }
    expect(Object.keys(held)).toHaveLength(5);
    // 95 % of 200: the 99.9 % binomial bound is 179.
    for (const [name, count] of Object.entries(held)) expect(count, name).toBeGreaterThanOrEqual(179);
    // And they are not wide for nothing.
    expect(held['mean-difference']).toBeLessThanOrEqual(199);
  });

  it('intervals of spreads hold the reference for skewed columns of a hundred and sixty rows', async () => {
    const seeds = 200;
    let held = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const random = randomStream(seed, 'amounts');
      const amounts = () => ({ x: Array.from({ length: 160 }, () => Math.exp(random.normal())) });
      const outcome = await runOn(columnStatistics, { train: amounts(), synthetic: amounts() });
      const { low, high } = intervalOf(measureIn(outcome, 'standard-deviation-ratio', ['x']));
      if (low <= 1 && 1 <= high) held++;
    }
    // The 99.9 % binomial bound of 95 %; with each column's own kurtosis alone it is about 168.
    expect(held).toBeGreaterThanOrEqual(179);
  });

  it('a constant or single synthetic row stays finite; a constant in train has no unit', async () => {
    const train = { x: [1, 2, 3, 4], k: [5, 5, 5, 5] };
    const one = await runOn(columnStatistics, { train, synthetic: { x: [9], k: [5] } });
    expect(measureIn(one, 'mean-difference', ['x']).estimate.value).toBeCloseTo(6.5 / Math.sqrt(5 / 3), 10);
    expect(() => measureIn(one, 'mean-difference', ['k'])).toThrow();
    const constant = await runOn(columnStatistics, { train, synthetic: { x: [7, 7, 7], k: [5, 5, 5] } });
    expect(measureIn(constant, 'standard-deviation-ratio', ['x']).estimate.value).toBe(0);
  });
});
