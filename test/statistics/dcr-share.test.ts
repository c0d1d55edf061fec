import { describe, expect, it } from 'vitest';
import { dcrShareNullVariance } from '../../src/statistics/dcr-share.ts';
import { normalUpperTail } from '../../src/statistics/normal-distribution.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { expectRate } from './rate-bound.ts';

describe('dcr share', () => {
  it('has the variance over all ways to deal out membership', () => {
    // Two of five pool rows are training rows: all ten ways.
    const weights = Float64Array.of(0.5, 0.2, 0.2, 0.1, 0);
    const shares: number[] = [];
    for (let i = 0; i < 5; i++) {
      for (let j = 0; j < i; j++) shares.push((weights[i] as number) + (weights[j] as number));
    }
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    const variance = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / shares.length;
    expect(mean).toBeCloseTo(0.4, 15);
    expect(dcrShareNullVariance(0.4, 5, weights)).toBeCloseTo(variance, 15);
    // Rows that are nobody's nearest may be left out.
    expect(dcrShareNullVariance(0.4, 5, weights.subarray(0, 4))).toBeCloseTo(variance, 15);
  });

  it('is 0 where every pool row is nearest equally often', () => {
    expect(dcrShareNullVariance(0.3, 4, new Float64Array(4).fill(0.25))).toBe(0);
    expect(dcrShareNullVariance(1, 4, Float64Array.of(1))).toBe(0);
    expect(dcrShareNullVariance(1, 1, Float64Array.of(1))).toBe(0);
    expect(() => dcrShareNullVariance(0.3, 4, Float64Array.of(0.5))).toThrow(RangeError);
    expect(() => dcrShareNullVariance(1.3, 4, Float64Array.of(1))).toThrow(RangeError);
  });

  it('makes a z-test with as many false alarms as it says, where the binomial one has many more', () => {
    // Queries and pool on a line; training rows are three quarters of the pool; a tenth of the pool are duplicates.
    const seeds = 1000;
    const pool = 400;
    const train = 300;
    const queries = 300;
    let alarms = 0;
    let binomialAlarms = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const random = randomStream(seed, 'dcr share');
      const places = Float64Array.from({ length: pool }, (_, i) => (i < 40 ? 0 : random.normal()));
      const labels = new Uint8Array(pool).fill(1, 0, train);
      random.shuffle(labels);
      const weights = new Float64Array(pool);
      let share = 0;
      for (let q = 0; q < queries; q++) {
        const place = random.normal();
        let nearest = 0;
        for (let i = 1; i < pool; i++) {
          if (Math.abs((places[i] as number) - place) < Math.abs((places[nearest] as number) - place))
            nearest = i;
        }
        weights[nearest] = (weights[nearest] as number) + 1 / queries;
        share += (labels[nearest] as number) / queries;
      }
      const deviation = Math.abs(share - train / pool);
      const error = Math.sqrt(dcrShareNullVariance(train / pool, pool, weights));
      if (2 * normalUpperTail(deviation / error) <= 0.05) alarms++;
      const binomialError = Math.sqrt(((train / pool) * (1 - train / pool)) / queries);
      if (2 * normalUpperTail(deviation / binomialError) <= 0.05) binomialAlarms++;
    }
    expectRate(alarms, seeds, 0.05);
    expect(binomialAlarms / seeds).toBeGreaterThan(0.1);
  });
});
