import { describe, expect, it } from 'vitest';
import { differenceTests, mostExtreme } from '../../src/statistics/most-extreme.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { expectAtMost } from './rate-bound.ts';

describe('mostExtreme', () => {
  it('picks the largest value with an interval for all of them together', () => {
    const found = mostExtreme([
      { value: 0.1, standardError: 1 },
      { value: 0.3, standardError: 0.1 },
    ]);
    expect(found.index).toBe(1);
    // The normal quantile at 1 − .05 / 4.
    expect(found.high - found.value).toBeCloseTo(0.1 * 2.241402727604947, 9);
    expect(() => mostExtreme([])).toThrow(RangeError);
  });

  it('lies above 0 in at most half the level where all values are noise', () => {
    const random = randomStream(1, 'most-extreme');
    const seeds = 2000;
    let beyond = 0;
    let rejected = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const noise = Array.from({ length: 12 }, () => ({ value: random.normal(), standardError: 1 }));
      if (mostExtreme(noise).low > 0) beyond++;
      if (Math.min(...differenceTests(noise).adjusted) <= 0.05) rejected++;
    }
    expectAtMost(beyond, seeds, 0.025);
    expectAtMost(rejected, seeds, 0.05);
    expect(rejected).toBeGreaterThan(0.02 * seeds);
  });

  it('calls nothing certain that does not vary', () => {
    expect(differenceTests([{ value: 0.2, standardError: 0 }]).raw).toEqual([1]);
  });
});
