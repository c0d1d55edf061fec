import { columnProducts } from '../kernels/column-products.ts';
import {
  addMoments,
  eigenvalueDifference,
  eigenvectorAngle,
  emptyMoments,
  type Moments,
  principalComponents,
} from '../statistics/principal-components.ts';
import type { Random } from '../statistics/random.ts';
import { defineCandidateArtifact, defineRunArtifact } from './artifact.ts';
import { candidateRows } from './candidate-rows.ts';
import { naiveRows } from './naive-rows.ts';
import { realRows } from './real-rows.ts';
import { type Rows, sharedColumns } from './rows.ts';

/** How far apart the principal components of two datasets' numbers are. */
export interface ComponentDifferences {
  readonly columns: number;
  readonly realRows: number;
  readonly otherRows: number;
  readonly eigenvalues: Difference;
  readonly angle: Difference;
  /** Shares of variance, for drawing. */
  readonly realShares: Float64Array;
  readonly otherShares: Float64Array;
}

interface Difference {
  readonly value: number;
  /** Null where there are too many columns to resample. */
  readonly standardError: number | null;
}

export const componentPlan = { blocks: 40, replicates: 100, mostColumnsResampled: 60 } as const;

export const candidateComponents = defineCandidateArtifact({
  id: 'component-differences',
  requires: { realRows, candidateRows },
  make: ({ realRows, candidateRows }, { random }) => compareComponents(realRows.train, candidateRows, random),
});

/** Train against the holdout (null without one) and against the naive candidate. */
export const referenceComponents = defineRunArtifact({
  id: 'reference-component-differences',
  requires: { realRows, naiveRows },
  make: ({ realRows: { train, holdout }, naiveRows }, { random }) => ({
    holdout: holdout && compareComponents(train, holdout, random.stream('holdout')),
    naive: compareComponents(train, naiveRows, random.stream('naive')),
  }),
});

/** Null where fewer than two shared columns of numbers vary in train, or where none varies elsewhere. */
export function compareComponents(train: Rows, other: Rows, random: Random): ComponentDifferences | null {
  const shared = sharedColumns(train, other).filter(({ real }) => real.type === 'number');
  const real = shared.flatMap(({ real }) => (real.type === 'number' ? [real.values] : []));
  const match = shared.flatMap(({ other }) => (other.type === 'number' ? [other.values] : []));
  const varies = real.map((values, i) => doesVary(values) && hasValue(match[i] as Float64Array));
  const pick = (columns: readonly Float64Array[]) => columns.filter((_, i) => varies[i]);
  const columns = pick(real).length;
  if (columns < 2 || train.rowCount < 2 || other.rowCount < 2) return null;
  const realBlocks = blockMoments(pick(real), train.rowCount, random.stream('real'));
  const otherBlocks = blockMoments(pick(match), other.rowCount, random.stream('other'));
  const point = differences(realBlocks, otherBlocks, null);
  if (!point) return null;
  const errors =
    columns <= componentPlan.mostColumnsResampled
      ? resample(realBlocks, otherBlocks, random.stream('resamples'))
      : null;
  return {
    columns,
    realRows: train.rowCount,
    otherRows: other.rowCount,
    eigenvalues: { value: point.eigenvalues, standardError: errors?.eigenvalues ?? null },
    angle: { value: point.angle, standardError: errors?.angle ?? null },
    realShares: point.realShares,
    otherShares: point.otherShares,
  };
}

function doesVary(values: Float64Array): boolean {
  const first = values.find((value) => !Number.isNaN(value));
  return first !== undefined && values.some((value) => !Number.isNaN(value) && value !== first);
}

function hasValue(values: Float64Array): boolean {
  return values.some((value) => !Number.isNaN(value));
}

/** Moments of random blocks of rows, in units that keep digits: centred and scaled by the column, missing cells at its mean. */
function blockMoments(columns: readonly Float64Array[], rows: number, random: Random): Moments[] {
  const count = Math.min(componentPlan.blocks, rows);
  const blockOf = new Int32Array(rows);
  for (let row = 0; row < rows; row++) blockOf[row] = row % count;
  random.shuffle(blockOf);
  // Where each row goes, so that a block's rows stand side by side, ascending.
  const ends = new Int32Array(count + 1);
  for (let row = 0; row < rows; row++) ends[(blockOf[row] as number) + 1]! += 1;
  for (let block = 1; block <= count; block++) ends[block]! += ends[block - 1] as number;
  const next = ends.slice();
  const placeOf = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const block = blockOf[row] as number;
    placeOf[row] = next[block] as number;
    next[block]! += 1;
  }
  const scaled = columns.map((values) => {
    const standardised = standardise(values);
    const sorted = new Float64Array(rows);
    for (let row = 0; row < rows; row++) sorted[placeOf[row] as number] = standardised[row] as number;
    return sorted;
  });
  return Array.from({ length: count }, (_, block): Moments => {
    const [begin, end] = [ends[block] as number, ends[block + 1] as number];
    const moments = emptyMoments(columns.length);
    moments.rows = end - begin;
    for (const [i, values] of scaled.entries()) moments.sums[i] = sumOf(values.subarray(begin, end));
    moments.products.set(columnProducts({ columns: scaled, from: begin, to: end }));
    return moments;
  });
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

function standardise(values: Float64Array): Float64Array {
  let sum = 0;
  let filled = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    filled++;
  }
  const mean = sum / filled;
  let squares = 0;
  for (const value of values) if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  const deviation = Math.sqrt(squares / filled);
  if (!(deviation > 1e-12 * Math.abs(mean))) return new Float64Array(values.length);
  return values.map((value) => (Number.isNaN(value) ? 0 : (value - mean) / deviation));
}

function differences(real: readonly Moments[], other: readonly Moments[], random: Random | null) {
  const a = principalComponents(total(real, random));
  const b = principalComponents(total(other, random));
  if (!a || !b) return null;
  return {
    eigenvalues: eigenvalueDifference(a, b),
    angle: eigenvectorAngle(a, b),
    realShares: a.shares,
    otherShares: b.shares,
  };
}

/** All blocks, or as many drawn with replacement. */
function total(blocks: readonly Moments[], random: Random | null): Moments {
  const all = emptyMoments((blocks[0] as Moments).columns);
  const weights = new Float64Array(blocks.length).fill(random ? 0 : 1);
  if (random) {
    for (let i = 0; i < blocks.length; i++) {
      const drawn = random.below(blocks.length);
      weights[drawn] = (weights[drawn] as number) + 1;
    }
  }
  for (const [i, block] of blocks.entries())
    if (weights[i] !== 0) addMoments(all, block, weights[i] as number);
  return all;
}

function resample(real: readonly Moments[], other: readonly Moments[], random: Random) {
  const eigenvalues: number[] = [];
  const angles: number[] = [];
  for (let replicate = 0; replicate < componentPlan.replicates; replicate++) {
    const drawn = differences(real, other, random);
    if (!drawn) continue;
    eigenvalues.push(drawn.eigenvalues);
    angles.push(drawn.angle);
  }
  return { eigenvalues: deviationOf(eigenvalues), angle: deviationOf(angles) };
}

function deviationOf(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
