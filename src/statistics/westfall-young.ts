import type { Random } from './random.ts';
import { batchesOf, drawSubsets, subsetSums } from './random-subsets.ts';

export interface PermutationFamily {
  /** One weight per row for every statistic; the statistic is the members' sum of weights, large speaks for members. */
  readonly weights: readonly Float64Array[];
  /** The first so many rows are members. */
  readonly memberCount: number;
  readonly permutations: number;
  readonly random: Random;
  /** Unit of each row (0, 1, …): rows of a person or household change sides together. Null: every row is its own. */
  readonly units?: Int32Array | null;
}

export interface PermutationTests {
  /** One-sided p-value of each statistic on its own. */
  readonly raw: readonly number[];
  /** Corrected for having looked at all of them: share of relabellings whose largest statistic reaches this one. */
  readonly adjusted: readonly number[];
  /** For the largest statistic: whether anything at all was found. 1 where no statistic varies. */
  readonly family: number;
}

/**
 * Permutation tests of several statistics at once on the same relabellings, corrected by the distribution of the largest
 * standardized statistic (Westfall & Young 1993, single-step maxT). The observed labelling is counted as one of the
 * relabellings (Phipson & Smyth 2010), so p-values are valid at any number of permutations.
 */
export function westfallYoung(family: PermutationFamily): PermutationTests {
  const { weights, memberCount, permutations, random } = family;
  const rows = weights[0]?.length ?? 0;
  const blocks = blocksOf(rows, memberCount, family.units ?? null);
  // Sums over blocks of centred weights: relabelling blocks of unequal size then has mean 0 as well.
  const sums = weights.map((weight) => blockSums(weight, blocks));
  const scales = sums.map((values) => rootMeanSquare(values));
  const tested = [...sums.keys()].filter((index) => (scales[index] as number) > 0);
  const observed = tested.map(
    (index) => sumOfFirst(sums[index] as Float64Array, blocks.memberBlocks) / (scales[index] as number),
  );

  const columns = tested.map((index) => standardized(sums[index] as Float64Array, scales[index] as number));
  // Drawing the smaller side is enough: centred sums of the two sides cancel.
  const drawn = Math.min(blocks.memberBlocks, blocks.count - blocks.memberBlocks);
  const sign = drawn === blocks.memberBlocks ? 1 : -1;
  const rawCounts = new Float64Array(columns.length);
  const maxCounts = new Float64Array(columns.length);
  for (const draws of batchesOf(permutations, blocks.count)) {
    const labels = drawSubsets({ size: blocks.count, count: drawn, draws, random });
    const relabelled = columns.map((column) => subsetSums(column, labels));
    for (let round = 0; round < draws; round++) {
      let largest = Number.NEGATIVE_INFINITY;
      for (const [t, values] of relabelled.entries()) {
        const value = sign * (values[round] as number);
        if (value >= (observed[t] as number) - tolerance) rawCounts[t] = (rawCounts[t] as number) + 1;
        if (value > largest) largest = value;
      }
      for (let t = 0; t < columns.length; t++) {
        if (largest >= (observed[t] as number) - tolerance) maxCounts[t] = (maxCounts[t] as number) + 1;
      }
    }
  }
  const raw = new Array<number>(weights.length).fill(1);
  const adjusted = new Array<number>(weights.length).fill(1);
  for (const [t, index] of tested.entries()) {
    raw[index] = (1 + (rawCounts[t] as number)) / (1 + permutations);
    adjusted[index] = (1 + (maxCounts[t] as number)) / (1 + permutations);
  }
  return { raw, adjusted, family: Math.min(1, ...adjusted) };
}

function standardized(values: Float64Array, scale: number): Float64Array {
  return values.map((value) => value / scale);
}

/** Sums in another order differ in the last digits: equal statistics must count as equal. */
const tolerance = 1e-9;

interface Blocks {
  readonly count: number;
  /** Blocks of members come first. */
  readonly memberBlocks: number;
  /** The block of every row. */
  readonly of: Int32Array;
}

function blocksOf(rows: number, memberCount: number, units: Int32Array | null): Blocks {
  const of = new Int32Array(rows);
  if (!units) {
    for (let row = 0; row < rows; row++) of[row] = row;
    return { count: rows, memberBlocks: memberCount, of };
  }
  const blockOf = new Map<number, number>();
  let memberBlocks = 0;
  for (let row = 0; row < rows; row++) {
    const unit = units[row] as number;
    let block = blockOf.get(unit);
    if (block === undefined) {
      block = blockOf.size;
      blockOf.set(unit, block);
    }
    of[row] = block;
    if (row < memberCount) memberBlocks = blockOf.size;
  }
  return { count: blockOf.size, memberBlocks, of };
}

function blockSums(weights: Float64Array, blocks: Blocks): Float64Array {
  let total = 0;
  for (const weight of weights) total += weight;
  const mean = total / weights.length;
  const sums = new Float64Array(blocks.count);
  for (let row = 0; row < weights.length; row++) {
    const block = blocks.of[row] as number;
    sums[block] = (sums[block] as number) + (weights[row] as number) - mean;
  }
  return sums;
}

/** Weights that are constant up to rounding do not vary. */
function rootMeanSquare(values: Float64Array): number {
  let square = 0;
  let largest = 0;
  for (const value of values) {
    square += value * value;
    largest = Math.max(largest, Math.abs(value));
  }
  return largest < 1e-9 ? 0 : Math.sqrt(square);
}

function sumOfFirst(values: Float64Array, count: number): number {
  let total = 0;
  for (let i = 0; i < count; i++) total += values[i] as number;
  return total;
}
