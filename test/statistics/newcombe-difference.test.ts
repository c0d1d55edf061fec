import { describe, expect, it } from 'vitest';
import { newcombeDifference } from '../../src/statistics/newcombe-difference.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { expectRate } from './rate-bound.ts';

describe('newcombe difference', () => {
  // From statsmodels 0.14, confint_proportions_2indep(method='newcomb'); the first and last stand in Newcombe (1998).
  it.each([
    [56, 70, 48, 80, 0.05243147240236498, 0.33387265403690614],
    [9, 10, 3, 10, 0.1705227239345029, 0.809017973535488],
    [10, 10, 0, 20, 0.6790860371419145, 1],
    [5, 56, 0, 29, -0.038137147903536936, 0.19256001385511165],
  ])('of %d in %d against %d in %d', (a, trialsA, b, trialsB, low, high) => {
    const difference = newcombeDifference(a, trialsA, b, trialsB);
    expect(difference.value).toBeCloseTo(a / trialsA - b / trialsB, 15);
    expect(difference.low).toBeCloseTo(low, 13);
    expect(difference.high).toBeCloseTo(high, 13);
  });

  it('turns its sign with its sides', () => {
    const one = newcombeDifference(7, 30, 20, 45, 0.9);
    const other = newcombeDifference(20, 45, 7, 30, 0.9);
    expect(one.low).toBeCloseTo(-other.high, 15);
    expect(() => newcombeDifference(0, 0, 1, 2)).toThrow(RangeError);
  });

  it('covers the true difference as often as it says', () => {
    const seeds = 3000;
    const random = randomStream(2, 'newcombe');
    let covered = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const a = 0.2 + 0.6 * random.uniform();
      const b = 0.2 + 0.6 * random.uniform();
      const { low, high } = newcombeDifference(binomial(120, a, random), 120, binomial(60, b, random), 60);
      if (low <= a - b && a - b <= high) covered++;
    }
    expectRate(covered, seeds, 0.95);
  });
});

function binomial(trials: number, share: number, random: ReturnType<typeof randomStream>): number {
  let count = 0;
  for (let i = 0; i < trials; i++) if (random.uniform() < share) count++;
  return count;
}
