import { cellVariance } from '../statistics/cell-variance.ts';
import { hellingerDistance } from '../statistics/hellinger-distance.ts';
import { jensenShannonDistance } from '../statistics/jensen-shannon-distance.ts';
import { kolmogorovSmirnov } from '../statistics/kolmogorov-smirnov.ts';
import { totalVariation } from '../statistics/total-variation.ts';
import { wassersteinDistance } from '../statistics/wasserstein-distance.ts';
import { defineCandidateArtifact, defineRunArtifact } from './artifact.ts';
import { type Bins, bins, countCells, cutColumn } from './bins.ts';
import { candidateRows } from './candidate-rows.ts';
import { sortedValues } from './column-counts.ts';
import { naiveRows } from './naive-rows.ts';
import { realRows } from './real-rows.ts';
import { type Cells, type NumberCells, type Rows, sharedColumns } from './rows.ts';

/** A distance between a column of train and the same column elsewhere. */
export interface ShapeDistance {
  readonly value: number;
  readonly standardError: number;
}

/** How far apart two samples of one column are. All distances are 0 for equal distributions. */
export interface ColumnShape {
  readonly realFilled: number;
  readonly otherFilled: number;
  /** Kolmogorov–Smirnov statistic for numbers, total variation for codes. */
  readonly main: ShapeDistance;
  readonly jensenShannon: ShapeDistance;
  readonly hellinger: ShapeDistance;
  /** In units of train's standard deviation; null for codes, and where train does not vary. */
  readonly wasserstein: ShapeDistance | null;
}

/** Shapes of all shared columns, and what is needed for the uncertainty of their mean. */
export interface Shapes {
  readonly columns: ReadonlyMap<string, ColumnShape>;
  /** Mean of `main` over the columns, with its standard error from the rows' joint influence. */
  readonly mean: (ShapeDistance & MeanInfluence) | null;
}

/** What train's rows add to a mean distance, and the variance that the other side's rows give it. */
export interface MeanInfluence {
  readonly train: Float64Array;
  readonly otherVariance: number;
}

/** Train against the candidate. */
export const candidateShapes = defineCandidateArtifact({
  id: 'column-shapes',
  requires: { realRows, candidateRows, bins },
  make: ({ realRows, candidateRows, bins }) => compareShapes(realRows.train, candidateRows, bins),
});

/** Train against the holdout (null without one) and against the naive candidate. */
export const referenceShapes = defineRunArtifact({
  id: 'reference-column-shapes',
  requires: { realRows, naiveRows, bins },
  make: ({ realRows, naiveRows, bins }) => ({
    holdout: realRows.holdout && compareShapes(realRows.train, realRows.holdout, bins),
    naive: compareShapes(realRows.train, naiveRows, bins),
  }),
});

/** Compares every column that both sides have and that has at least one filled cell on both. */
export function compareShapes(train: Rows, other: Rows, bins: Bins): Shapes {
  const columns = new Map<string, ColumnShape>();
  const realInfluence = new Float64Array(train.rowCount);
  const otherInfluence = new Float64Array(other.rowCount);
  for (const { name, real, other: match } of sharedColumns(train, other)) {
    const shape =
      real.type === 'number' && match.type === 'number'
        ? compareNumbers(real, match, { realInfluence, otherInfluence })
        : null;
    const cells = compareCells(real, match, bins, { realInfluence, otherInfluence }, shape === null);
    if (!cells) continue;
    columns.set(name, { ...cells, ...(shape ?? {}) });
  }
  return { columns, mean: meanDistance(columns, realInfluence, otherInfluence) };
}

interface Influences {
  readonly realInfluence: Float64Array;
  readonly otherInfluence: Float64Array;
}

/** Distances over the cells; their total variation is the main distance of a coded column. */
function compareCells(
  real: Cells,
  other: Cells,
  bins: Bins,
  influences: Influences,
  isMain: boolean,
): ColumnShape | null {
  const realCut = cutColumn(real, bins);
  const otherCut = cutColumn(other, bins);
  const cellCount = Math.max(realCut.cellCount, otherCut.cellCount);
  // Missing cells are the business of `missingness`.
  const realCounts = countCells(realCut, cellCount).subarray(1);
  const otherCounts = countCells(otherCut, cellCount).subarray(1);
  const realFilled = sum(realCounts);
  const otherFilled = sum(otherCounts);
  if (realFilled === 0 || otherFilled === 0) return null;

  const sign = cellGradient(realCounts, otherCounts, (p, q) => (p >= q ? 0.5 : -0.5));
  if (isMain) {
    addCellInfluence(influences.realInfluence, realCut.cells, sign, realCounts, realFilled);
    const opposite = sign.map((slope) => -slope);
    addCellInfluence(influences.otherInfluence, otherCut.cells, opposite, otherCounts, otherFilled);
  }
  const main = {
    value: totalVariation(realCounts, otherCounts),
    standardError: Math.sqrt(cellVariance(sign, realCounts) + cellVariance(sign, otherCounts)),
  };
  return {
    realFilled,
    otherFilled,
    main,
    jensenShannon: rootDistance(
      jensenShannonDistance(realCounts, otherCounts),
      realCounts,
      otherCounts,
      (p, q) => (p > 0 ? 0.5 * Math.log2((2 * p) / (p + q)) : 0),
    ),
    hellinger: rootDistance(hellingerDistance(realCounts, otherCounts), realCounts, otherCounts, (p, q) =>
      p > 0 ? -0.5 * Math.sqrt(q / p) : 0,
    ),
    wasserstein: null,
  };
}

