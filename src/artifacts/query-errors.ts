import { quantile } from '../statistics/quantile.ts';
import { type Random, randomStream } from '../statistics/random.ts';
import { defineCandidateArtifact, defineRunArtifact, runData } from './artifact.ts';
import { candidateRows } from './candidate-rows.ts';
import { type MarginalCells, marginalCells } from './marginal-cells.ts';
import { naiveRows } from './naive-rows.ts';
import { realRows } from './real-rows.ts';
import { createRowSets, intersect, listRows, type RowSets, sizeOf } from './row-sets.ts';
import { type Cells, isCompared, type Rows } from './rows.ts';
import { atMostRows } from './take-rows.ts';

/** A question that an analyst might ask: rows in these cells, and the mean of a column among them. */
export interface Query {
  readonly conditions: readonly { readonly column: string; readonly cell: number }[];
  /** Null where no other column of numbers is there. */
  readonly meanOf: string | null;
}

export const queryPlan = {
  queries: 500,
  mostConditions: 3,
  leastShare: 0.01,
  leastRows: 10,
  mostRows: 200_000,
  blocks: 40,
  replicates: 200,
} as const;

/** Errors of one kind of query over the whole workload. */
export interface QueryErrors {
  readonly queries: number;
  readonly median: QueryError;
  /** 95th percentile. */
  readonly high: QueryError;
}

export interface QueryError {
  readonly value: number;
  readonly standardError: number;
}

export interface WorkloadErrors {
  readonly realRows: number;
  readonly otherRows: number;
  readonly count: QueryErrors | null;
  readonly mean: QueryErrors | null;
}

/** The workload: every query is made from the cells of a random row of train, and kept if enough of train answers it. */
export const queryWorkload = defineRunArtifact({
  id: 'query-workload',
  requires: { realRows, marginalCells },
  make: ({ realRows: { train }, marginalCells }, { random }): readonly Query[] =>
    makeQueries(train, marginalCells, random),
});

export const candidateQueryErrors = defineCandidateArtifact({
  id: 'query-errors',
  requires: { runData, realRows, candidateRows, marginalCells, queryWorkload },
  make: ({ runData: { options }, realRows, candidateRows, marginalCells, queryWorkload }) =>
    answerAll(queryWorkload, realRows.train, candidateRows, marginalCells, options.seed),
});

/** Train against the holdout (null without one) and against the naive candidate. */
export const referenceQueryErrors = defineRunArtifact({
  id: 'reference-query-errors',
  requires: { runData, realRows, naiveRows, marginalCells, queryWorkload },
  make({ runData: { options }, realRows: { train, holdout }, naiveRows, marginalCells, queryWorkload }) {
    const against = (rows: Rows) => answerAll(queryWorkload, train, rows, marginalCells, options.seed);
    return { holdout: holdout && against(holdout), naive: against(naiveRows) };
  },
});

/** Distinct conjunctions of one to three cells, each with at least 1 % of train's rows. */
export function makeQueries(train: Rows, cells: MarginalCells, random: Random): Query[] {
  const columns = [...train.columns].filter(([, { schema }]) => isCompared(schema));
  if (columns.length === 0 || train.rowCount === 0) return [];
  const cut = columns.map(([, column]) => cells.cellsOf(column));
  const sets = createRowSets(train, cells);
  const numbers = columns.flatMap(([name, { type }]) => (type === 'number' ? [name] : []));
  const least = Math.max(queryPlan.leastRows, queryPlan.leastShare * train.rowCount);
  const queries = new Map<string, Query>();
  // Small tables have few such queries: after enough vain draws there are no others.
  for (let draw = 0; draw < 6 * queryPlan.queries && queries.size < queryPlan.queries; draw++) {
    const row = random.below(train.rowCount);
    const size = 1 + random.below(Math.min(queryPlan.mostConditions, columns.length));
    const chosen = [...random.sample(size, columns.length)];
    const place = random.uniform();
    const conditions = chosen.map((index) => ({
      column: (columns[index] as [string, Cells])[0],
      cell: (cut[index] as Uint8Array)[row] as number,
    }));
    const key = JSON.stringify(conditions);
    if (queries.has(key)) continue;
    if (sizeOf(matching(conditions, sets)) < least) continue;
    const free = numbers.filter((name) => !conditions.some(({ column }) => column === name));
    queries.set(key, { conditions, meanOf: free[Math.floor(place * free.length)] ?? null });
  }
  return [...queries.values()];
}

