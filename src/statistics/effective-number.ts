/**
 * How many equally frequent classes would be as diverse: the exponential of the entropy of the classes' shares
 * (the Hill number of order 1). Its logarithm comes with a standard error by the delta method, for `independent` rows.
 * Throws a RangeError without rows.
 * Sources: Hill (1973), Ecology 54; Basharin (1959), Theory of Probability 4, for the variance.
 *
 * @param sizes rows per class; zeros are ignored
 */
export function effectiveNumber(
  sizes: ArrayLike<number>,
  independent?: number,
): { value: number; logStandardError: number } {
  let rows = 0;
  for (let i = 0; i < sizes.length; i++) rows += sizes[i] as number;
  if (rows === 0) throw new RangeError('an effective number needs rows');
  let entropy = 0;
  let squares = 0;
  for (let i = 0; i < sizes.length; i++) {
    const share = (sizes[i] as number) / rows;
    if (share === 0) continue;
    entropy -= share * Math.log(share);
    squares += share * Math.log(share) ** 2;
  }
  return {
    value: Math.exp(entropy),
    logStandardError: Math.sqrt(Math.max(0, squares - entropy * entropy) / (independent ?? rows)),
  };
}
