import { describe, expect, it } from 'vitest';
import { leakRate } from '../../src/statistics/leak-rate.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { wilsonInterval } from '../../src/statistics/wilson-interval.ts';
import { expectAtLeast } from './rate-bound.ts';

describe('leak rate', () => {
  it('is the share exposed when exposed rows always succeed', () => {
    // 10 % exposed, the others succeed like controls: A = .1 + .9 · .2
    expect(leakRate(280, 1000, 200, 1000).value).toBeCloseTo(0.1, 14);
    expect(leakRate(0, 50, 10, 40).value).toBeCloseTo(-1 / 3, 14);
    expect(leakRate(1000, 1000, 200, 1000).value).toBe(1);
  });

  it.each([
    [280, 1000, 200, 1000],
    [3, 40, 5, 60],
    [0, 50, 10, 40],
    [50, 50, 10, 40],
    [10, 40, 0, 30],
    [20, 40, 29, 30],
  ])('has limits where the parts differ just significantly: %d/%d against %d/%d', (a, n, c, m) => {
    // MOVER's condition for a limit L of the ratio: (p − L q)² = (distance of p to its limit)² + L² (that of q)².
    const { low, high, value } = leakRate(a, n, c, m);
    const p = 1 - a / n;
    const q = 1 - c / m;
    const pLimits = wilsonInterval(n - a, n);
    const qLimits = wilsonInterval(m - c, m);
    const ratioLow = 1 - high;
    const ratioHigh = 1 - low;
    const lowSide = (p - pLimits.low) ** 2 + ratioLow ** 2 * (qLimits.high - q) ** 2;
    const highSide = (pLimits.high - p) ** 2 + ratioHigh ** 2 * (q - qLimits.low) ** 2;
    expect((p - ratioLow * q) ** 2).toBeCloseTo(lowSide, 12);
    expect((p - ratioHigh * q) ** 2).toBeCloseTo(highSide, 12);
    expect(low).toBeLessThanOrEqual(value);
    expect(high).toBeGreaterThanOrEqual(value);
    expect(high).toBeLessThanOrEqual(1);
  });

  it('is the attack rate when controls never succeed, with Wilson limits', () => {
    const rate = leakRate(30, 200, 0, 1e12);
    const wilson = wilsonInterval(30, 200);
    expect(rate.low).toBeCloseTo(wilson.low, 9);
    expect(rate.high).toBeCloseTo(wilson.high, 9);
  });

  it('is undefined where every control succeeds or a side is empty', () => {
    expect(() => leakRate(5, 10, 10, 10)).toThrow(RangeError);
    expect(() => leakRate(0, 0, 1, 10)).toThrow(RangeError);
    expect(() => leakRate(1, 10, 0, 0)).toThrow(RangeError);
  });

  it.each([
    [0, 0.01, 1000, 1000],
    [0.1, 0.01, 1000, 1000],
    [0, 0.3, 300, 100],
    [0.1, 0.3, 300, 100],
    [0.05, 0.8, 500, 250],
  ])('covers R = %d at control rate %d, sizes %d and %d', (exposed, control, n, m) => {
    const seeds = 1500;
    const random = randomStream(3, 'leak', String(exposed), String(control));
    const attack = exposed + (1 - exposed) * control;
    let covered = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const { low, high } = leakRate(binomial(n, attack), n, binomial(m, control), m);
      if (low <= exposed && exposed <= high) covered++;
    }
    expectAtLeast(covered, seeds, 0.95);

    function binomial(trials: number, share: number): number {
      let count = 0;
      for (let i = 0; i < trials; i++) if (random.uniform() < share) count++;
      return count;
    }
  });
});
