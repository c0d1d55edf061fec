import type { WorkerPool } from '../kernels/worker-pool.ts';
import { defineCandidateArtifact, defineRunArtifact } from './artifact.ts';
import { type Bins, bins } from './bins.ts';
import { candidateRows } from './candidate-rows.ts';
import { type ComparedPairs, type ComparePairsInput, type Influence, pairAt } from './compare-pairs.ts';
import { naiveRows } from './naive-rows.ts';
import { type PairColumn, type PairColumns, preparePairColumns } from './pair-columns.ts';
import { realRows } from './real-rows.ts';
import type { Rows } from './rows.ts';

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

/** Train's columns, cut and ranked once for all that is compared with them. */
export const trainPairColumns = defineRunArtifact({
  id: 'train-pair-columns',
  requires: { realRows, bins },
  make: ({ realRows, bins }) => preparePairColumns(realRows.train, bins),
});

export const candidatePairTrends = defineCandidateArtifact({
  id: 'pair-trends',
  requires: { trainPairColumns, candidateRows, bins },
  make: ({ trainPairColumns, candidateRows, bins }, { pool }) =>
    comparePairColumns(trainPairColumns, preparePairColumns(candidateRows, bins), pool),
});

/** Train against the holdout (null without one) and against the naive candidate. */
export const referencePairTrends = defineRunArtifact({
  id: 'reference-pair-trends',
  requires: { trainPairColumns, realRows, naiveRows, bins },
  // One after the other: two sides are in memory at a time.
  async make({ trainPairColumns: train, realRows: { holdout }, naiveRows, bins }, { pool }) {
    return {
      holdout: holdout && (await comparePairColumns(train, preparePairColumns(holdout, bins), pool)),
      naive: await comparePairColumns(train, preparePairColumns(naiveRows, bins), pool),
    };
  },
});

/** Compares all pairs of shared columns. A pair in which train does not vary has no trend to compare and is left out. */
export function comparePairTrends(
  train: Rows,
  other: Rows,
  bins: Bins,
  pool: WorkerPool,
): Promise<PairTrends> {
  return comparePairColumns(preparePairColumns(train, bins), preparePairColumns(other, bins), pool);
}

async function comparePairColumns(
  train: PairColumns,
  other: PairColumns,
  pool: WorkerPool,
): Promise<PairTrends> {
  const names = [...train.columns.keys()].filter((name) => other.columns.has(name));
  const sides = {
    realRows: train.rowCount,
    otherRows: other.rowCount,
    real: names.map((name) => train.columns.get(name) as PairColumn),
    other: names.map((name) => other.columns.get(name) as PairColumn),
    realCorrelations: train.correlations,
    otherCorrelations: other.correlations,
    trendFrom,
  };
  const chunks = chunkPairs((names.length * (names.length - 1)) / 2, train.rowCount + other.rowCount);
  const task = new URL('./compare-pairs.ts', import.meta.url);
  const found = await pool.map<ComparePairsInput, ComparedPairs>(
    task,
    chunks.map((chunk) => ({ ...sides, ...chunk })),
  );
  const pairs = found.flatMap((compared, index) =>
    readPairs(compared, (chunks[index] as Chunk).first, sides.real),
  );
  return {
    names,
    pairs,
    mean: meanOf(pairs, sumOf(found.map(({ all }) => all))),
    meanWithTrend: meanOf(
      pairs.filter(({ strength }) => strength >= trendFrom),
      sumOf(found.map(({ withTrend }) => withTrend)),
    ),
  };
}

interface Chunk {
  readonly first: number;
  readonly last: number;
}

/** Chunks follow from the data alone, and sums go in their order: the number of threads moves no result. */
function chunkPairs(pairs: number, rows: number): Chunk[] {
  const count = Math.max(1, Math.min(mostChunks, pairs, Math.floor(influenceRoom / Math.max(1, rows))));
  return Array.from({ length: count }, (_, index) => ({
    first: Math.floor((index * pairs) / count),
    last: Math.floor(((index + 1) * pairs) / count),
  }));
}

const mostChunks = 16;

/** Rows that the chunks' influences may have together: 16 bytes each. */
const influenceRoom = 2 ** 23;

function readPairs(compared: ComparedPairs, first: number, columns: readonly PairColumn[]): PairTrend[] {
  const pairs: PairTrend[] = [];
  for (let place = 0; place < compared.distance.length; place++) {
    const distance = compared.distance[place] as number;
    if (Number.isNaN(distance)) continue;
    const [i, j] = pairAt(first + place, columns.length);
    const [a, b] = [columns[i] as PairColumn, columns[j] as PairColumn];
    const rankDistance = compared.rankDistance[place] as number;
    pairs.push({
      a: a.name,
      b: b.name,
      kind: a.numbers && b.numbers ? 'correlation' : 'contingency',
      distance,
      standardError: compared.standardError[place] as number,
      spearman: Number.isNaN(rankDistance)
        ? null
        : { distance: rankDistance, standardError: compared.rankStandardError[place] as number },
      strength: compared.strength[place] as number,
      realRows: compared.realRows[place] as number,
      otherRows: compared.otherRows[place] as number,
    });
  }
  return pairs;
}

function sumOf(influences: readonly Influence[]): Influence {
  const [sum, ...rest] = influences as [Influence, ...Influence[]];
  for (const { real, other } of rest) {
    addTo(sum.real, real);
    addTo(sum.other, other);
  }
  return sum;
}

function addTo(sum: Float64Array, values: Float64Array): void {
  for (let row = 0; row < sum.length; row++) sum[row] = (sum[row] as number) + (values[row] as number);
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
