import { quantile } from '../statistics/quantile.ts';
import { countAtMost, countBelow, sortedFinite } from '../statistics/sorted-copy.ts';
import type { Cells, Rows } from './rows.ts';

/**
 * When a guess of a secret is right: a category that is equal, a number that is no farther from the truth than
 * `tolerance`, missing where it is missing. The tolerance does not depend on where zero lies, so it holds for dates
 * and for negative numbers as well.
 */
export interface Secret {
  readonly name: string;
  readonly tolerance: number;
}

/** A twentieth of the range between the 5 % and 95 % quantiles of all real rows, train and holdout alike. */
export function secretOf(name: string, real: readonly Rows[]): Secret {
  const values: number[] = [];
  for (const rows of real) {
    const cells = rows.columns.get(name);
    if (cells?.type === 'number') for (const value of cells.values) values.push(value);
  }
  const sorted = sortedFinite(Float64Array.from(values));
  if (sorted.length === 0) return { name, tolerance: 0 };
  return { name, tolerance: 0.05 * (quantile(sorted, 0.95) - quantile(sorted, 0.05)) };
}

/**
 * The columns in which people differ most, up to `count`, in their own order: those whose most common value is rarest
 * among all real rows, missing counted as a value. A column that nearly everybody shares holds no secret.
 */
export function mostTelling(columns: readonly string[], real: readonly Rows[], count: number): string[] {
  const shares = new Map(columns.map((name) => [name, shareOfMode(name, real)]));
  const chosen = new Set(
    [...columns].sort((a, b) => (shares.get(a) ?? 1) - (shares.get(b) ?? 1)).slice(0, count),
  );
  return columns.filter((name) => chosen.has(name));
}

function shareOfMode(name: string, real: readonly Rows[]): number {
  const counts = new Map<number, number>();
  let rowCount = 0;
  for (const rows of real) {
    const cells = rows.columns.get(name);
    if (!cells) continue;
    rowCount += rows.rowCount;
    for (const value of comparable(cells)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  let most = 0;
  for (const times of counts.values()) most = Math.max(most, times);
  return most / Math.max(1, rowCount);
}

/** Cells of a column as numbers that can be compared: values, or codes; NaN is missing. */
export function comparable(cells: Cells): Float64Array {
  if (cells.type === 'number') return cells.values;
  return Float64Array.from(cells.codes, (code) => (code < 0 ? Number.NaN : code));
}

/** 1 where the guess is right, else 0. */
export function scoreGuesses(
  truth: Float64Array,
  guesses: Float64Array,
  { tolerance }: Secret,
): Float64Array {
  return truth.map((value, row) => {
    const guess = guesses[row] as number;
    if (Number.isNaN(value) || Number.isNaN(guess)) {
      return Number.isNaN(value) && Number.isNaN(guess) ? 1 : 0;
    }
    return Math.abs(guess - value) <= tolerance ? 1 : 0;
  });
}

/** The chance that the secret of a random synthetic row is a right guess, averaged over the true values. */
export function chanceOfGuessing(
  truth: Float64Array,
  synthetic: Float64Array,
  { tolerance }: Secret,
): number {
  const sorted = sortedFinite(synthetic);
  const missing = synthetic.length - sorted.length;
  let right = 0;
  for (const value of truth) {
    right += Number.isNaN(value)
      ? missing
      : countAtMost(sorted, value + tolerance) - countBelow(sorted, value - tolerance);
  }
  return right / (truth.length * synthetic.length);
}
