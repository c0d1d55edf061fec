import { describe, expect, it } from 'vitest';
import { correlationInfluence } from '../../src/statistics/correlation-influence.ts';
import { pearsonCorrelation } from '../../src/statistics/pearson-correlation.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { expectRate } from './rate-bound.ts';

describe('correlation influence', () => {
  it('is what leaving a row out changes, to first order', () => {
    const random = randomStream(1, 'influence');
    const x = Float64Array.from({ length: 4000 }, () => random.normal());
    const y = x.map((value) => 0.5 * value + random.normal() ** 3);
    const found = correlationInfluence(x, y);
    if (found === null) throw new Error('two varying columns have a correlation');
    for (const row of [0, 17, 3999]) {
      const keep = (_: number, i: number) => i !== row;
      const without = pearsonCorrelation(x.filter(keep), y.filter(keep)).value as number;
      expect((x.length - 1) * (found.value - without)).toBeCloseTo(found.influences[row] as number, 1);
    }
    const sum = found.influences.reduce((total, influence) => total + influence, 0);
    expect(sum / x.length).toBeCloseTo(0, 12);
  });

  it('leaves incomplete rows without influence and keeps the standard error', () => {
    const random = randomStream(2, 'influence');
    const x = Float64Array.from({ length: 500 }, () => random.normal());
    const y = x.map((value) => value + random.normal());
    const complete = correlationInfluence(x, y);
    const gaps = new Float64Array(500).fill(Number.NaN);
    const withGaps = correlationInfluence(Float64Array.of(...x, ...gaps), Float64Array.of(...y, ...gaps));
    expect(withGaps?.value).toBe(complete?.value);
    expect(withGaps?.rows).toBe(500);
    expect(withGaps?.influences[700]).toBe(0);
    expect((withGaps?.standardError ?? 0) / (complete?.standardError ?? 1)).toBeCloseTo(1, 2);
    expect(correlationInfluence(gaps, gaps)).toBeNull();
  });

  it.each([
    ['normal, correlated', 0, 0],
    ['heavy tails, uncorrelated but dependent', 1, 0],
    ['a quarter of y missing', 0, 0.25],
  ])('gives intervals that cover without normality: %s', (name, heavy, missing) => {
    // With r = 0 and y = x-dependent noise, the normal-theory error (1 − r²)/√n is far too small.
    const seeds = 1000;
    let covered = 0;
    let naive = 0;
    const truth = heavy === 1 ? 0 : 0.6;
    for (let seed = 0; seed < seeds; seed++) {
      const random = randomStream(seed, 'influence coverage', name);
      const x = Float64Array.from({ length: 600 }, () => random.normal());
      const y = x.map((value) => {
        if (random.uniform() < missing) return Number.NaN;
        return heavy === 1 ? random.normal() * Math.abs(value) : 0.6 * value + 0.8 * random.normal();
      });
      const found = correlationInfluence(x, y);
      if (found === null) throw new Error('two varying columns have a correlation');
      // Fisher's scale, where r is nearer to normal.
      const distance = Math.abs(Math.atanh(found.value) - Math.atanh(truth)) * (1 - found.value ** 2);
      if (distance <= 1.959964 * found.standardError) covered++;
      if (distance <= (1.959964 * (1 - found.value ** 2)) / Math.sqrt(found.rows)) naive++;
    }
    expectRate(covered, seeds, 0.95);
    if (heavy === 1) expect(naive / seeds).toBeLessThan(0.85);
  });
});
