/**
 * The variance, when membership is dealt out at random, of the share of queries whose nearest pool row is a training
 * row. `trainShare` is the pool's share of training rows, `poolSize` its rows, and `weights` the share of queries whose
 * nearest row is pool row j (0 for most; those may be left out), summing to 1. Queries that share a nearest row move
 * together, which is why a binomial variance is too small.
 * Throws a RangeError unless the weights sum to 1 and `trainShare` is a share.
 * Source: Cochran (1977), Sampling Techniques, theorem 2.2: a weighted sum over a simple random sample of the pool.
 */
export function dcrShareNullVariance(trainShare: number, poolSize: number, weights: Float64Array): number {
  if (!(trainShare >= 0 && trainShare <= 1)) throw new RangeError(`${trainShare} is not a share`);
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as number;
    sum += weight;
    squares += weight * weight;
  }
  if (!(Math.abs(sum - 1) < 1e-6)) throw new RangeError(`the weights sum to ${sum}, not to 1`);
  if (poolSize < 2) return 0;
  const variance = (trainShare * (1 - trainShare) * poolSize * (squares - 1 / poolSize)) / (poolSize - 1);
  return Math.max(0, variance);
}
