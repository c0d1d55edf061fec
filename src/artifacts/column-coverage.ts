import { expectPresence } from '../statistics/expected-presence.ts';
import { shortfallOfLargest } from '../statistics/fresh-extremes.ts';
import type { Interval } from '../statistics/interval.ts';
import { normalQuantile } from '../statistics/normal-distribution.ts';
import { sortNumbers } from '../statistics/sort-numbers.ts';
import { defineCandidateArtifact } from './artifact.ts';
import { candidateRows } from './candidate-rows.ts';
import { sortedValues } from './column-counts.ts';
import { naiveRows } from './naive-rows.ts';
import { realRows } from './real-rows.ts';
import { type CodedCells, countLevels, type NumberCells, sharedColumns } from './rows.ts';

/** How much of train's range or categories another dataset reaches. */
export interface ColumnCoverage {
  readonly name: string;
  readonly kind: 'range' | 'category';
  readonly share: number;
  /** For categories: standard error over other candidates of this size. */
  readonly standardError: number | null;
  /** What fresh samples as large as the candidate would reach on average, and 95 % of them; null without a holdout. */
  readonly fresh: ({ readonly value: number } & Interval) | null;
  readonly naive: number | null;
  readonly filled: number;
  /** Categories of train. */
  readonly levels: number;
}

/** Every shared column with filled cells in train and the candidate. */
export const columnCoverages = defineCandidateArtifact({
  id: 'column-coverage',
  requires: { realRows, naiveRows, candidateRows },
  make({ realRows: { train, holdout }, naiveRows, candidateRows }): readonly ColumnCoverage[] {
    const coverages: ColumnCoverage[] = [];
    for (const { name, real, other } of sharedColumns(train, candidateRows)) {
      const fresh = holdout?.columns.get(name);
      const naive = naiveRows.columns.get(name);
      const found =
        real.type === 'number'
          ? coverRange(real, other as NumberCells, fresh as NumberCells | undefined, naive as NumberCells)
          : coverLevels(real, other as CodedCells, fresh as CodedCells | undefined, naive as CodedCells);
      if (found) coverages.push({ name, ...found });
    }
    return coverages;
  },
});

/** SDMetrics’ RangeCoverage: the share of train's range between the other's extremes, both gaps taken off. */
function coverRange(
  real: NumberCells,
  other: NumberCells,
  holdout: NumberCells | undefined,
  naive: NumberCells,
): Omit<ColumnCoverage, 'name'> | null {
  const train = sortedValues(real);
  const synthetic = sortedValues(other);
  const low = train[0] ?? 0;
  const range = (train[train.length - 1] ?? 0) - low;
  if (!(range > 0) || synthetic.length === 0) return null;
  const gapBelow = (lowest: number) => Math.max(0, (lowest - low) / range);
  const gapAbove = (highest: number) => Math.max(0, (low + range - highest) / range);
  const cover = (sorted: Float64Array) =>
    Math.max(0, 1 - gapBelow(sorted[0] as number) - gapAbove(sorted[sorted.length - 1] as number));
  const fresh = holdout && sortedValues(holdout);
  const drawn = sortedValues(naive);
  return {
    kind: 'range',
    share: cover(synthetic),
    standardError: null,
    fresh: fresh ? freshRange(train, fresh, synthetic.length) : null,
    naive: drawn.length > 0 ? cover(drawn) : null,
    filled: synthetic.length,
    levels: 0,
  };
}

/**
 * What `rows` fresh values would reach of the range of `train`. The holdout did not choose that range: where it is large enough
 * its subsets say what is reached on average, without any assumption; else train and holdout predict it together.
 */
function freshRange(train: Float64Array, holdout: Float64Array, rows: number) {
  const ascending = new Float64Array(train.length + holdout.length);
  ascending.set(train);
  ascending.set(holdout, train.length);
  sortNumbers(ascending);
  const low = train[0] as number;
  const high = train[train.length - 1] as number;
  const above = shortfallOfLargest(ascending.slice().reverse(), rows, high);
  const below = shortfallOfLargest(negatives(ascending), rows, -low);
  const reached = (lack: number) => Math.max(0, 1 - lack / (high - low));
  // Both ends at once: each may miss with half the chance.
  const miss = (1 - level) / 4;
  const atTop = above.between(miss, 1 - miss);
  const atBottom = below.between(miss, 1 - miss);
  return {
    value:
      rows <= holdout.length
        ? reached(
            subsetShortfall(holdout.slice().reverse(), rows, high) +
              subsetShortfall(negatives(holdout), rows, -low),
          )
        : reached(above.mean + below.mean),
    low: reached(atTop.high + atBottom.high),
    high: reached(atTop.low + atBottom.low),
  };
}

function negatives(values: Float64Array): Float64Array {
  return values.map((value) => -value);
}

/**
 * How far the largest of `rows` of the values, drawn without replacement, stays below `top` on average: value i is the
 * largest if it is drawn and none beyond it is.
 */
function subsetShortfall(descending: Float64Array, rows: number, top: number): number {
  const all = descending.length;
  let mean = 0;
  let noneBeyond = 1;
  for (let beyond = 0; beyond <= all - rows && noneBeyond > 1e-12; beyond++) {
    const chance = (noneBeyond * rows) / (all - beyond);
    mean += chance * Math.max(0, top - (descending[beyond] as number));
    noneBeyond -= chance;
  }
  return mean;
}

/** Of prediction intervals. */
const level = 0.95;

/** SDMetrics’ CategoryCoverage: the share of train's categories that the other has. */
function coverLevels(
  real: CodedCells,
  other: CodedCells,
  holdout: CodedCells | undefined,
  naive: CodedCells,
): Omit<ColumnCoverage, 'name'> | null {
  const known = countLevels(real.codes, real.levels.length);
  const counts = countLevels(other.codes, other.levels.length);
  const levels = [...known.keys()].filter((level) => (known[level] as number) > 0);
  const filled = sum(counts);
  if (levels.length === 0 || filled === 0) return null;
  const cover = (of: Float64Array) => levels.filter((level) => (of[level] ?? 0) > 0).length / levels.length;
  const once = levels.filter((level) => counts[level] === 1).length;
  return {
    kind: 'category',
    share: cover(counts),
    // For Poisson counts Σ e^−λ (1 − e^−λ) is at most Σ λ e^−λ, of which the levels met once are an estimate.
    standardError: Math.sqrt(once) / levels.length,
    fresh: holdout
      ? freshLevels(known, countLevels(holdout.codes, holdout.levels.length), levels, filled)
      : null,
    naive: cover(countLevels(naive.codes, naive.levels.length)),
    filled,
    levels: levels.length,
  };
}

/** The share of train's categories that `rows` fresh rows would have. */
function freshLevels(known: Float64Array, holdout: Float64Array, levels: readonly number[], rows: number) {
  const { count, variance } = expectPresence(levels, known, holdout, rows);
  const reach = normalQuantile((1 + level) / 2) * Math.sqrt(variance);
  return {
    value: count / levels.length,
    low: Math.max(0, count - reach) / levels.length,
    high: Math.min(levels.length, count + reach) / levels.length,
  };
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
