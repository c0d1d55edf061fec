import type { DistanceBlocks } from './manifold-scores.ts';
import type { Random } from './random.ts';

/** A distance between two distributions, estimated without bias: it may be below 0 where they are equal. */
export interface SampleDistance {
  readonly value: number;
  /** Over other samples: the rows' influence, and the spread under relabelling that is left where there is nothing to find. */
  readonly standardError: number;
  /** Share of relabellings with a distance at least as large; the observed one counts. */
  readonly pValue: number;
}

export interface SampleDistances {
  readonly rows: number;
  readonly energy: SampleDistance;
  readonly discrepancy: SampleDistance;
}

/**
 * Energy distance 2 E √d(X, Y) − E √d(X, X') − E √d(Y, Y'), and squared maximum mean discrepancy with kernel exp(−d/m), where m
 * is the median distance of all pairs, both as U-statistics, from the first `rows` rows of each side. (A sum
 * over columns is a squared Euclidean distance in some space: its root is the distance there and the kernel a Gaussian
 * one. Without the root the energy distance would be the sum of the columns' own, blind to all relations.) P-values deal the labels out anew; m knows no
 * labels, so they are exact.
 * Sources: Székely & Rizzo (2013), J. Stat. Plan. Inference 143; Gretton et al. (2012), JMLR 13; Phipson & Smyth (2010)
 * for p-values.
 */
export function energyStatistics(
  blocks: DistanceBlocks,
  rows: number,
  permutations: number,
  random: Random,
): SampleDistances {
  const distances = pool(blocks, rows);
  const scale = medianDistance(distances, 2 * rows);
  // Minus the kernel has the same form as a distance.
  const kernel = distances.map((distance) => -Math.exp(-distance / scale));
  const [energy, discrepancy] = compare([distances.map(Math.sqrt), kernel], rows, permutations, random);
  return { rows, energy: energy as SampleDistance, discrepancy: discrepancy as SampleDistance };
}

/** All rows of both sides in one matrix, the real side first. */
function pool({ rows: size, within, withinOther, between }: DistanceBlocks, rows: number): Float64Array {
  const width = 2 * rows;
  const pooled = new Float64Array(width * width);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      pooled[i * width + j] = within[i * size + j] as number;
      pooled[(rows + i) * width + rows + j] = withinOther[i * size + j] as number;
      const across = between[i * size + j] as number;
      pooled[i * width + rows + j] = across;
      pooled[(rows + j) * width + i] = across;
    }
  }
  return pooled;
}

function medianDistance(distances: Float64Array, width: number): number {
  const off = new Float64Array((width * (width - 1)) / 2);
  let place = 0;
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < i; j++) off[place++] = distances[i * width + j] as number;
  }
  off.sort();
  const median = off[off.length >> 1] as number;
  // More than half of the pairs are equal: the mean still tells the scale.
  if (median > 0) return median;
  let sum = 0;
  for (const distance of off) sum += distance;
  return sum > 0 ? sum / off.length : 1;
}

function compare(
  matrices: readonly Float64Array[],
  rows: number,
  permutations: number,
  random: Random,
): SampleDistance[] {
  const width = 2 * rows;
  const sums = matrices.map((matrix) => lineSums(matrix, width));
  const totals = sums.map((lines) => lines.reduce((sum, line) => sum + line, 0));
  const distanceOf = (members: Int32Array, index: number): number => {
    const matrix = matrices[index] as Float64Array;
    const lines = sums[index] as Float64Array;
    let inside = 0;
    let all = 0;
    for (const [place, i] of members.entries()) {
      all += lines[i] as number;
      const line = i * width;
      for (let other = 0; other < place; other++)
        inside += matrix[line + (members[other] as number)] as number;
    }
    const a = 2 * inside;
    const across = all - a;
    const b = (totals[index] as number) - a - 2 * across;
    return (2 * across) / (rows * rows) - (a + b) / (rows * (rows - 1));
  };
  const observedMembers = Int32Array.from({ length: rows }, (_, row) => row);
  const observed = matrices.map((_, index) => distanceOf(observedMembers, index));
  const counts = matrices.map(() => 0);
  const squares = matrices.map(() => 0);
  for (let round = 0; round < permutations; round++) {
    const members = random.sample(rows, width);
    for (const index of matrices.keys()) {
      const value = distanceOf(members, index);
      squares[index] = (squares[index] as number) + value * value;
      // Sums in another order differ in the last digits.
      if (value >= (observed[index] as number) - 1e-10) counts[index] = (counts[index] as number) + 1;
    }
  }
  return matrices.map((matrix, index) => ({
    value: observed[index] as number,
    standardError: Math.sqrt(
      influenceVariance(matrix, rows) + (permutations > 0 ? (squares[index] as number) / permutations : 0),
    ),
    pValue: (1 + (counts[index] as number)) / (1 + permutations),
  }));
}

/** Sums of a matrix's lines without the diagonal. */
function lineSums(matrix: Float64Array, width: number): Float64Array {
  const sums = new Float64Array(width);
  for (let i = 0; i < width; i++) {
    matrix[i * width + i] = 0;
    let sum = 0;
    for (let j = 0; j < width; j++) sum += matrix[i * width + j] as number;
    sums[i] = sum;
  }
  return sums;
}

/** Variance of the U-statistic's linear part: what a row's mean distances to both sides say beyond the average. */
function influenceVariance(matrix: Float64Array, rows: number): number {
  const width = 2 * rows;
  const side = (from: number) => {
    const parts = new Float64Array(rows);
    for (let i = 0; i < rows; i++) {
      let own = 0;
      let across = 0;
      for (let j = 0; j < rows; j++) {
        own += matrix[(from + i) * width + from + j] as number;
        across += matrix[(from + i) * width + (rows - from) + j] as number;
      }
      parts[i] = 2 * (across / rows - own / (rows - 1));
    }
    const mean = parts.reduce((sum, part) => sum + part, 0) / rows;
    return parts.reduce((sum, part) => sum + (part - mean) ** 2, 0) / (rows - 1) / rows;
  };
  return side(0) + side(rows);
}
