import type { PairTables, TableShape } from '../kernels/pair-tables.ts';
import { addCorrelationInfluence } from '../statistics/scored-correlation.ts';
import type { Correlated } from './correlated-pair.ts';

/** What every row adds to a sum of distances, gathered over many pairs of columns. */
export interface InfluenceSum {
  /** Adds the rows' influence on a correlation, times `weight`. Scores of whole columns are read later, and must stay. */
  addOfCorrelation(correlated: Correlated, weight: number): void;
  /** Adds half the step (±1) of every row's cell in a table of two columns, less the mean over the rows. */
  addOfTable(
    steps: Int8Array,
    counts: Int32Array,
    cells: readonly [Int32Array, Int32Array],
    shape: TableShape,
  ): void;
  /** The same where every row's cell is known by number. */
  addOfCells(steps: Int8Array, counts: Int32Array, cells: Int32Array): void;
  /** The sum for every row. */
  total(): Float64Array;
}

/** Steps are added up as whole numbers, and their means apart: a row costs one look into a small table for each pair. */
export function createInfluenceSum(rows: number, tables: PairTables): InfluenceSum {
  const correlations = createCorrelationSum(rows);
  const stepsOfTables = tables.createSums();
  let stepsOfCells: Int32Array | null = null;
  let means = 0;
  return {
    addOfCorrelation: correlations.add,
    addOfTable(steps, counts, [a, b], shape) {
      means += sumOfSteps(steps, counts) / rows;
      stepsOfTables.add(a, b, shape, steps);
    },
    addOfCells(steps, counts, cells) {
      means += sumOfSteps(steps, counts) / rows;
      stepsOfCells ??= new Int32Array(rows);
      addFromCells(stepsOfCells, steps, cells);
    },
    total() {
      const ofTables = stepsOfTables.total();
      return correlations.total().map((value, row) => {
        const steps = (ofTables[row] as number) + (stepsOfCells?.[row] ?? 0);
        return value + (steps - means) / 2;
      });
    },
  };
}

/** Correlations of columns with gaps, which lie in room that the next pair takes, are added at once; others wait for a few more. */
function createCorrelationSum(rows: number) {
  const values = new Float64Array(rows);
  /** What the squares of a column's scores are to be weighed by, over all its pairs. */
  const ofSquares = new Map<Float64Array, number>();
  const waiting: { y: Float64Array; weight: number }[] = [];
  let first: Float64Array | null = null;
  const flush = () => {
    if (first && waiting.length > 0) addFour(values, first, waiting);
    waiting.length = 0;
  };
  const weighSquares = (scores: Float64Array, weight: number) =>
    ofSquares.set(scores, (ofSquares.get(scores) ?? 0) + weight);
  return {
    add({ pair, value }: Correlated, weight: number): void {
      if (pair.rows < rows) {
        addCorrelationInfluence(values, pair, value, weight);
        return;
      }
      if (pair.x !== first || waiting.length === 4) flush();
      first = pair.x;
      waiting.push({ y: pair.y, weight });
      weighSquares(pair.x, (-weight * value) / 2);
      weighSquares(pair.y, (-weight * value) / 2);
    },
    total(): Float64Array {
      flush();
      for (const [scores, weight] of ofSquares) {
        for (let row = 0; row < rows; row++)
          values[row] = (values[row] as number) + weight * (scores[row] as number) ** 2;
      }
      return values;
    },
  };
}

/** Adds x (w₁ y₁ + … ) of up to four columns in one pass over the rows. */
function addFour(
  sums: Float64Array,
  x: Float64Array,
  others: readonly { y: Float64Array; weight: number }[],
): void {
  const [a, b, c, d] = Array.from({ length: 4 }, (_, place) => others[place]?.y ?? x) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const [p, q, r, s] = Array.from({ length: 4 }, (_, place) => others[place]?.weight ?? 0) as [
    number,
    number,
    number,
    number,
  ];
  for (let row = 0; row < sums.length; row++) {
    const sum =
      p * (a[row] as number) + q * (b[row] as number) + r * (c[row] as number) + s * (d[row] as number);
    sums[row] = (sums[row] as number) + (x[row] as number) * sum;
  }
}

function sumOfSteps(steps: Int8Array, counts: Int32Array): number {
  let sum = 0;
  for (let cell = 0; cell < steps.length; cell++) sum += (steps[cell] as number) * (counts[cell] as number);
  return sum;
}

function addFromCells(sums: Int32Array, steps: Int8Array, cells: Int32Array): void {
  for (let row = 0; row < sums.length; row++) {
    sums[row] = (sums[row] as number) + (steps[cells[row] as number] as number);
  }
}
