import { describe, expect, it } from 'vitest';
import { clusteredRate } from '../../src/statistics/clustered-rate.ts';
import { randomStream } from '../../src/statistics/random.ts';

describe('a clustered rate', () => {
  it('counts every row where rows are their own', () => {
    const rate = clusteredRate(Float64Array.of(1, 0, 0, 1));
    expect(rate).toEqual({ value: 0.5, rows: 4, effectiveRows: 4 });
  });

  it('counts households once where their members always agree', () => {
    const random = randomStream(1, 'clustered-rate');
    const households = 2000;
    const successes = new Float64Array(3 * households);
    const units = new Int32Array(3 * households);
    for (let home = 0; home < households; home++) {
      const success = random.uniform() < 0.3 ? 1 : 0;
      for (let member = 0; member < 3; member++) {
        successes[3 * home + member] = success;
        units[3 * home + member] = home;
      }
    }
    const { effectiveRows } = clusteredRate(successes, units);
    expect(effectiveRows).toBeGreaterThan(0.99 * households);
    expect(effectiveRows).toBeLessThan(1.01 * households);
  });

  it('counts independent trials on the same rows all, and copies of one trial once', () => {
    const random = randomStream(2, 'clustered-rate');
    const rows = 5000;
    const independent = Float64Array.from(
      { length: rows },
      () => [1, 2, 3, 4].filter(() => random.uniform() < 0.4).length / 4,
    );
    const { effectiveRows } = clusteredRate(independent, null, 4);
    expect(effectiveRows / (4 * rows)).toBeGreaterThan(0.92);
    const same = Float64Array.from({ length: rows }, () => (random.uniform() < 0.4 ? 1 : 0));
    expect(clusteredRate(same, null, 4).effectiveRows / rows).toBeCloseTo(1, 2);
  });

  it('knows no rate without rows', () => {
    expect(() => clusteredRate(new Float64Array(0))).toThrow(RangeError);
  });
});
