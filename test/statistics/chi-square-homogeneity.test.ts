import { describe, expect, it } from 'vitest';
import { chiSquareHomogeneity } from '../../src/statistics/chi-square-homogeneity.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { expectRate } from './rate-bound.ts';

describe('chi-square homogeneity', () => {
  it("is Pearson's test where no cell is rare", () => {
    const { statistic, degrees, pValue } = chiSquareHomogeneity([30, 40, 50], [20, 60, 45]);
    // scipy 1.17, chi2_contingency(correction=False)
    expect(statistic).toBeCloseTo(6.1636842105263145, 12);
    expect(degrees).toBe(2);
    expect(pValue).toBeCloseTo(0.0458746727905842, 13);
  });

  it('pools the rarest cells until each sample expects five', () => {
    // 3 and 2 rows are pooled to 5; that still expects less than 5 in A, so the next rarest, 50, joins them.
    const pooled = chiSquareHomogeneity([30, 40, 50, 1, 2], [20, 60, 45, 2, 0]);
    const byHand = chiSquareHomogeneity([33, 40, 50], [22, 60, 45]);
    expect(pooled).toEqual(byHand);
    // Empty cells change nothing.
    expect(chiSquareHomogeneity([30, 0, 40, 50], [20, 0, 60, 45])).toEqual(
      chiSquareHomogeneity([30, 40, 50], [20, 60, 45]),
    );
  });

  it('has nothing to compare where one cell is left', () => {
    expect(chiSquareHomogeneity([4, 1], [3, 2])).toEqual({ statistic: 0, degrees: 0, pValue: 1 });
    expect(() => chiSquareHomogeneity([0, 0], [3, 2])).toThrow(RangeError);
    expect(() => chiSquareHomogeneity([1], [3, 2])).toThrow(RangeError);
  });

  it('raises as many false alarms as it says, with rare cells and unequal sizes', () => {
    const seeds = 2000;
    const shares = [0.4, 0.3, 0.15, 0.08, 0.04, 0.02, 0.005, 0.003, 0.001, 0.001];
    let alarms = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const random = randomStream(seed, 'homogeneity');
      const draw = (rows: number) => {
        const counts = new Float64Array(shares.length);
        for (let i = 0; i < rows; i++) {
          let rest = random.uniform();
          let cell = 0;
          while (cell < shares.length - 1 && rest >= (shares[cell] as number))
            rest -= shares[cell++] as number;
          counts[cell] = (counts[cell] as number) + 1;
        }
        return counts;
      };
      if (chiSquareHomogeneity(draw(400), draw(900)).pValue <= 0.05) alarms++;
    }
    expectRate(alarms, seeds, 0.05);
  });
});
