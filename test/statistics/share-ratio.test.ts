import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/statistics/random.ts';
import { shareRatio } from '../../src/statistics/share-ratio.ts';
import { expectAtLeast } from './rate-bound.ts';

describe('shareRatio', () => {
  it('is the ratio with Katz’s limits', () => {
    const { value, low, high } = shareRatio(30, 100, 40, 200);
    expect(value).toBeCloseTo(1.5, 12);
    const error = Math.sqrt(1 / 30 - 1 / 100 + 1 / 40 - 1 / 200);
    expect(low).toBeCloseTo(1.5 * Math.exp(-1.959963984540054 * error), 9);
    expect(high).toBeCloseTo(1.5 * Math.exp(1.959963984540054 * error), 9);
  });

  it.each([0.02, 0.2, 0.6, 0.95])('holds a ratio of 1 as often as it says at a share of %d', (share) => {
    const random = randomStream(3, `share-${share}`);
    const draws = 1500;
    const count = (rows: number) => {
      let hits = 0;
      for (let row = 0; row < rows; row++) if (random.uniform() < share) hits++;
      return hits;
    };
    let held = 0;
    for (let draw = 0; draw < draws; draw++) {
      const { low, high } = shareRatio(count(400), 400, count(600), 600);
      if (low <= 1 && high >= 1) held++;
    }
    expectAtLeast(held, draws, 0.95);
  });

  it('gives nothing an upper limit, everything an interval, and refuses a share of 0 below', () => {
    expect(shareRatio(0, 100, 10, 100)).toMatchObject({ value: 0, low: 0 });
    const all = shareRatio(100, 100, 200, 200);
    expect(all.low).toBeLessThan(1);
    expect(all.high).toBeGreaterThan(1);
    expect(() => shareRatio(1, 10, 0, 10)).toThrow(RangeError);
  });
});
