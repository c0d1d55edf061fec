import { fitMidRankDistribution } from '../statistics/mid-rank-distribution.ts';
import { type Random, randomStream } from '../statistics/random.ts';
import { defineCandidateArtifact, defineRunArtifact, NotApplicable, runData } from './artifact.ts';
import { candidateRows } from './candidate-rows.ts';
import { naiveRows } from './naive-rows.ts';
import { realRows } from './real-rows.ts';
import { type Cells, type Rows, sharedColumns } from './rows.ts';
import { takeRowsOf } from './take-rows.ts';

/**
 * All distances within and between equally many rows of train and of another dataset, in the space of mid-ranks:
 * a number counts by its mid-rank share in train, a category by same or not, missing against missing 0.
 */
export interface RowDistances {
  /** Rows of each side. */
  readonly rows: number;
  /** rows × rows, train by train; the diagonal is 0. */
  readonly within: Float32Array;
  readonly withinOther: Float32Array;
  /** rows × rows, train by other. */
  readonly between: Float32Array;
}

/** The scale of every column of numbers, from train alone: holdout and candidate then meet it on equal terms. */
export const trainScales = defineRunArtifact({
  id: 'train-scales',
  requires: { realRows },
  make({ realRows }): Scales {
    const scales = new Map<string, (value: number) => number>();
    for (const [name, cells] of realRows.train.columns) {
      if (cells.type !== 'number') continue;
      const isEmpty = cells.values.every((value) => Number.isNaN(value));
      scales.set(name, isEmpty ? (value) => value - value : fitMidRankDistribution(cells.values));
    }
    return scales;
  },
});

/** At most so many rows of a side; wide tables fewer, so that rows² × columns stays bounded. */
export const distancePlan = { mostRows: 2_000, fewestRows: 400, work: 1e8 } as const;

export const candidateDistances = defineCandidateArtifact({
  id: 'row-distances',
  requires: { runData, realRows, candidateRows, trainScales },
  make({ runData, realRows, candidateRows, trainScales }) {
    const rows = commonRows([realRows.train, realRows.holdout, candidateRows], realRows.train.columns.size);
    return distancesOf(realRows.train, candidateRows, trainScales, rows, runData.options.seed);
  },
});

/**
 * Train against the holdout and against the naive candidate, on as many rows as a candidate of this size gets: what
 * these distances say depends on how many rows there are. Made once for each number of rows.
 */
export const referenceDistances = defineRunArtifact({
  id: 'reference-row-distances',
  requires: { runData, realRows, naiveRows, trainScales },
  make({ runData: { options }, realRows: { train, holdout }, naiveRows, trainScales }) {
    return {
      holdout: (rows: number) => holdout && distancesOf(train, holdout, trainScales, rows, options.seed),
      naive: (rows: number) => distancesOf(train, naiveRows, trainScales, rows, options.seed),
    };
  },
});

type Scales = ReadonlyMap<string, (value: number) => number>;

/** Rows of each side that all datasets have and that can be afforded. */
function commonRows(datasets: readonly (Rows | null)[], columns: number): number {
  const affordable = Math.floor(Math.sqrt(distancePlan.work / Math.max(1, columns)));
  const most = Math.min(distancePlan.mostRows, Math.max(distancePlan.fewestRows, affordable));
  return Math.min(most, ...datasets.map((rows) => rows?.rowCount ?? most));
}

/** Throws `NotApplicable` where no column is shared or fewer than ten rows are there. */
export function distancesOf(
  train: Rows,
  other: Rows,
  scales: Scales,
  rows: number,
  seed: number,
): RowDistances {
  const names = sharedColumns(train, other).map(({ name }) => name);
  if (names.length === 0) throw new NotApplicable('the candidate shares no compared column with train');
  if (rows < 10) throw new NotApplicable('distances between distributions need ten rows of each dataset');
  const a = encode(drawRows(train, rows, randomStream(seed, 'row-distances', 'train')), names, scales);
  const b = encode(drawRows(other, rows, randomStream(seed, 'row-distances', 'other')), names, scales);
  return { rows, within: square(a, rows), withinOther: square(b, rows), between: cross(a, b, rows) };
}

/** So many rows in random order: halves of them are samples too. */
function drawRows(rows: Rows, count: number, random: Random): Rows {
  const drawn = random.sample(count, rows.rowCount);
  random.shuffle(drawn);
  return takeRowsOf(rows, drawn);
}

/** Rows side by side: numbers, then codes. */
interface Packed {
  readonly numbers: number;
  readonly codes: number;
  readonly values: Float64Array;
  readonly levels: Int32Array;
}

function encode(rows: Rows, names: readonly string[], scales: Scales): Packed {
  const columns = names.map((name) => rows.columns.get(name) as Cells);
  const numeric = columns.filter((column) => column.type === 'number');
  const coded = columns.filter((column) => column.type === 'coded');
  const values = new Float64Array(rows.rowCount * numeric.length);
  for (const [place, column] of numeric.entries()) {
    const scale = scales.get(column.schema.name) as (value: number) => number;
    for (let row = 0; row < rows.rowCount; row++) {
      values[row * numeric.length + place] = scale(column.values[row] as number);
    }
  }
  const levels = new Int32Array(rows.rowCount * coded.length);
  for (const [place, column] of coded.entries()) {
    for (let row = 0; row < rows.rowCount; row++) {
      levels[row * coded.length + place] = column.codes[row] as number;
    }
  }
  return { numbers: numeric.length, codes: coded.length, values, levels };
}

function square(a: Packed, rows: number): Float32Array {
  const distances = new Float32Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < i; j++) {
      const distance = distanceBetween(a, i, a, j);
      distances[i * rows + j] = distance;
      distances[j * rows + i] = distance;
    }
  }
  return distances;
}

function cross(a: Packed, b: Packed, rows: number): Float32Array {
  const distances = new Float32Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) distances[i * rows + j] = distanceBetween(a, i, b, j);
  }
  return distances;
}

/** Without a branch on what is as good as random: such a branch costs more than all the rest. */
function distanceBetween(a: Packed, i: number, b: Packed, j: number): number {
  const { numbers, codes } = a;
  let sum = 0;
  const [x, y] = [i * numbers, j * numbers];
  for (let c = 0; c < numbers; c++) {
    const apart = Math.abs((a.values[x + c] as number) - (b.values[y + c] as number));
    // Missing against missing is 0, against a value 1.
    if (!Number.isNaN(apart)) sum += apart;
    else if (!(Number.isNaN(a.values[x + c]) && Number.isNaN(b.values[y + c]))) sum++;
  }
  let different = 0;
  const [p, q] = [i * codes, j * codes];
  for (let c = 0; c < codes; c++) {
    const bits = (a.levels[p + c] as number) ^ (b.levels[q + c] as number);
    // The sign of bits or of their opposite, unless both are 0.
    different += (bits | -bits) >>> 31;
  }
  return sum + different;
}
