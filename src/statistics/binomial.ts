import { devianceTerm, stirlingError } from './log-gamma.ts';

/**
 * P(X ≥ observed) for the number X of successes in `trials` independent trials; relative error about 1e-13.
 * Throws a RangeError unless `trials` is a whole number and `probability` lies in [0, 1].
 * Source: terms by Loader's saddle point expansion (2000), summed away from the mean.
 */
export function binomialUpperTail(observed: number, trials: number, probability: number): number {
  if (!(Number.isInteger(trials) && trials >= 0)) throw new RangeError(`${trials} is not a number of trials`);
  if (!(probability >= 0 && probability <= 1)) throw new RangeError(`${probability} is not a probability`);
  const first = Math.ceil(observed);
  if (Number.isNaN(first)) throw new RangeError('a number of successes is needed');
  if (first <= 0) return 1;
  if (first > trials || probability === 0) return 0;
  if (probability === 1) return 1;
  const odds = probability / (1 - probability);
  if (first > trials * probability) {
    let term = binomialProbability(first, trials, probability);
    let sum = term;
    for (let k = first; k < trials && term > sum * 1e-18; k++) {
      term *= (odds * (trials - k)) / (k + 1);
      sum += term;
    }
    return Math.min(1, sum);
  }
  let term = binomialProbability(first - 1, trials, probability);
  let sum = term;
  for (let k = first - 1; k > 0 && term > sum * 1e-18; k--) {
    term *= k / (odds * (trials - k + 1));
    sum += term;
  }
  return Math.max(0, 1 - sum);
}

/** P(X = successes) of the binomial distribution, to a relative error of about 1e-14. Source: Loader (2000). */
export function binomialProbability(successes: number, trials: number, probability: number): number {
  if (successes < 0 || successes > trials) return 0;
  if (probability === 0) return successes === 0 ? 1 : 0;
  if (probability === 1) return successes === trials ? 1 : 0;
  if (successes === 0) return Math.exp(trials * Math.log1p(-probability));
  if (successes === trials) return Math.exp(trials * Math.log(probability));
  const failures = trials - successes;
  const exponent =
    stirlingError(trials) -
    stirlingError(successes) -
    stirlingError(failures) -
    devianceTerm(successes, trials * probability) -
    devianceTerm(failures, trials * (1 - probability));
  return Math.exp(exponent) * Math.sqrt(trials / (2 * Math.PI * successes * failures));
}
