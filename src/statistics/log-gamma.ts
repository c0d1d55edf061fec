/**
 * The natural logarithm of the gamma function for x > 0; absolute error about 1e-15 times the larger of 1 and the value.
 * Throws a RangeError elsewhere. Source: Stirling's series, DLMF 5.11.1, after shifting x past 15.
 */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`the log-gamma function is needed at ${x}`);
  let product = 1;
  let shifted = x;
  while (shifted < 15) {
    product *= shifted;
    shifted++;
  }
  return (
    (shifted - 0.5) * Math.log(shifted) - shifted + halfLogTwoPi + stirlingSeries(shifted) - Math.log(product)
  );
}

/**
 * log Γ(x + 1) minus Stirling's formula (x + ½) log x − x + ½ log 2π, for x > 0: what is left when the large parts of
 * binomial terms cancel. Source: Loader (2000), Fast and accurate computation of binomial probabilities.
 */
export function stirlingError(x: number): number {
  if (x > 15) return stirlingSeries(x);
  return logGamma(x + 1) - (x + 0.5) * Math.log(x) + x - halfLogTwoPi;
}

/**
 * x log(x/mean) + mean − x without cancellation where x is near the mean; both above 0.
 * Source: Loader (2000), as above.
 */
export function devianceTerm(x: number, mean: number): number {
  if (Math.abs(x - mean) >= 0.1 * (x + mean)) return x * Math.log(x / mean) + mean - x;
  const v = (x - mean) / (x + mean);
  let sum = (x - mean) * v;
  let term = 2 * x * v;
  for (let odd = 3; ; odd += 2) {
    term *= v * v;
    const next = sum + term / odd;
    if (next === sum) return sum;
    sum = next;
  }
}

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);

function stirlingSeries(x: number): number {
  const square = x * x;
  return (
    (1 / 12 -
      (1 / 360 - (1 / 1260 - (1 / 1680 - (1 / 1188 - 691 / 360360 / square) / square) / square) / square) /
        square) /
    x
  );
}
