/**
 * The total variation distance of two samples from their counts of the same cells: half the summed absolute
 * difference of shares, from 0 (equal) to 1 (nothing in common).
 * Throws a RangeError on empty samples, different numbers of cells, and counts that are negative or not finite.
 * Source: Levin, Peres and Wilmer (2009), Markov Chains and Mixing Times, proposition 4.2.
 */
export function totalVariation(countsA: ArrayLike<number>, countsB: ArrayLike<number>): number {
  if (countsA.length !== countsB.length) {
    throw new RangeError(`the samples have ${countsA.length} and ${countsB.length} cells`);
  }
  // Called for tens of thousands of pairs of columns: shares are not put into arrays of their own.
  const totalA = totalOf(countsA);
  const totalB = totalOf(countsB);
  let sum = 0;
  for (let cell = 0; cell < countsA.length; cell++) {
    sum += Math.abs((countsA[cell] as number) / totalA - (countsB[cell] as number) / totalB);
  }
  return Math.min(1, sum / 2);
}

function totalOf(counts: ArrayLike<number>): number {
  let total = 0;
  for (let cell = 0; cell < counts.length; cell++) {
    const count = counts[cell] as number;
    if (!(count >= 0 && count < Number.POSITIVE_INFINITY)) throw new RangeError(`${count} is not a count`);
    total += count;
  }
  if (total === 0) throw new RangeError('a sample without counts has no shares');
  return total;
}
