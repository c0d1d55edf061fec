import { sortedFinite } from '../statistics/sorted-copy.ts';
import { defineCandidateArtifact } from './artifact.ts';
import { candidateRows } from './candidate-rows.ts';
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
  /** What a fresh sample as large as the candidate would reach; null without a holdout or with too small a one. */
  readonly fresh: number | null;
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
  const train = sortedFinite(real.values);
  const synthetic = sortedFinite(other.values);
  const low = train[0] ?? 0;
  const range = (train[train.length - 1] ?? 0) - low;
  if (!(range > 0) || synthetic.length === 0) return null;
  const gapBelow = (lowest: number) => Math.max(0, (lowest - low) / range);
  const gapAbove = (highest: number) => Math.max(0, (low + range - highest) / range);
  const cover = (sorted: Float64Array) =>
    Math.max(0, 1 - gapBelow(sorted[0] as number) - gapAbove(sorted[sorted.length - 1] as number));
  const fresh = holdout && sortedFinite(holdout.values);
  const drawn = sortedFinite(naive.values);
  return {
    kind: 'range',
    share: cover(synthetic),
    standardError: null,
    fresh: fresh ? expectedRange(fresh, synthetic.length, gapBelow, gapAbove) : null,
    naive: drawn.length > 0 ? cover(drawn) : null,
    filled: synthetic.length,
    levels: 0,
  };
}

/**
 * The coverage expected of `size` of the sorted values, drawn without replacement: the chance that value i is the highest
 * drawn is C(i, size − 1) / C(n, size). With fewer values than `size`, nothing is known.
 */
export function expectedRange(
  sorted: Float64Array,
  size: number,
  gapBelow: (lowest: number) => number,
  gapAbove: (highest: number) => number,
): number | null {
  const rows = sorted.length;
  if (size > rows || size < 1) return null;
  let below = 0;
  let above = 0;
  // From the extreme inwards: the next one is the extreme if it is drawn and all beyond it are not.
  let noneBeyond = 1;
  for (let beyond = 0; beyond <= rows - size && noneBeyond > 1e-12; beyond++) {
    const chance = (noneBeyond * size) / (rows - beyond);
    below += chance * gapBelow(sorted[beyond] as number);
    above += chance * gapAbove(sorted[rows - 1 - beyond] as number);
    noneBeyond -= chance;
  }
  return Math.max(0, 1 - below - above);
}

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
    fresh: holdout ? expectedLevels(countLevels(holdout.codes, holdout.levels.length), levels, filled) : null,
    naive: cover(countLevels(naive.codes, naive.levels.length)),
    filled,
    levels: levels.length,
  };
}

/**
 * The share of `levels` expected among `size` of the rows counted, drawn without replacement (Hurlbert 1971, rarefaction):
 * a level with c of n rows is missed with chance C(n − c, size) / C(n, size). With fewer rows than `size`, nothing is known.
 */
export function expectedLevels(counts: Float64Array, levels: readonly number[], size: number): number | null {
  const rows = sum(counts);
  if (size > rows) return null;
  let met = 0;
  for (const level of levels) {
    const count = counts[level] ?? 0;
    let missed = 1;
    for (let i = 0; i < count && missed > 1e-12; i++) missed *= Math.max(0, rows - size - i) / (rows - i);
    met += 1 - missed;
  }
  return met / levels.length;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
