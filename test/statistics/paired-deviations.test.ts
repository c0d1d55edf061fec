import { describe, expect, it } from 'vitest';
import { correlationOf, createPairedDeviations } from '../../src/statistics/paired-deviations.ts';
import { randomStream } from '../../src/statistics/random.ts';

const rows = 3000;
const groups = 512;
const replicates = 2000;
const random = randomStream(11, 'paired-deviations');
const plan = {
  groupOf: Int32Array.from({ length: rows }, () => random.below(groups)),
  groups,
  replicates,
  random,
};
const deviations = createPairedDeviations(plan);
const draw = (correlation: number, base: Float64Array) =>
  base.map((value) => correlation * value + Math.sqrt(1 - correlation ** 2) * random.normal());
const base = Float64Array.from({ length: rows }, () => random.normal());
const own = (name: string) => randomStream(1, name);

describe('createPairedDeviations', () => {
  it.each([0, 0.5, 0.9, -0.7])('correlates two statistics as their rows do: %d', (correlation) => {
    const a = deviations({ shared: base, ownVariance: 0 }, own('a'))!;
    const b = deviations({ shared: draw(correlation, base), ownVariance: 0 }, own('b'))!;
    // 512 groups and 2,000 replicates: a standard error of .05 at 0.
    expect(Math.abs(correlationOf([...a], [...b]) - correlation)).toBeLessThan(
      0.18 * (1 - correlation ** 2) + 0.02,
    );
  });

  it('gives what is a candidate’s alone no correlation', () => {
    const variance = base.reduce((sum, value) => sum + value * value, 0);
    const a = deviations({ shared: base, ownVariance: variance }, own('a'))!;
    const b = deviations({ shared: base, ownVariance: variance }, own('b'))!;
    expect(Math.abs(correlationOf([...a], [...b]) - 0.5)).toBeLessThan(0.1);
    const same = deviations({ shared: base, ownVariance: variance }, own('a'))!;
    expect(correlationOf([...a], [...same])).toBeCloseTo(1, 10);
  });

  it('says nothing of a statistic’s scale, nor of how few rows it rests on', () => {
    const one = new Float64Array(rows);
    one[5] = 1;
    const all = deviations({ shared: base, ownVariance: 0 }, own('a'))!;
    const few = deviations({ shared: one, ownVariance: 0 }, own('a'))!;
    const scaled = deviations({ shared: base.map((value) => 1e-6 * value), ownVariance: 0 }, own('a'))!;
    for (const values of [all, few, scaled]) {
      const mean = values.reduce((sum, value) => sum + value, 0) / replicates;
      const square = values.reduce((sum, value) => sum + value * value, 0) / replicates;
      const cube = values.reduce((sum, value) => sum + value ** 3, 0) / replicates;
      expect(mean).toBeCloseTo(0, 10);
      expect(square).toBeCloseTo(1, 10);
      // A bootstrap that counts the one row would be skewed by 1.
      expect(Math.abs(cube)).toBeLessThan(0.25);
    }
    expect(scaled[7]).toBeCloseTo(all[7]!, 6);
  });

  it('is null where nothing varies', () => {
    expect(deviations({ shared: new Float64Array(rows), ownVariance: 0 }, own('a'))).toBeNull();
  });
});
