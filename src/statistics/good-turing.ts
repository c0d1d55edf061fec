/**
 * The probability that the next row drawn has a value already seen, from how often each distinct value was seen:
 * one minus the share of rows that are the only one of their value. Zeros are ignored.
 * Throws a RangeError where nothing was seen.
 * Sources: Good (1953), Biometrika 40; Esty (1983), Annals of Statistics 11, for the standard error.
 */
export function goodTuringCoverage(counts: ArrayLike<number>): { coverage: number; standardError: number } {
  let rows = 0;
  let once = 0;
  let twice = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i] as number;
    if (!(count >= 0 && count < Infinity)) throw new RangeError(`${count} is not a count`);
    rows += count;
    if (count === 1) once++;
    if (count === 2) twice++;
  }
  if (rows === 0) throw new RangeError('coverage needs rows');
  return {
    coverage: 1 - once / rows,
    standardError: Math.sqrt(once * (1 - once / rows) + 2 * twice) / rows,
  };
}