/** Kolmogorov–Smirnov and Wasserstein distances of numbers. */
function compareNumbers(
  real: NumberCells,
  other: NumberCells,
  influences: Influences,
): Pick<ColumnShape, 'main' | 'wasserstein'> | null {
  const realSorted = sortedValues(real);
  const otherSorted = sortedValues(other);
  if (realSorted.length === 0 || otherSorted.length === 0) return null;

  const { statistic, at, shareA, shareB } = kolmogorovSmirnov(realSorted, otherSorted);
  const direction = shareA >= shareB ? 1 : -1;
  addStepInfluence(influences.realInfluence, real.values, at, shareA, direction, realSorted.length);
  addStepInfluence(influences.otherInfluence, other.values, at, shareB, -direction, otherSorted.length);
  const variance = (shareA * (1 - shareA)) / realSorted.length + (shareB * (1 - shareB)) / otherSorted.length;
  return {
    main: { value: statistic, standardError: Math.sqrt(variance) },
    wasserstein: scaledWasserstein(realSorted, otherSorted),
  };
}

/** W1 in units of train's standard deviation; its error by the influence ∫ sign(F − G)(1{x ≤ t} − F(t)) dt. */
function scaledWasserstein(real: Float64Array, other: Float64Array): ShapeDistance | null {
  const scale = spread(real);
  if (scale === 0) return null;
  const potential = transportPotential(real, other);
  const variance = varianceOf(potential.real) / real.length + varianceOf(potential.other) / other.length;
  return {
    value: wassersteinDistance(real, other) / scale,
    standardError: Math.sqrt(variance) / scale,
  };
}

/** h(x) = −∫ up to x of sign(F − G): the transport's dual potential, at every point of both sorted samples. */
function transportPotential(real: Float64Array, other: Float64Array) {
  const realHeights = new Float64Array(real.length);
  const otherHeights = new Float64Array(other.length);
  let i = 0;
  let j = 0;
  let height = 0;
  let previous = Math.min(real[0] as number, other[0] as number);
  while (i < real.length || j < other.length) {
    const x = Math.min(real[i] ?? Number.POSITIVE_INFINITY, other[j] ?? Number.POSITIVE_INFINITY);
    height -= Math.sign(i / real.length - j / other.length) * (x - previous);
    previous = x;
    while (i < real.length && real[i] === x) realHeights[i++] = height;
    while (j < other.length && other[j] === x) otherHeights[j++] = height;
  }
  return { real: realHeights, other: otherHeights };
}

/** A distance that is the root of a divergence: the delta method through the root. */
function rootDistance(
  value: number,
  realCounts: Float64Array,
  otherCounts: Float64Array,
  slope: (p: number, q: number) => number,
): ShapeDistance {
  if (value === 0) return { value, standardError: 0 };
  const bySide =
    cellVariance(cellGradient(realCounts, otherCounts, slope), realCounts) +
    cellVariance(cellGradient(otherCounts, realCounts, slope), otherCounts);
  return { value, standardError: Math.sqrt(bySide) / (2 * value) };
}

function cellGradient(
  counts: Float64Array,
  otherCounts: Float64Array,
  slope: (p: number, q: number) => number,
): Float64Array {
  const rows = sum(counts);
  const otherRows = sum(otherCounts);
  return counts.map((count, cell) => slope(count / rows, (otherCounts[cell] as number) / otherRows));
}

/** Adds what each row contributes to a total variation's linearization. Missing rows contribute nothing. */
function addCellInfluence(
  influence: Float64Array,
  cells: Int32Array,
  slopes: Float64Array,
  counts: Float64Array,
  filled: number,
): void {
  let mean = 0;
  for (let cell = 0; cell < slopes.length; cell++)
    mean += ((slopes[cell] as number) * (counts[cell] as number)) / filled;
  const weight = influence.length / filled;
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row] as number;
    if (cell > 0)
      influence[row] = (influence[row] as number) + weight * ((slopes[cell - 1] as number) - mean);
  }
}

/** Adds what each row contributes to F(at) with the given sign. */
function addStepInfluence(
  influence: Float64Array,
  values: Float64Array,
  at: number,
  share: number,
  direction: number,
  filled: number,
): void {
  const weight = (direction * influence.length) / filled;
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (!Number.isNaN(value))
      influence[row] = (influence[row] as number) + weight * ((value <= at ? 1 : 0) - share);
  }
}

function meanDistance(
  columns: ReadonlyMap<string, ColumnShape>,
  realInfluence: Float64Array,
  otherInfluence: Float64Array,
): Shapes['mean'] {
  if (columns.size === 0) return null;
  let total = 0;
  for (const shape of columns.values()) total += shape.main.value;
  const otherVariance = varianceOf(otherInfluence) / otherInfluence.length;
  const variance = varianceOf(realInfluence) / realInfluence.length + otherVariance;
  return {
    value: total / columns.size,
    standardError: Math.sqrt(variance) / columns.size,
    train: realInfluence.map((influence) => influence / realInfluence.length / columns.size),
    otherVariance: otherVariance / columns.size ** 2,
  };
}

function spread(values: Float64Array): number {
  return Math.sqrt(varianceOf(values));
}

function varianceOf(values: Float64Array): number {
  const mean = sum(values) / values.length;
  let square = 0;
  for (const value of values) square += (value - mean) ** 2;
  return square / values.length;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
