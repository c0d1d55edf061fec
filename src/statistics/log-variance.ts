/** A logarithm of a variability with its standard error. */
export interface LogVariability {
  readonly value: number;
  readonly standardError: number;
}

/** The logarithm of a sample variance. */
export interface LogVariance {
  readonly value: number;
  readonly count: number;
  /** Its jackknife variance times `count`: what a single value adds, about the kurtosis less 1. */
  readonly perValue: number;
}

/**
 * The logarithm of the sample variance (over n − 1), missing values left out. Null with fewer than three values or
 * without variation. Leaving value i out takes n / (n − 1) · (xᵢ − x̄)² off the sum of squares, so that the jackknife needs
 * no more than one pass. Where all but one value are the same, nothing is left without that one: the delta method with
 * the kurtosis stands in.
 * Sources: Miller (1968), Jackknifing variances, Ann. Math. Statist. 39; Cramér (1946), Mathematical Methods of
 * Statistics, 27.4, for the delta method.
 */
export function logVariance(values: Float64Array): LogVariance | null {
  let count = 0;
  let mean = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    count++;
    mean += (value - mean) / count;
  }
  let second = 0;
  for (const value of values) if (!Number.isNaN(value)) second += (value - mean) ** 2;
  if (count < 3 || !(second > 0) || !Number.isFinite(second)) return null;
  const scale = count / (count - 1) / second;
  let sum = 0;
  let squares = 0;
  let fourth = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    const share = scale * (value - mean) ** 2;
    const loss = share < smallShare ? share * (1 + share * (1 / 2 + share / 3)) : -Math.log1p(-share);
    sum += loss;
    squares += loss * loss;
    fourth += share * share;
  }
  const jackknife = (count - 1) * (squares - (sum * sum) / count);
  const kurtosis = (fourth * (count - 1) ** 2) / count;
  const isDefined = squares < mostSquares;
  return {
    value: Math.log(second / (count - 1)),
    count,
    perValue: Math.max(0, isDefined ? jackknife : kurtosis - (count - 3) / (count - 1)),
  };
}

/** Below, the next term of −log(1 − x) is less than 3e-8 of it. */
const smallShare = 0.005;

/** A loss of 25 says that 1e-11 of the sum of squares is left, which is rounding. */
const mostSquares = 25 ** 2;

/**
 * The logarithm of a ratio of variances. A sample without the tail's rarest values underrates its own error, so each
 * side's is at least that of both samples together, by their counts: under the same shape the interval then holds for
 * heavy tails at a hundred rows, too.
 * Sources: Layard (1973), Robust large-sample tests for homogeneity of variances, JASA 68, and Bonett (2006), Robust
 * confidence interval for a ratio of standard deviations, Applied Psychological Measurement 30, for pooling.
 */
export function logVarianceRatio(own: LogVariance, reference: LogVariance): LogVariability {
  const sides = [own, reference];
  const rows = own.count + reference.count;
  const pooled = sides.reduce((sum, { count, perValue }) => sum + (count / rows) * perValue, 0);
  const variance = sides.reduce((sum, { count, perValue }) => sum + Math.max(pooled, perValue) / count, 0);
  return { value: own.value - reference.value, standardError: Math.sqrt(variance) };
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
