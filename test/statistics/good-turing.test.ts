import { describe, expect, it } from 'vitest';
import { goodTuringCoverage, unitCoverage } from '../../src/statistics/good-turing.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { expectRate } from './rate-bound.ts';

describe('good–turing', () => {
  it('takes the share of values seen once as the share unseen', () => {
    const { coverage, standardError } = goodTuringCoverage([5, 1, 1, 2, 0, 1]);
    expect(coverage).toBeCloseTo(0.7, 15);
    expect(standardError).toBeCloseTo(Math.sqrt(3 * 0.7 + 2) / 10, 15);
    expect(goodTuringCoverage([4, 6])).toEqual({ coverage: 1, standardError: 0 });
    expect(goodTuringCoverage([1, 1]).coverage).toBe(0);
    expect(() => goodTuringCoverage([0])).toThrow(RangeError);
  });

  it('covers the true coverage as often as its standard error says', () => {
    const seeds = 1000;
    const levels = 2000;
    let covered = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const random = randomStream(seed, 'good turing');
      const counts = new Int32Array(levels);
      // Level k has a share that falls linearly in k.
      const draw = () => Math.floor(levels * (1 - Math.sqrt(random.uniform())));
      for (let row = 0; row < 1500; row++) {
        const level = draw();
        counts[level] = (counts[level] as number) + 1;
      }
      let truth = 0;
      for (let k = 0; k < levels; k++) {
        if (counts[k] !== 0) truth += (1 - k / levels) ** 2 - (1 - (k + 1) / levels) ** 2;
      }
      const { coverage, standardError } = goodTuringCoverage(counts);
      if (Math.abs(coverage - truth) <= 1.959964 * standardError) covered++;
    }
    expectRate(covered, seeds, 0.95);
  });

  it('counts units, not rows, where rows come in units', () => {
    const values = Int32Array.of(0, 0, 1, 1, 2, 3, 3, 3);
    const alone = unitCoverage(values, Int32Array.from(values.keys()));
    const counted = goodTuringCoverage([2, 2, 1, 3]);
    expect(alone.coverage).toBeCloseTo(counted.coverage, 15);
    expect(alone.standardError).toBeCloseTo(counted.standardError, 15);
    // Twins of one household have met nobody; those of two households have.
    expect(unitCoverage(Int32Array.of(0, 0, 1, 1), Int32Array.of(0, 0, 1, 1)).coverage).toBe(0);
    expect(unitCoverage(Int32Array.of(0, 0, 1, 1), Int32Array.of(0, 1, 0, 1)).coverage).toBe(1);
    expect(() => unitCoverage(new Int32Array(), new Int32Array())).toThrow(RangeError);
  });

  it('covers the true coverage over households of twins', () => {
    const seeds = 1000;
    const levels = 700;
    let covered = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const random = randomStream(seed, 'good turing twins');
      const values = new Int32Array(1000);
      for (let row = 0; row < 1000; row += 2) values.fill(random.below(levels), row, row + 2);
      const truth = new Set(values).size / levels;
      const { coverage, standardError } = unitCoverage(
        values,
        values.map((_, row) => row >> 1),
      );
      if (Math.abs(coverage - truth) <= 1.959964 * standardError) covered++;
    }
    expectRate(covered, seeds, 0.95);
  });
});
