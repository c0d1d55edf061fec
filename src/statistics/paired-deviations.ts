import type { Random } from './random.ts';

/** What a statistic owes to each row: it is, to first order, a constant plus the sum of these. */
export interface Contributions {
  /** One per row that candidates share; they sum to about 0. */
  readonly shared: Float64Array;
  /** Variance of what is the candidate's alone: its own rows, drawn again. */
  readonly ownVariance: number;
}

export interface DeviationPlan {
  /** The group of each shared row, 0 to `groups` − 1: rows of one unit are in one group. */
  readonly groupOf: Int32Array;
  readonly groups: number;
  readonly replicates: number;
  /** Draws the multipliers: the same stream for all candidates. */
  readonly random: Random;
}

/**
 * A multiplier bootstrap: in each replicate every group of shared rows gets one standard normal multiplier, which is the
 * same for every statistic; what is the candidate's alone gets one from `own`. Deviations of two statistics are
 * therefore correlated as the statistics are. They come back with mean 0 and variance 1: their scale is what
 * a published interval says, and normal multipliers let no count of rows be read off their shape.
 * Null where nothing varies.
 * Sources: Mammen (1993), Annals of Statistics 21 (multipliers); Wolter (2007), Introduction to Variance Estimation,
 * chapter 2 (random groups).
 */
export function createPairedDeviations({ groupOf, groups, replicates, random }: DeviationPlan) {
  const multipliers = new Float32Array(groups * replicates);
  for (let i = 0; i < multipliers.length; i++) multipliers[i] = random.normal();
  return (contributions: Contributions, own: Random): Float64Array | null => {
    const sums = new Float64Array(groups);
    for (let row = 0; row < groupOf.length; row++) {
      const group = groupOf[row] as number;
      sums[group] = (sums[group] as number) + (contributions.shared[row] as number);
    }
    const ownDeviation = Math.sqrt(contributions.ownVariance);
    const deviations = new Float64Array(replicates);
    for (let replicate = 0; replicate < replicates; replicate++) {
      const from = replicate * groups;
      let total = ownDeviation * own.normal();
      for (let group = 0; group < groups; group++)
        total += (multipliers[from + group] as number) * (sums[group] as number);
      deviations[replicate] = total;
    }
    return standardised(deviations);
  };
}

/** Pearson's correlation of two statistics' deviations, each with mean 0. */
export function correlationOf(first: readonly number[], second: readonly number[]): number {
  let product = 0;
  let squaresFirst = 0;
  let squaresSecond = 0;
  for (let i = 0; i < first.length; i++) {
    const a = first[i] as number;
    const b = second[i] as number;
    product += a * b;
    squaresFirst += a * a;
    squaresSecond += b * b;
  }
  const scale = Math.sqrt(squaresFirst * squaresSecond);
  return scale > 0 ? product / scale : 0;
}

function standardised(values: Float64Array): Float64Array | null {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  const deviation = Math.sqrt(squares / values.length);
  if (!(deviation > 0) || !Number.isFinite(deviation)) return null;
  return values.map((value) => (value - mean) / deviation);
}