function matching(conditions: Query['conditions'], sets: RowSets): Uint32Array {
  return intersect(conditions.map(({ column, cell }) => sets.rowsIn(column, cell)));
}

/** Answers by block of rows, so that resampling blocks needs no second look at the rows. */
interface Answers {
  readonly blockRows: Float64Array;
  /** queries × blocks: rows that match. */
  readonly counts: Float64Array;
  /** queries × blocks: matching rows with a known number, and their sum. */
  readonly filled: Float64Array;
  readonly sums: Float64Array;
}

export function answerAll(
  workload: readonly Query[],
  train: Rows,
  other: Rows,
  cells: MarginalCells,
  seed: number,
): WorkloadErrors {
  const queries = workload
    .filter(({ conditions }) => conditions.every(({ column }) => other.columns.has(column)))
    .map((query) =>
      query.meanOf !== null && !other.columns.has(query.meanOf) ? { ...query, meanOf: null } : query,
    );
  const stream = (name: string) => randomStream(seed, 'query-errors', name);
  const a = atMostRows(train, queryPlan.mostRows, stream('real-rows'));
  const b = atMostRows(other, queryPlan.mostRows, stream('other-rows'));
  if (queries.length === 0 || a.rowCount === 0 || b.rowCount === 0) {
    return { realRows: a.rowCount, otherRows: b.rowCount, count: null, mean: null };
  }
  const scales = scalesOf(a);
  const real = answer(queries, a, cells, scales, stream('real-blocks'));
  const match = answer(queries, b, cells, scales, stream('other-blocks'));
  const withMean = queries.flatMap(({ meanOf }, index) =>
    meanOf !== null && weighted(real.filled, index, null, real) > 0 ? [index] : [],
  );
  const all = queries.map((_, index) => index);
  const random = stream('resamples');
  const point = { real: null, other: null };
  const countErrors = [errorsOf(all, real, match, point, countError)];
  const meanErrors = [errorsOf(withMean, real, match, point, meanError)];
  for (let replicate = 0; replicate < queryPlan.replicates; replicate++) {
    const weights = { real: drawWeights(real, random), other: drawWeights(match, random) };
    countErrors.push(errorsOf(all, real, match, weights, countError));
    meanErrors.push(errorsOf(withMean, real, match, weights, meanError));
  }
  return {
    realRows: a.rowCount,
    otherRows: b.rowCount,
    count: summarise(all.length, countErrors),
    mean: withMean.length > 0 ? summarise(withMean.length, meanErrors) : null,
  };
}

interface Scale {
  readonly mean: number;
  readonly deviation: number;
}

/** Sums keep their digits in standard deviations from train's mean. */
function scalesOf(train: Rows): ReadonlyMap<string, Scale> {
  const scales = new Map<string, Scale>();
  for (const [name, column] of train.columns) {
    if (column.type !== 'number') continue;
    let sum = 0;
    let filled = 0;
    for (const value of column.values) {
      if (Number.isNaN(value)) continue;
      sum += value;
      filled++;
    }
    const mean = sum / filled;
    let squares = 0;
    for (const value of column.values) if (!Number.isNaN(value)) squares += (value - mean) ** 2;
    const deviation = Math.sqrt(squares / filled);
    if (deviation > 1e-12 * Math.abs(mean)) scales.set(name, { mean, deviation });
  }
  return scales;
}

