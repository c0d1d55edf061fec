/**
 * The quantile at share `p` of ascending values, linearly between the two nearest ones.
 * Throws a RangeError without values or with p outside [0, 1].
 * Source: Hyndman and Fan (1996), The American Statistician 50, type 7.
 */
export function quantile(sorted: Float64Array, p: number): number {
  if (sorted.length === 0) throw new RangeError('a quantile needs values');
  if (!(p >= 0 && p <= 1)) throw new RangeError(`${p} is not a share`);
  const place = p * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low === high ? low : low + (place - below) * (high - low);
}
