import { describe, expect, it } from 'vitest';
import { kolmogorovUpperTail } from '../../src/statistics/kolmogorov-distribution.ts';
import { kolmogorovSmirnov, kolmogorovSmirnovPValue } from '../../src/statistics/kolmogorov-smirnov.ts';
import { type Random, randomStream } from '../../src/statistics/random.ts';
import { expectAtMost, expectRate } from './rate-bound.ts';

const tiedA = Float64Array.from([1, 2, 2, 3, 5, 8]);
const tiedB = Float64Array.from([2, 3, 4, 5, 5, 9, 10, 11]);

describe('kolmogorov–smirnov', () => {
  it('finds the largest gap and where it is', () => {
    // scipy 1.17, ks_2samp: statistic 0.41667 at 3
    expect(kolmogorovSmirnov(tiedA, tiedB)).toEqual({
      statistic: 20 / 48,
      at: 3,
      shareA: 4 / 6,
      shareB: 2 / 8,
    });
    expect(kolmogorovSmirnov(tiedB, tiedA).statistic).toBe(20 / 48);
    expect(kolmogorovSmirnov(tiedA, tiedA).statistic).toBe(0);
    expect(kolmogorovSmirnov(Float64Array.of(1), Float64Array.of(2)).statistic).toBe(1);
    expect(() => kolmogorovSmirnov(tiedA, new Float64Array(0))).toThrow(RangeError);
  });

  it('is exact for small samples without ties', () => {
    const a = Float64Array.from({ length: 30 }, (_, i) => i + 1);
    const b = Float64Array.from({ length: 25 }, (_, i) => (i + 1) * 1.37 + 0.5);
    const { statistic } = kolmogorovSmirnov(a, b);
    expect(statistic).toBeCloseTo(1 / 6, 15);
    // scipy 1.17, ks_2samp(method='exact')
    expect(kolmogorovSmirnovPValue(a, b, statistic, randomStream(1))).toBeCloseTo(0.7831248516571795, 13);
    // All of A below all of B: 2 of the C(9, 4) arrangements.
    const low = Float64Array.of(1, 2, 3, 4);
    const high = Float64Array.of(5, 6, 7, 8, 9);
    expect(kolmogorovSmirnovPValue(low, high, 1, randomStream(1))).toBeCloseTo(2 / 126, 15);
  });

  it('is exact for small samples with ties', () => {
    // scipy 1.17, permutation_test over all 3003 relabellings
    expect(kolmogorovSmirnovPValue(tiedA, tiedB, 20 / 48, randomStream(1))).toBeCloseTo(
      0.361971361971362,
      13,
    );
  });

  it('is 1 where nothing differs or can differ', () => {
    expect(kolmogorovSmirnovPValue(tiedA, tiedA, 0, randomStream(1))).toBe(1);
    const same = new Float64Array(5000).fill(3);
    expect(kolmogorovSmirnovPValue(same, same, 0, randomStream(1))).toBe(1);
  });

  it('agrees with the exact law where it simulates the bridge', () => {
    // Two values, 30 % and 70 %: the gap is a difference of shares, asymptotically |normal|.
    const a = repeated([0, 900], [1, 2100]);
    const b = repeated([0, 600], [1, 1200]);
    const { statistic } = kolmogorovSmirnov(a, b);
    const share = 1500 / 4800;
    const z = statistic / Math.sqrt(share * (1 - share) * (1 / 3000 + 1 / 1800));
    expect(z).toBeCloseTo(2.4121, 3);
    const p = kolmogorovSmirnovPValue(a, b, statistic, randomStream(5));
    // Twice the upper normal tail at 2.4121.
    expect(Math.abs(p - 0.01586)).toBeLessThan(3.3 * Math.sqrt(0.0159 / 4000));
  });

  it('agrees with the known law where it simulates a continuum', () => {
    // One value in a hundred is a tie: hardly different from none.
    const place = (i: number, size: number) => (i * 100 < size ? 0 : i / size);
    const a = Float64Array.from({ length: 3000 }, (_, i) => place(i, 3000));
    const b = Float64Array.from({ length: 3000 }, (_, i) => place(i, 3000) + 1e-9);
    const p = kolmogorovSmirnovPValue(a, b, 1.1 / Math.sqrt(1500), randomStream(6));
    expect(Math.abs(p - kolmogorovUpperTail(1.1))).toBeLessThan(3.3 * Math.sqrt((0.18 * 0.82) / 4000));
  });

  it('does not stop at what a simulation can resolve', () => {
    const a = repeated([0, 1500], [1, 1500]);
    const b = repeated([0, 1000], [1, 2000]);
    const { statistic } = kolmogorovSmirnov(a, b);
    expect(kolmogorovSmirnovPValue(a, b, statistic, randomStream(5))).toBeLessThan(1e-6);
  });

  it.each([
    ['continuous', 60, 90, (r: Random) => r.normal(), 'calibrated'],
    ['coarse', 80, 200, (r: Random) => Math.round(2 * r.normal()), 'conservative'],
    ['tied, small', 50, 70, (r: Random) => (r.uniform() < 0.8 ? 0 : r.below(5)), 'conservative'],
    ['coarse, large', 1200, 2500, (r: Random) => Math.round(3 * r.normal()), 'calibrated'],
    ['mostly zero, large', 1500, 2000, (r: Random) => (r.uniform() < 0.7 ? 0 : r.below(40)), 'calibrated'],
    ['half zero, half continuous, large', 1500, 2000, (r: Random) => Math.max(0, r.normal()), 'calibrated'],
    ['continuous, large', 1500, 2500, (r: Random) => r.normal(), 'calibrated'],
  ] as const)('raises no more false alarms than it says: %s', (name, sizeA, sizeB, draw, kind) => {
    const seeds = name.endsWith('large') ? 200 : 1000;
    let below10 = 0;
    let below5 = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const random = randomStream(seed, 'ks', name);
      const a = Float64Array.from({ length: sizeA }, () => draw(random)).sort();
      const b = Float64Array.from({ length: sizeB }, () => draw(random)).sort();
      const { statistic } = kolmogorovSmirnov(a, b);
      const p = kolmogorovSmirnovPValue(a, b, statistic, random.stream('p'));
      if (p <= 0.05) below5++;
      if (p <= 0.1) below10++;
    }
    // Exact p-values of whole counts may only reach values below the level, so those are at most the level.
    if (kind === 'calibrated') expectRate(below10, seeds, 0.1);
    else expectAtMost(below10, seeds, 0.1);
    expectAtMost(below5, seeds, 0.05);
  });
});

describe('kolmogorov distribution', () => {
  // 2 Σ (−1)^(k−1) exp(−2k²x²) by mpmath at 40 digits.
  it.each([
    [0.5, 0.9639452436648751],
    [0.99, 0.2808738392255489],
    [1, 0.2699996716773545],
    [1.36, 0.04948587675537791],
    [3, 3.045995948942526e-8],
  ])('at %d', (x, tail) => {
    expect(Math.abs(kolmogorovUpperTail(x) / tail - 1)).toBeLessThan(1e-13);
  });

  it('is 1 at and near 0', () => {
    expect(kolmogorovUpperTail(0)).toBe(1);
    expect(kolmogorovUpperTail(0.01)).toBe(1);
  });
});

function repeated(...values: [value: number, times: number][]): Float64Array {
  return Float64Array.from(values.flatMap(([value, times]) => new Array<number>(times).fill(value)));
}
