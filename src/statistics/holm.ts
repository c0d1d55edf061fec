/**
 * P-values adjusted for the chance of any false rejection, in the order of the input; valid under any dependence.
 * Throws a RangeError where one is not a probability.
 * Source: Holm (1979), Scandinavian Journal of Statistics 6.
 */
export function holm(pValues: readonly number[]): number[] {
  for (const p of pValues) if (!(p >= 0 && p <= 1)) throw new RangeError(`${p} is not a p-value`);
  const order = pValues.map((_, index) => index);
  order.sort((a, b) => (pValues[a] as number) - (pValues[b] as number));
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  order.forEach((index, place) => {
    largest = Math.max(largest, Math.min(1, (pValues[index] as number) * (pValues.length - place)));
    adjusted[index] = largest;
  });
  return adjusted;
}
