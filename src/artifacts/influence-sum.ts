import type { PairTables, TableShape } from '../kernels/pair-tables.ts';

/** What every row adds to a sum of distances, gathered over many pairs of columns. */
export interface InfluenceSum {
  /** Of distances whose influence differs from row to row; to be added to. */
  readonly values: Float64Array;
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
  const values = new Float64Array(rows);
  const stepsOfTables = tables.createSums();
  let stepsOfCells: Int32Array | null = null;
  let means = 0;
  return {
    values,
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
      return values.map((value, row) => {
        const steps = (ofTables[row] as number) + (stepsOfCells?.[row] ?? 0);
        return value + (steps - means) / 2;
      });
    },
  };
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
