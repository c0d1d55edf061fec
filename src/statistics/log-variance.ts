/** A logarithm of a variability with its standard error. */
export interface LogVariability {
  readonly value: number;
  readonly standardError: number;
}

/**
 * The logarithm of the sample variance, with a standard error that holds for heavy tails too: its square is
 * (kurtosis − (n − 3) / (n − 1)) / n. Null with fewer than three values or without variation.
 * Source: delta method; the variance of a sample variance as in Cramér (1946), Mathematical Methods of Statistics, 27.4.
 */
export function logVariance(values: Float64Array): LogVariability | null {
  let count = 0;
  let mean = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    count++;
    mean += (value - mean) / count;
  }
  let second = 0;
  let fourth = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    const square = (value - mean) ** 2;
    second += square;
    fourth += square * square;
  }
  if (count < 3 || !(second > 0) || !Number.isFinite(fourth)) return null;
  const kurtosis = (count * fourth) / (second * second);
  return {
    value: Math.log(second / (count - 1)),
    standardError: Math.sqrt(Math.max(0, kurtosis - (count - 3) / (count - 1)) / count),
  };
}

/**
 * The entropy of a categorical column in nats, with Miller and Madow's correction for the row count, and its standard
 * error. 0 where one category is met alone. Throws a RangeError without counts.
 * Sources: Miller (1955), Information Theory in Psychology; Basharin (1959), Theory of Probability 4, for the variance.
 */
export function entropy(counts: ArrayLike<number>): { value: number; standardError: number } {
  let rows = 0;
  let met = 0;
  for (let i = 0; i < counts.length; i++) {
    rows += counts[i] as number;
    if ((counts[i] as number) > 0) met++;
  }
  if (rows === 0) throw new RangeError('entropy needs rows');
  let plain = 0;
  let squares = 0;
  for (let i = 0; i < counts.length; i++) {
    const share = (counts[i] as number) / rows;
    if (share === 0) continue;
    plain -= share * Math.log(share);
    squares += share * Math.log(share) ** 2;
  }
  return {
    value: plain + (met - 1) / (2 * rows),
    standardError: Math.sqrt(Math.max(0, squares - plain * plain) / rows),
  };
}
