import { cholesky } from './cholesky.ts';
import { intervalOverlap } from './interval-overlap.ts';
import { normalQuantile } from './normal-distribution.ts';
import type { Random } from './random.ts';

/** A regression's coefficients, and their covariance row by row. */
export interface Coefficients {
  readonly rowCount: number;
  readonly estimates: Float64Array;
  readonly covariance: Float64Array;
}

/** How two fits of the same regression agree. */
export interface RegressionAgreement {
  /** Overlap of the confidence intervals, by coefficient. */
  readonly overlaps: Float64Array;
  /** Mean of them. */
  readonly overlap: number;
  /** Mean of |β₂ − β₁| / standard error of β₁. */
  readonly difference: number;
  /** Share of the first fit's significant coefficients whose sign the second has; null where it has none. */
  readonly signs: number | null;
  /** Share of coefficients that are above 0, below 0 or neither in both. */
  readonly conclusions: number;
  /** What `overlap` would be on average if both were samples of one population. */
  readonly freshOverlap: number;
  /** What `difference` would be then. */
  readonly freshDifference: number;
}

const z = normalQuantile(0.975);

/**
 * Compares the coefficients at `places` of two fits, their standard errors scaled to the smaller row count, so that more
 * rows alone make no interval narrower. Throws a RangeError without places.
 *
 * Of two samples of one population the difference of coefficients is normal with variance se² (n/n₁ + n/n₂), n the
 * smaller row count: its mean size is √(2/π) of that, and the intervals, both 2 z se long, overlap by
 * 1 − |difference| / (2 z se).
 * Source: Karr et al. (2006), The American Statistician 60(3); Snoke et al. (2018), J. R. Stat. Soc. A 181(3).
 */
export function compareRegressions(
  first: Coefficients,
  second: Coefficients,
  places: readonly number[],
): RegressionAgreement {
  if (places.length === 0) throw new RangeError('Fits are compared by at least one coefficient.');
  const errors = scaledErrors(first, second, places);
  const pick = ({ estimates }: Coefficients) => Float64Array.from(places, (place) => estimates[place]!);
  const rows = Math.min(first.rowCount, second.rowCount);
  const freshDifference = Math.sqrt((2 / Math.PI) * (rows / first.rowCount + rows / second.rowCount));
  return {
    ...agreementOf(pick(first), pick(second), errors),
    freshOverlap: 1 - freshDifference / (2 * z),
    freshDifference,
  };
}

/** Standard errors of what `compareRegressions` finds. */
export interface AgreementSpread {
  readonly 'confidence-interval-overlap': number;
  readonly 'standardized-difference': number;
  readonly 'sign-agreement': number;
  readonly 'significance-agreement': number;
  /** Mean overlap of the coefficients of one group, by group. */
  readonly columns: ReadonlyMap<string, { readonly overlap: number; readonly standardError: number }>;
}

/** Parametric bootstrap: coefficients of both fits drawn from their joint normal distributions. */
export function spreadOfAgreement(
  first: Coefficients,
  second: Coefficients,
  places: readonly number[],
  groups: readonly string[],
  random: Random,
  draws = 300,
): AgreementSpread {
  const errors = scaledErrors(first, second, places);
  const drawFirst = drawerOf(first, places, random.stream('first'));
  const drawSecond = drawerOf(second, places, random.stream('second'));
  const spreads = { overlap: moments(), difference: moments(), signs: moments(), conclusions: moments() };
  const names = [...new Set(groups)];
  const byGroup = new Map(names.map((name) => [name, moments()]));
  for (let draw = 0; draw < draws; draw++) {
    const agreement = agreementOf(drawFirst(), drawSecond(), errors);
    spreads.overlap.add(agreement.overlap);
    spreads.difference.add(agreement.difference);
    if (agreement.signs !== null) spreads.signs.add(agreement.signs);
    spreads.conclusions.add(agreement.conclusions);
    for (const name of names) byGroup.get(name)!.add(meanOfGroup(agreement.overlaps, groups, name));
  }
  const { overlaps } = compareRegressions(first, second, places);
  return {
    'confidence-interval-overlap': spreads.overlap.deviation(),
    'standardized-difference': spreads.difference.deviation(),
    'sign-agreement': spreads.signs.deviation(),
    'significance-agreement': spreads.conclusions.deviation(),
    columns: new Map(
      names.map((name) => [
        name,
        {
          overlap: meanOfGroup(overlaps, groups, name),
          standardError: byGroup.get(name)!.deviation(),
        },
      ]),
    ),
  };
}

interface Errors {
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** At the smaller row count. */
function scaledErrors(first: Coefficients, second: Coefficients, places: readonly number[]): Errors {
  const rows = Math.min(first.rowCount, second.rowCount);
  const errorsOf = ({ estimates, covariance, rowCount }: Coefficients) =>
    Float64Array.from(places, (place) =>
      Math.sqrt((covariance[place * estimates.length + place]! * rowCount) / rows),
    );
  return { first: errorsOf(first), second: errorsOf(second) };
}

function agreementOf(first: Float64Array, second: Float64Array, errors: Errors) {
  const overlaps = new Float64Array(first.length);
  let difference = 0;
  let significant = 0;
  let sameSign = 0;
  let conclusions = 0;
  for (let i = 0; i < first.length; i++) {
    const [a, b] = [first[i]!, second[i]!];
    const [ofA, ofB] = [z * errors.first[i]!, z * errors.second[i]!];
    overlaps[i] = intervalOverlap({ low: a - ofA, high: a + ofA }, { low: b - ofB, high: b + ofB });
    difference += Math.abs(b - a) / errors.first[i]! / first.length;
    const [saysA, saysB] = [conclusionOf(a, ofA), conclusionOf(b, ofB)];
    if (saysA === saysB) conclusions += 1 / first.length;
    if (saysA === 0) continue;
    significant++;
    if (Math.sign(a) === Math.sign(b)) sameSign++;
  }
  return {
    overlaps,
    overlap: overlaps.reduce((sum, value) => sum + value / overlaps.length, 0),
    difference,
    signs: significant > 0 ? sameSign / significant : null,
    conclusions: Math.min(1, conclusions),
  };
}

function conclusionOf(value: number, reach: number): number {
  return Math.abs(value) > reach ? Math.sign(value) : 0;
}

function drawerOf(
  { estimates, covariance }: Coefficients,
  places: readonly number[],
  random: Random,
): () => Float64Array {
  const size = places.length;
  const part = new Float64Array(size * size);
  for (const [i, row] of places.entries()) {
    for (const [j, column] of places.entries()) {
      part[i * size + j] = covariance[row * estimates.length + column]!;
    }
  }
  const decomposed = cholesky(part, size, 1e-14);
  const noise = new Float64Array(size);
  return () => {
    for (let i = 0; i < size; i++) noise[i] = random.normal();
    const moved = decomposed.correlate(noise);
    return moved.map((value, i) => estimates[places[i]!]! + value);
  };
}

function meanOfGroup(values: Float64Array, groups: readonly string[], name: string): number {
  let sum = 0;
  let count = 0;
  for (const [i, group] of groups.entries()) {
    if (group !== name) continue;
    sum += values[i]!;
    count++;
  }
  return sum / count;
}

function moments() {
  let count = 0;
  let mean = 0;
  let squares = 0;
  return {
    add(value: number) {
      count++;
      const step = value - mean;
      mean += step / count;
      squares += step * (value - mean);
    },
    deviation: () => (count > 1 ? Math.sqrt(squares / (count - 1)) : 0),
  };
}
