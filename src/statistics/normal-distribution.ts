/**
 * The standard normal quantile: the x with P(X ≤ x) = `p`. Relative error about 1e-15; ±Infinity at 0 and 1.
 * Throws a RangeError outside [0, 1].
 * Source: Wichura (1988), Algorithm AS 241 (PPND16), Applied Statistics 37.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a probability is needed, not ${p}`);
  const centred = p - 0.5;
  if (Math.abs(centred) <= 0.425) {
    const r = 0.180625 - centred * centred;
    return (centred * polynomial(central.above, r)) / polynomial(central.below, r);
  }
  const tail = centred < 0 ? p : 1 - p;
  if (tail === 0) return centred < 0 ? -Infinity : Infinity;
  const r = Math.sqrt(-Math.log(tail));
  const size =
    r <= 5
      ? polynomial(middle.above, r - 1.6) / polynomial(middle.below, r - 1.6)
      : polynomial(far.above, r - 5) / polynomial(far.below, r - 5);
  return centred < 0 ? -size : size;
}

/** P(X ≤ x) of the standard normal, to a relative error of about 1e-14 in both tails. */
export function normalCdf(x: number): number {
  return normalUpperTail(-x);
}

/**
 * P(X > x) of the standard normal, to a relative error of about 1e-14 however far out.
 * Source: Marsaglia (2004), Journal of Statistical Software 11(4), for the centre; Laplace's continued fraction beyond.
 */
export function normalUpperTail(x: number): number {
  if (Number.isNaN(x)) throw new RangeError('the normal distribution has no value at NaN');
  if (x < -2) return 1 - normalUpperTail(-x);
  if (x <= 2) return 0.5 - normalDensity(x) * oddSeries(x);
  if (x > 39) return 0;
  return normalDensity(x) * millsRatio(x);
}

/** The density of the standard normal at x. */
export function normalDensity(x: number): number {
  // x² is split at a short binary fraction, because rounding x² would be magnified by the exponential.
  const short = Math.trunc(x * 16) / 16;
  const rest = (x - short) * (x + short);
  return (Math.exp((-short * short) / 2) * Math.exp(-rest / 2)) / Math.sqrt(2 * Math.PI);
}

/** x + x³/3 + x⁵/(3·5) + …: the area from 0 to x over the density at x; all terms have one sign. */
function oddSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > Math.abs(sum) * 1e-17; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return sum;
}

/** 1/(x + 1/(x + 2/(x + 3/…))): the upper tail over the density. 160 steps settle the last bit from x = 2 on. */
function millsRatio(x: number): number {
  let fraction = x;
  for (let k = 160; k >= 1; k--) fraction = x + k / fraction;
  return 1 / fraction;
}

function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) value = value * x + (coefficients[i] as number);
  return value;
}

const central = {
  above: [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
    67265.7709270087, 33430.57558358813, 2509.0809287301227,
  ],
  below: [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852854,
  ],
};
const middle = {
  above: [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  below: [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
};
const far = {
  above: [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  below: [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
    1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
  ],
};
