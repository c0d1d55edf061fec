/**
 * The value that would stand at `place` (0 is the first) if the values were sorted, found without sorting them (Hoare's
 * selection). The values are left in another order. Throws a RangeError where there is no such place; NaN is not allowed.
 */
export function orderStatistic(values: Float64Array, place: number): number {
  if (!(place >= 0 && place < values.length))
    throw new RangeError(`no place ${place} among ${values.length}`);
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1] as number;
    let i = low;
    let j = high;
    while (i <= j) {
      while ((values[i] as number) < pivot) i++;
      while ((values[j] as number) > pivot) j--;
      if (i > j) break;
      const held = values[i] as number;
      values[i++] = values[j] as number;
      values[j--] = held;
    }
    if (place <= j) high = j;
    else if (place >= i) low = i;
    else break;
  }
  return values[place] as number;
}
