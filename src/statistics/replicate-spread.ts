/** The standard deviation of replicates, with n − 1 below; 0 for fewer than two. */
export function standardDeviationOf(replicates: Float64Array): number {
  if (replicates.length < 2) return 0;
  let mean = 0;
  for (const value of replicates) mean += value / replicates.length;
  let square = 0;
  for (const value of replicates) square += (value - mean) ** 2;
  return Math.sqrt(square / (replicates.length - 1));
}
