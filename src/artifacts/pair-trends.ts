import { biasCorrectedCramersV } from '../statistics/bias-corrected-cramers-v.ts';
import { cellVariance } from '../statistics/cell-variance.ts';
import { correlationInfluence } from '../statistics/correlation-influence.ts';
import { midRanks } from '../statistics/mid-ranks.ts';
import { totalVariation } from '../statistics/total-variation.ts';
import { defineCandidateArtifact, defineRunArtifact } from './artifact.ts';
import { type Bins, bins, type Cut, countCells, cutColumn } from './bins.ts';
import { candidateRows } from './candidate-rows.ts';
import { createJointCounter, type JointCells } from './joint-cells.ts';
import { naiveRows } from './naive-rows.ts';
import { realRows } from './real-rows.ts';
import { type Cells, type Rows, sharedColumns } from './rows.ts';

/** How far apart two datasets are in one pair of columns; 0 is equal. */
export interface PairTrend {
  readonly a: string;
  readonly b: string;
  /** Two numbers are correlated; a pair with a category is counted. */
  readonly kind: 'correlation' | 'contingency';
  /** |r_T − r_S| / 2 (Pearson), or the total variation of the joint cells. */
  readonly distance: number;
  readonly standardError: number;
  /** The same with ranks, for correlations. */
  readonly spearman: { readonly distance: number; readonly standardError: number } | null;
  /** |r| or bias-corrected Cramér's V in train: whether there is a trend to keep. */
  readonly strength: number;
  readonly realRows: number;
  readonly otherRows: number;
}

export interface PairTrends {
  readonly names: readonly string[];
  readonly pairs: readonly PairTrend[];
  readonly mean: MeanTrend | null;
  /** Over the pairs that have a trend in train. */
  readonly meanWithTrend: MeanTrend | null;
}

export interface MeanTrend {
  readonly distance: number;
  readonly standardError: number;
  readonly pairs: number;
  /** What train's rows add to the mean, and the variance that the other side's rows give it. */
  readonly train: Float64Array;
  readonly otherVariance: number;
}

/** From here on a pair counts as having a trend: Cohen's (1988) small effect. */
export const trendFrom = 0.1;

export const candidatePairTrends = defineCandidateArtifact({
  id: 'pair-trends',
  requires: { realRows, candidateRows, bins },
  make: ({ realRows, candidateRows, bins }) => comparePairTrends(realRows.train, candidateRows, bins),
});

/** Train against the holdout (null without one) and against the naive candidate. */
export const referencePairTrends = defineRunArtifact({
  id: 'reference-pair-trends',
  requires: { realRows, naiveRows, bins },
  make: ({ realRows, naiveRows, bins }) => ({
    holdout: realRows.holdout && comparePairTrends(realRows.train, realRows.holdout, bins),
    naive: comparePairTrends(realRows.train, naiveRows, bins),
  }),
});

/** Compares all pairs of shared columns. A pair in which train does not vary has no trend to compare and is left out. */
export function comparePairTrends(train: Rows, other: Rows, bins: Bins): PairTrends {
  const columns = sharedColumns(train, other).map((shared) => prepare(shared, bins));
  const counter = createJointCounter(train.rowCount, other.rowCount);
  const all = createInfluence(train.rowCount, other.rowCount);
  const withTrend = createInfluence(train.rowCount, other.rowCount);
  const pairs: PairTrend[] = [];
  for (const [i, a] of columns.entries()) {
    for (const b of columns.slice(i + 1)) {
      const compared =
        a.real.type === 'number' && b.real.type === 'number'
          ? compareCorrelations(a, b)
          : compareContingency(a, b, counter.count(a.realCut, b.realCut, a.otherCut, b.otherCut));
      if (!compared) continue;
      pairs.push(compared.pair);
      compared.addInfluence(all);
      if (compared.pair.strength >= trendFrom) compared.addInfluence(withTrend);
    }
  }
  return {
    names: columns.map(({ name }) => name),
    pairs,
    mean: meanOf(pairs, all),
    meanWithTrend: meanOf(
      pairs.filter(({ strength }) => strength >= trendFrom),
      withTrend,
    ),
  };
}

interface Prepared {
  readonly name: string;
  readonly real: Cells;
  readonly other: Cells;
  readonly realCut: Cut;
  readonly otherCut: Cut;
  readonly realRanks: Float64Array | null;
  readonly otherRanks: Float64Array | null;
}

interface Influence {
  readonly real: Float64Array;
  readonly other: Float64Array;
}

interface Compared {
  readonly pair: PairTrend;
  addInfluence(influence: Influence): void;
}

function prepare({ name, real, other }: { name: string; real: Cells; other: Cells }, bins: Bins): Prepared {
  return {
    name,
    real,
    other,
    realCut: cutColumn(real, bins),
    otherCut: cutColumn(other, bins),
    realRanks: real.type === 'number' ? midRanks(real.values) : null,
    otherRanks: other.type === 'number' ? midRanks(other.values) : null,
  };
}

function compareCorrelations(a: Prepared, b: Prepared): Compared | null {
  if (a.real.type !== 'number' || b.real.type !== 'number') return null;
  if (a.other.type !== 'number' || b.other.type !== 'number') return null;
  const compared = correlationDistance(a.real.values, b.real.values, a.other.values, b.other.values);
  if (!compared) return null;
  const { real, other, difference } = compared;
  const direction = difference >= 0 ? 0.5 : -0.5;
  return {
    pair: {
      a: a.name,
      b: b.name,
      kind: 'correlation',
      distance: compared.distance,
      standardError: compared.standardError,
      spearman: compareRanks(a, b),
      strength: Math.abs(real.value),
      realRows: real.rows,
      otherRows: other?.rows ?? a.other.values.length,
    },
    addInfluence(influence) {
      addScaled(influence.real, real.influences, direction);
      if (other) addScaled(influence.other, other.influences, -direction);
    },
  };
}

