import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/statistics/random.ts';
import { criticalValue, wilsonInterval } from '../../src/statistics/wilson-interval.ts';
import { expectRate } from './rate-bound.ts';

describe('wilson interval', () => {
  // From statsmodels 0.14, proportion_confint(method='wilson').
  it.each([
    [0, 20, 0.95, 0, 0.1611251580528194],
    [7, 50, 0.95, 0.06950833427016288, 0.26186193710585537],
    [50, 50, 0.95, 0.9286524008666412, 1],
    [240, 24000, 0.99, 0.008475762907881438, 0.01179508715906907],
    [81, 263, 0.95, 0.2552885198782742, 0.36620957698280004],
  ])('of %d in %d at %d', (successes, trials, level, low, high) => {
    const interval = wilsonInterval(successes, trials, level);
    expect(interval.low).toBeCloseTo(low, 13);
    expect(interval.high).toBeCloseTo(high, 13);
  });

  it('knows nothing without trials and takes fractions', () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
    const half = wilsonInterval(3.5, 10);
    expect(half.low).toBeGreaterThan(wilsonInterval(3, 10).low);
    expect(half.low).toBeLessThan(wilsonInterval(4, 10).low);
  });

  it('refuses what is no share or no level', () => {
    expect(() => wilsonInterval(5, 4)).toThrow(RangeError);
    expect(() => wilsonInterval(-1, 4)).toThrow(RangeError);
    expect(() => wilsonInterval(Number.NaN, 4)).toThrow(RangeError);
    expect(() => wilsonInterval(0, 0, 1)).toThrow(RangeError);
    expect(criticalValue(0.95)).toBeCloseTo(1.959963984540054, 14);
  });

  it('covers the true share as often as it says, on average over shares', () => {
    // The coverage at one share jumps about the level because counts are whole; the mean over shares does not.
    const seeds = 4000;
    const random = randomStream(1, 'wilson');
    let covered = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const share = 0.1 + 0.8 * random.uniform();
      let successes = 0;
      for (let trial = 0; trial < 80; trial++) if (random.uniform() < share) successes++;
      const interval = wilsonInterval(successes, 80);
      if (interval.low <= share && share <= interval.high) covered++;
    }
    expectRate(covered, seeds, 0.95);
  });
});
