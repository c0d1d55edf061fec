import { binomialProbability } from './binomial.ts';

/**
 * P(X ≥ observed) for the number X of marked items among `draws` items taken without replacement from a population
 * with `successesInPopulation` marked ones. Relative error about 1e-12 for populations of tens of thousands.
 * Throws a RangeError unless the sizes are whole numbers that fit into one another.
 * Source: Fisher (1935), Journal of the Royal Statistical Society 98; terms as ratios of binomial ones (Loader 2000).
 */
export function hypergeometricUpperTail(
  observed: number,
  population: number,
  successesInPopulation: number,
  draws: number,
): number {
  const marked = successesInPopulation;
  for (const size of [population, marked, draws]) {
    if (!(Number.isInteger(size) && size >= 0 && size <= population)) {
      throw new RangeError(`${draws} draws from ${population} with ${marked} marked is impossible`);
    }
  }
  const unmarked = population - marked;
  const least = Math.max(0, draws - unmarked);
  const most = Math.min(draws, marked);
  const first = Math.ceil(observed);
  if (Number.isNaN(first)) throw new RangeError('a number of successes is needed');
  if (first <= least) return 1;
  if (first > most) return 0;
  // P(k + 1) / P(k)
  const ratio = (k: number) => ((marked - k) * (draws - k)) / ((k + 1) * (unmarked - draws + k + 1));
  if (first > (draws * marked) / population) {
    let term = hypergeometricProbability(first, marked, unmarked, draws);
    let sum = term;
    for (let k = first; k < most && term > sum * 1e-18; k++) {
      term *= ratio(k);
      sum += term;
    }
    return Math.min(1, sum);
  }
  let term = hypergeometricProbability(first - 1, marked, unmarked, draws);
  let sum = term;
  for (let k = first - 2; k >= least && term > sum * 1e-18; k--) {
    term /= ratio(k);
    sum += term;
  }
  return Math.max(0, 1 - sum);
}

function hypergeometricProbability(k: number, marked: number, unmarked: number, draws: number): number {
  const share = draws / (marked + unmarked);
  return (
    (binomialProbability(k, marked, share) * binomialProbability(draws - k, unmarked, share)) /
    binomialProbability(draws, marked + unmarked, share)
  );
}
