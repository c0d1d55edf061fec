/**
 * P-values adjusted for the false discovery rate, in the order of the input: rejecting those at most q keeps the
 * expected share of false rejections at most q, for independent or positively dependent tests.
 * Throws a RangeError where one is not a probability.
 * Source: Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const order = descendingOrder(pValues);
  const adjusted = new Array<number>(pValues.length);
  let smallest = 1;
  order.forEach((index, place) => {
    const rank = pValues.length - place;
    smallest = Math.min(smallest, ((pValues[index] as number) * pValues.length) / rank);
    adjusted[index] = smallest;
  });
  return adjusted;
}

function descendingOrder(pValues: readonly number[]): number[] {
  for (const p of pValues) if (!(p >= 0 && p <= 1)) throw new RangeError(`${p} is not a p-value`);
  return pValues.map((_, index) => index).sort((a, b) => (pValues[b] as number) - (pValues[a] as number));
}
