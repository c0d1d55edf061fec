import { countValues } from './value-counts.ts';

/**
 * The mid-rank empirical distribution function of the non-missing values: the share below x plus half the share at x.
 * Below all values it is 0, above all 1, at NaN it is NaN. Throws a RangeError where every value is missing.
 * Source: Parzen (2004), Statistical Science 19 (mid-distribution function).
 */
export function fitMidRankDistribution(values: Float64Array): (x: number) => number {
  const { rows, twiceMidCount } = fitMidCounts(values);
  return (x) => (Number.isNaN(x) ? Number.NaN : twiceMidCount(x) / (2 * rows));
}

/** The same as whole numbers: how many values there are, and twice the number below x plus the number at x (0 to 2 × rows). */
export function fitMidCounts(values: Float64Array): { rows: number; twiceMidCount(x: number): number } {
  const { rows, distinct, below, placeOf } = countValues(values);
  if (rows === 0) throw new RangeError('a distribution needs values');
  return {
    rows,
    twiceMidCount(x) {
      const place = placeOf(x);
      const less = below[place] as number;
      return less + (distinct[place] === x ? (below[place + 1] as number) : less);
    },
  };
}
