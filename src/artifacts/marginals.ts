import { openMarginalTables } from '../kernels/marginal-tables.ts';
import type { Random } from '../statistics/random.ts';
import { randomStream } from '../statistics/random.ts';
import { defineCandidateArtifact, defineRunArtifact, runData } from './artifact.ts';
import { candidateRows } from './candidate-rows.ts';
import type { MeanInfluence } from './column-shapes.ts';
import { type MarginalCells, marginalCells } from './marginal-cells.ts';
import { naiveRows } from './naive-rows.ts';
import { realRows } from './real-rows.ts';
import { type Rows, sharedColumns } from './rows.ts';

/** Marginals of one order: single columns, pairs or triples. */
export interface MarginalOrder extends MeanInfluence {
  readonly order: 1 | 2 | 3;
  /** How many marginals there are, and how many were compared. */
  readonly all: number;
  /** Total variation distance of each compared marginal. */
  readonly distances: readonly MarginalDistance[];
  readonly mean: number;
  /** Of the mean, from all rows' joint influence on it. */
  readonly standardError: number;
}

export interface MarginalDistance {
  readonly columns: readonly string[];
  readonly distance: number;
}

export interface Marginals {
  readonly realRows: number;
  readonly otherRows: number;
  /** Orders that the shared columns allow. */
  readonly orders: readonly MarginalOrder[];
}

export const marginalPlan = { mostPairs: 10_000, mostTriples: 2_000, fewestTriples: 200, work: 4e8 } as const;

export const candidateMarginals = defineCandidateArtifact({
  id: 'marginals',
  requires: { runData, realRows, candidateRows, marginalCells },
  make: ({ runData, realRows, candidateRows, marginalCells }) =>
    compareMarginals(realRows.train, candidateRows, marginalCells, choice(runData.options.seed)),
});

/** Train against the holdout (null without one) and against the naive candidate. */
export const referenceMarginals = defineRunArtifact({
  id: 'reference-marginals',
  requires: { runData, realRows, naiveRows, marginalCells },
  make: ({ runData, realRows: { train, holdout }, naiveRows, marginalCells }) => ({
    holdout: holdout && compareMarginals(train, holdout, marginalCells, choice(runData.options.seed)),
    naive: compareMarginals(train, naiveRows, marginalCells, choice(runData.options.seed)),
  }),
});

/** The same marginals are drawn for all sides, so that their means can be compared. */
function choice(seed: number): Random {
  return randomStream(seed, 'marginals');
}

/** Compares single columns, pairs and, on coarser cells, triples; where there are too many, a random sample of them. */
export function compareMarginals(train: Rows, other: Rows, cells: MarginalCells, random: Random): Marginals {
  const columns = sharedColumns(train, other).map(({ name, real, other: match }): Column => {
    return {
      name,
      width: cells.cellCount(name),
      real: cells.cellsOf(real),
      other: cells.cellsOf(match),
    };
  });
  const sizes = { real: train.rowCount, other: other.rowCount };
  if (columns.length === 0 || sizes.real === 0 || sizes.other === 0) {
    return { realRows: sizes.real, otherRows: sizes.other, orders: [] };
  }
  const affordable = Math.floor(marginalPlan.work / (sizes.real + sizes.other));
  const most = {
    1: Number.POSITIVE_INFINITY,
    2: marginalPlan.mostPairs,
    3: Math.max(marginalPlan.fewestTriples, Math.min(marginalPlan.mostTriples, affordable)),
  };
  const orders = ([1, 2, 3] as const)
    .filter((order) => columns.length >= order)
    .map((order) => {
      const all = subsetCount(columns.length, order);
      const chosen = chooseSubsets(columns.length, order, most[order], random.stream(String(order)));
      const cut =
        order === 3 ? columns.map((column) => coarsened(column, cells.coarser(column.name))) : columns;
      return { order, all, ...compareAll(chosen, cut, sizes) };
    });
  return { realRows: sizes.real, otherRows: sizes.other, orders };
}

interface Column {
  readonly name: string;
  readonly width: number;
  readonly real: Uint8Array;
  readonly other: Uint8Array;
}

function coarsened(column: Column, coarser: Uint8Array): Column {
  const joined = (cells: Uint8Array) => cells.map((cell) => coarser[cell] as number);
  const width = coarser.reduce((most, cell) => Math.max(most, cell), 0) + 1;
  return { ...column, width, real: joined(column.real), other: joined(column.other) };
}

interface Sizes {
  readonly real: number;
  readonly other: number;
}

function compareAll(subsets: readonly (readonly number[])[], columns: readonly Column[], sizes: Sizes) {
  const open = (side: 'real' | 'other') =>
    openMarginalTables(
      columns.map((column) => ({ cells: column[side], width: column.width })),
      sizes[side],
    );
  const [real, other] = [open('real'), open('other')];
  let total = 0;
  const distances = subsets.map((subset): MarginalDistance => {
    const realCounts = real.count(subset);
    const otherCounts = other.count(subset);
    const steps = new Int8Array(realCounts.length);
    let distance = 0;
    for (let cell = 0; cell < steps.length; cell++) {
      const apart = (realCounts[cell] as number) / sizes.real - (otherCounts[cell] as number) / sizes.other;
      distance += Math.abs(apart) / 2;
      steps[cell] = apart >= 0 ? 1 : -1;
    }
    real.add(subset, steps);
    other.add(subset, steps);
    total += Math.min(1, distance);
    return {
      columns: subset.map((index) => (columns[index] as Column).name),
      distance: Math.min(1, distance),
    };
  });
  const influence = influenceOf(real.takeSums());
  const otherInfluence = influenceOf(other.takeSums());
  real.close();
  other.close();
  const otherVariance = variationOf(otherInfluence) / sizes.other;
  const variance = variationOf(influence) / sizes.real + otherVariance;
  const centre = meanOf(influence);
  return {
    distances,
    mean: total / subsets.length,
    standardError: Math.sqrt(variance) / subsets.length,
    train: influence.map((one) => (one - centre) / sizes.real / subsets.length),
    otherVariance: otherVariance / subsets.length ** 2,
  };
}

/** A row moves each distance by half its cell's step; the mean is taken off at the end. */
function influenceOf(sums: Int32Array): Float64Array {
  const influence = new Float64Array(sums.length);
  for (let row = 0; row < sums.length; row++) influence[row] = (sums[row] as number) / 2;
  return influence;
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function variationOf(values: Float64Array): number {
  const mean = meanOf(values);
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return squares / values.length;
}

function subsetCount(columns: number, order: 1 | 2 | 3): number {
  if (order === 1) return columns;
  if (order === 2) return (columns * (columns - 1)) / 2;
  return (columns * (columns - 1) * (columns - 2)) / 6;
}

/** All subsets in order, or `most` different ones at random. */
export function chooseSubsets(columns: number, order: 1 | 2 | 3, most: number, random: Random): number[][] {
  const all = subsetCount(columns, order);
  if (all <= most) return listSubsets(columns, order);
  const chosen = new Map<string, number[]>();
  while (chosen.size < most) {
    const subset = [...random.sample(order, columns)];
    chosen.set(subset.join(), subset);
  }
  return [...chosen.values()];
}

function listSubsets(columns: number, order: number, from = 0): number[][] {
  if (order === 0) return [[]];
  const subsets: number[][] = [];
  for (let first = from; first < columns; first++) {
    for (const rest of listSubsets(columns, order - 1, first + 1)) subsets.push([first, ...rest]);
  }
  return subsets;
}