function answer(
  queries: readonly Query[],
  rows: Rows,
  cells: MarginalCells,
  scales: ReadonlyMap<string, Scale>,
  random: Random,
): Answers {
  const blocks = Math.min(queryPlan.blocks, rows.rowCount);
  const blockOf = new Int32Array(rows.rowCount);
  for (let row = 0; row < blockOf.length; row++) blockOf[row] = row % blocks;
  random.shuffle(blockOf);
  const blockRows = new Float64Array(blocks);
  for (const block of blockOf) blockRows[block] = (blockRows[block] as number) + 1;
  const sets = createRowSets(rows, cells);
  const size = queries.length * blocks;
  const answers = {
    blockRows,
    counts: new Float64Array(size),
    filled: new Float64Array(size),
    sums: new Float64Array(size),
  };
  for (const [index, { conditions, meanOf }] of queries.entries()) {
    const numbers = meanOf === null ? null : rows.columns.get(meanOf);
    const values = numbers?.type === 'number' ? numbers.values : null;
    const scale = meanOf === null ? undefined : scales.get(meanOf);
    for (const row of listRows(matching(conditions, sets))) {
      const at = index * blocks + (blockOf[row] as number);
      answers.counts[at] = (answers.counts[at] as number) + 1;
      const value = values?.[row];
      if (value === undefined || Number.isNaN(value) || !scale) continue;
      answers.filled[at] = (answers.filled[at] as number) + 1;
      answers.sums[at] = (answers.sums[at] as number) + (value - scale.mean) / scale.deviation;
    }
  }
  return answers;
}

interface Weights {
  readonly real: Float64Array | null;
  readonly other: Float64Array | null;
}

function drawWeights({ blockRows }: Answers, random: Random): Float64Array {
  const weights = new Float64Array(blockRows.length);
  for (let i = 0; i < weights.length; i++) {
    const drawn = random.below(weights.length);
    weights[drawn] = (weights[drawn] as number) + 1;
  }
  return weights;
}

/** Relative error of a count, each as a share of its file's rows. */
function countError(index: number, real: Answers, other: Answers, weights: Weights): number {
  const a = weighted(real.counts, index, weights.real, real) / weightedRows(real, weights.real);
  const b = weighted(other.counts, index, weights.other, other) / weightedRows(other, weights.other);
  return a > 0 ? Math.abs(b - a) / a : 0;
}

/** Error of a mean in standard deviations of the column; a file without an answer is one such deviation off. */
function meanError(index: number, real: Answers, other: Answers, weights: Weights): number {
  const filled = weighted(real.filled, index, weights.real, real);
  const otherFilled = weighted(other.filled, index, weights.other, other);
  if (filled === 0) return 0;
  if (otherFilled === 0) return 1;
  const a = weighted(real.sums, index, weights.real, real) / filled;
  const b = weighted(other.sums, index, weights.other, other) / otherFilled;
  return Math.abs(b - a);
}

function weighted(
  values: Float64Array,
  index: number,
  weights: Float64Array | null,
  { blockRows }: Answers,
): number {
  const from = index * blockRows.length;
  let sum = 0;
  for (let block = 0; block < blockRows.length; block++) {
    sum += (values[from + block] as number) * (weights ? (weights[block] as number) : 1);
  }
  return sum;
}

function weightedRows(answers: Answers, weights: Float64Array | null): number {
  return weighted(answers.blockRows, 0, weights, answers);
}

function errorsOf(
  queries: readonly number[],
  real: Answers,
  other: Answers,
  weights: Weights,
  errorOf: (index: number, real: Answers, other: Answers, weights: Weights) => number,
): { median: number; high: number } {
  if (queries.length === 0) return { median: 0, high: 0 };
  const errors = Float64Array.from(queries, (index) => errorOf(index, real, other, weights)).sort();
  return { median: quantile(errors, 0.5), high: quantile(errors, 0.95) };
}

/** The first entry is the point, the others are resamples. */
function summarise(queries: number, errors: readonly { median: number; high: number }[]): QueryErrors {
  const [point = { median: 0, high: 0 }, ...replicates] = errors;
  const deviation = (values: readonly number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
  };
  return {
    queries,
    median: { value: point.median, standardError: deviation(replicates.map(({ median }) => median)) },
    high: { value: point.high, standardError: deviation(replicates.map(({ high }) => high)) },
  };
}
