/**
 * The first Wasserstein distance of two samples, in the values' units: the mean absolute difference of their quantile
 * functions. Both ascending and without missing values; sizes may differ. Throws a RangeError where one is empty.
 * Source: Vallender (1974), Theory of Probability and Its Applications 18.
 */
export function wassersteinDistance(sortedA: Float64Array, sortedB: Float64Array): number {
  const sizeA = sortedA.length;
  const sizeB = sortedB.length;
  if (sizeA === 0 || sizeB === 0) throw new RangeError('a distance between samples needs values in both');
  // Shares in units of 1/(sizeA·sizeB) are whole numbers: no step is lost to rounding.
  let sum = 0;
  let done = 0;
  let i = 0;
  let j = 0;
  while (i < sizeA && j < sizeB) {
    const endA = (i + 1) * sizeB;
    const endB = (j + 1) * sizeA;
    const end = Math.min(endA, endB);
    sum += (end - done) * Math.abs((sortedA[i] as number) - (sortedB[j] as number));
    done = end;
    if (endA === end) i++;
    if (endB === end) j++;
  }
  return sum / (sizeA * sizeB);
}
