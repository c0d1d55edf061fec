import { devianceTerm, stirlingError } from './log-gamma.ts';

/**
 * P(X ≥ x) of the chi-square distribution. Degrees of freedom may be fractions; with 0 all mass is at 0.
 * Relative error about 1e-13. Throws a RangeError for negative arguments.
 * Source: the regularised incomplete gamma function, DLMF 8.7.1 (series) and 8.9.2 (continued fraction).
 */
export function chiSquareUpperTail(x: number, degrees: number): number {
  if (!(x >= 0 && degrees >= 0)) throw new RangeError(`no chi-square tail at ${x} with ${degrees} degrees`);
  if (x === 0) return 1;
  if (degrees === 0 || x === Infinity) return 0;
  const shape = degrees / 2;
  const half = x / 2;
  return half < shape + 1 ? 1 - lowerSeries(shape, half) : upperFraction(shape, half);
}

function lowerSeries(shape: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= x / (shape + k);
    sum += term;
  }
  return Math.min(1, poissonTerm(shape, x) * sum);
}

/** Lentz's method, as DLMF 3.10(iii). */
function upperFraction(shape: number, x: number): number {
  let denominator = x + 1 - shape;
  let c = 1e300;
  let d = 1 / denominator;
  let fraction = d;
  for (let k = 1; k < 100_000; k++) {
    const numerator = -k * (k - shape);
    denominator += 2;
    d = 1 / (numerator * d + denominator);
    c = denominator + numerator / c;
    const change = c * d;
    fraction *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return poissonTerm(shape, x) * shape * fraction;
}

/** x^shape e^(−x) / Γ(shape + 1), by deviance so that large parts do not cancel. */
function poissonTerm(shape: number, x: number): number {
  return Math.exp(-stirlingError(shape) - devianceTerm(shape, x)) / Math.sqrt(2 * Math.PI * shape);
}