function compareRanks(a: Prepared, b: Prepared): PairTrend['spearman'] {
  if (!a.realRanks || !b.realRanks || !a.otherRanks || !b.otherRanks) return null;
  return correlationDistance(
    ranksBeside(a.realRanks, b.realRanks),
    ranksBeside(b.realRanks, a.realRanks),
    ranksBeside(a.otherRanks, b.otherRanks),
    ranksBeside(b.otherRanks, a.otherRanks),
  );
}

/**
 * Ranks among the rows where the other column is filled too: Spearman's coefficient is that of the rows compared, and
 * ranks that count further rows have gaps. Ranking ranks gives the values' own ranks.
 */
function ranksBeside(ranks: Float64Array, other: Float64Array): Float64Array {
  const isLost = (rank: number, row: number) => !Number.isNaN(rank) && Number.isNaN(other[row]);
  if (!ranks.some(isLost)) return ranks;
  return midRanks(ranks.map((rank, row) => (Number.isNaN(other[row]) ? Number.NaN : rank)));
}

/** Null where train has no correlation. A candidate that does not vary has none either: train's is lost. */
function correlationDistance(
  realX: Float64Array,
  realY: Float64Array,
  otherX: Float64Array,
  otherY: Float64Array,
) {
  const real = correlationInfluence(realX, realY);
  if (!real) return null;
  const other = correlationInfluence(otherX, otherY);
  const difference = real.value - (other?.value ?? 0);
  return {
    real,
    other,
    difference,
    distance: Math.abs(difference) / 2,
    standardError: Math.hypot(real.standardError, other?.standardError ?? 0) / 2,
  };
}

function addScaled(influence: Float64Array, rows: Float64Array, weight: number): void {
  for (let row = 0; row < rows.length; row++) {
    influence[row] = (influence[row] as number) + weight * (rows[row] as number);
  }
}

function compareContingency(a: Prepared, b: Prepared, joint: JointCells): Compared | null {
  const strength = associationOf(a.realCut, b.realCut, joint);
  if (strength === null) return null;
  const realTotal = joint.real.length;
  const otherTotal = joint.other.length;
  if (realTotal === 0 || otherTotal === 0) return null;
  const slopes = joint.realCounts.map((count, cell) =>
    count / realTotal >= (joint.otherCounts[cell] as number) / otherTotal ? 0.5 : -0.5,
  );
  const variance = cellVariance(slopes, joint.realCounts) + cellVariance(slopes, joint.otherCounts);
  return {
    pair: {
      a: a.name,
      b: b.name,
      kind: 'contingency',
      distance: totalVariation(joint.realCounts, joint.otherCounts),
      standardError: Math.sqrt(variance),
      spearman: null,
      strength,
      realRows: realTotal,
      otherRows: otherTotal,
    },
    addInfluence(influence) {
      addSlopes(influence.real, joint.real, slopes, joint.realCounts, 1);
      addSlopes(influence.other, joint.other, slopes, joint.otherCounts, -1);
    },
  };
}

/** Bias-corrected Cramér's V in train (Bergsma 2013); null where a column has one cell only. */
function associationOf(a: Cut, b: Cut, joint: JointCells): number | null {
  const rows = joint.real.length;
  const countsA = countCells(a);
  const countsB = countCells(b);
  // Σ over rows of O / (R C) is Σ over cells of O² / (R C), also where the joint cells are too many for a table.
  let ratio = 0;
  for (let row = 0; row < rows; row++) {
    const observed = joint.realCounts[joint.real[row] as number] as number;
    const expected =
      (countsA[a.cells[row] as number] as number) * (countsB[b.cells[row] as number] as number);
    ratio += observed / expected;
  }
  return biasCorrectedCramersV(ratio - 1, rows, nonEmpty(countsA), nonEmpty(countsB));
}

function nonEmpty(counts: Float64Array): number {
  return counts.reduce((filled, count) => filled + (count > 0 ? 1 : 0), 0);
}

function createInfluence(realRows: number, otherRows: number): Influence {
  return { real: new Float64Array(realRows), other: new Float64Array(otherRows) };
}

function addSlopes(
  influence: Float64Array,
  cells: Int32Array,
  slopes: Float64Array,
  counts: Float64Array,
  direction: number,
): void {
  let mean = 0;
  for (let cell = 0; cell < slopes.length; cell++)
    mean += (slopes[cell] as number) * (counts[cell] as number);
  mean /= cells.length;
  for (let row = 0; row < cells.length; row++) {
    influence[row] =
      (influence[row] as number) + direction * ((slopes[cells[row] as number] as number) - mean);
  }
}

function meanOf(pairs: readonly PairTrend[], influence: Influence): MeanTrend | null {
  if (pairs.length === 0) return null;
  const total = pairs.reduce((sum, { distance }) => sum + distance, 0);
  const otherVariance = meanSquare(influence.other) / influence.other.length;
  const variance = meanSquare(influence.real) / influence.real.length + otherVariance;
  const rows = influence.real.length;
  return {
    distance: total / pairs.length,
    standardError: Math.sqrt(variance) / pairs.length,
    pairs: pairs.length,
    train: influence.real.map((one) => one / rows / pairs.length),
    otherVariance: otherVariance / pairs.length ** 2,
  };
}

/** Influences have mean 0. */
function meanSquare(values: Float64Array): number {
  let square = 0;
  for (const value of values) square += value * value;
  return square / values.length;
}
