/**
 * Counts of the same cells in two samples as shares that sum to 1 each.
 * Throws a RangeError where the cells differ in number, a count is negative or not finite, or a sample is empty.
 */
export function cellShares(
  countsA: ArrayLike<number>,
  countsB: ArrayLike<number>,
): { sharesA: Float64Array; sharesB: Float64Array } {
  if (countsA.length !== countsB.length) {
    throw new RangeError(`the samples have ${countsA.length} and ${countsB.length} cells`);
  }
  return { sharesA: sharesOf(countsA), sharesB: sharesOf(countsB) };
}

function sharesOf(counts: ArrayLike<number>): Float64Array {
  let total = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i] as number;
    if (!(count >= 0 && count < Infinity)) throw new RangeError(`${count} is not a count`);
    total += count;
  }
  if (total === 0) throw new RangeError('a sample without counts has no shares');
  const shares = new Float64Array(counts.length);
  for (let i = 0; i < counts.length; i++) shares[i] = (counts[i] as number) / total;
  return shares;
}
