import { describe, expect, it } from 'vitest';
import { shortfallOfLargest } from '../../src/statistics/fresh-extremes.ts';
import { type Random, randomStream } from '../../src/statistics/random.ts';
import { expectAtLeast } from './rate-bound.ts';

describe('shortfall of the largest fresh value', () => {
  it('follows from exchangeability on a few values', () => {
    const known = Float64Array.from([10, 6, 4]);
    // One fresh value among three known: each of four places is as likely.
    const one = shortfallOfLargest(known, 1, 10);
    expect(one.between(0.2, 0.3)).toEqual({ low: 0, high: 4 });
    expect(one.between(0.3, 0.6)).toEqual({ low: 0, high: 6 });
    expect(one.between(0.6, 0.99)).toEqual({ low: 4, high: 6 });
    // At the lower end of each gap.
    expect(one.mean).toBeCloseTo((0 + 4 + 6 + 6) / 4, 12);
    // Of two fresh values none exceeds the largest of three with chance 3/5, none the second with 3/10.
    const two = shortfallOfLargest(known, 2, 10);
    expect(two.between(0.39, 0.41)).toEqual({ low: 0, high: 4 });
    expect(two.between(0.69, 0.71)).toEqual({ low: 0, high: 6 });
    // What others of the population reach beyond the bound is no shortfall.
    expect(shortfallOfLargest(Float64Array.from([30, 10]), 1, 10).mean).toBe(0);
  });

  it.each([
    ['exponential', (random: Random) => -Math.log(1 - random.uniform()), 20, 0.02],
    ['exponential', (random: Random) => -Math.log(1 - random.uniform()), 200, 0.02],
    ['normal', (random: Random) => random.normal(), 60, 0.04],
  ])('of a(n) %s population is the mean of fresh values, and they keep inside', (_, one, rows, slack) => {
    const random = randomStream(9, 'extremes', String(rows));
    const draw = (count: number) =>
      Float64Array.from({ length: count }, () => one(random))
        .sort()
        .reverse();
    const rounds = 3000;
    const gaps: number[] = [];
    let kept = 0;
    for (let round = 0; round < rounds; round++) {
      const known = draw(60);
      const top = known[0] as number;
      const shortfall = shortfallOfLargest(known, rows, top);
      const actual = Math.max(0, top - (draw(rows)[0] as number));
      gaps.push(actual - shortfall.mean);
      const { low, high } = shortfall.between(0.05, 0.95);
      if (low <= actual && actual <= high) kept++;
    }
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / rounds;
    const error = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0)) / rounds;
    expect(Math.abs(mean)).toBeLessThan(slack + 3.3 * error);
    expectAtLeast(kept, rounds, 0.9);
  });
});
