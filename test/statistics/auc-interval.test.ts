import { describe, expect, it } from 'vitest';
import { aucInterval } from '../../src/statistics/auc-interval.ts';
import { mannWhitney } from '../../src/statistics/mann-whitney.ts';
import { normalUpperTail } from '../../src/statistics/normal-distribution.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { wilsonInterval } from '../../src/statistics/wilson-interval.ts';
import { expectRate } from './rate-bound.ts';

describe('auc interval', () => {
  it('is symmetric in log odds', () => {
    const { low, high } = aucInterval(0.8, 0.04, [50, 60], 0.9);
    const odds = (x: number) => Math.log(x / (1 - x));
    expect(odds(low) + odds(high)).toBeCloseTo(2 * odds(0.8), 12);
    expect(odds(high) - odds(low)).toBeCloseTo((2 * 1.6448536269514722 * 0.04) / 0.16, 12);
  });

  it("falls back to a share of the smaller group's rows at the boundary", () => {
    expect(aucInterval(1, 0, [40, 30])).toEqual(wilsonInterval(30, 30));
    expect(aucInterval(0, 0, [40, 30]).low).toBe(0);
    expect(aucInterval(0.5, 0, [40, 30])).toEqual(wilsonInterval(15, 30));
    expect(() => aucInterval(Number.NaN, 0.1, [40, 30])).toThrow(RangeError);
  });

  it.each([
    [0, 200, 80, 1],
    [1, 150, 300, 1],
    [2, 400, 100, 1],
    [1, 150, 300, 2],
  ])('covers the true area at shift %d, sizes %d and %d, spread %d', (shift, sizeA, sizeB, spread) => {
    const seeds = 1500;
    const truth = normalUpperTail(-shift / Math.hypot(1, spread));
    let covered = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const random = randomStream(seed, 'auc', String(shift), String(spread));
      const a = Float64Array.from({ length: sizeA }, () => shift + random.normal());
      const b = Float64Array.from({ length: sizeB }, () => spread * random.normal());
      const { auc, standardError } = mannWhitney(a, b);
      const { low, high } = aucInterval(auc, standardError, [sizeA, sizeB]);
      if (low <= truth && truth <= high) covered++;
    }
    expectRate(covered, seeds, 0.95);
  });
});
