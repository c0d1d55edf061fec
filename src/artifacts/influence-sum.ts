/** What every row adds to a sum of distances, gathered over many pairs of columns. */
export interface InfluenceSum {
  /** Of distances whose influence differs from row to row; to be added to. */
  readonly values: Float64Array;
  /** Adds the slopes of the rows' cells in a table of two columns, less their mean over the rows. */
  addOfTable(
    slopes: Float64Array,
    counts: Int32Array,
    cells: readonly [Int32Array, Int32Array],
    width: number,
  ): void;
  /** The same where every row's cell is known by number. */
  addOfCells(slopes: Float64Array, counts: Int32Array, cells: Int32Array): void;
  /** The sum for every row. */
  total(): Float64Array;
}

/**
 * Slopes of ±½ are added up as they are, which is exact in any order, and their means apart: a row then costs one look into a
 * small table for each pair.
 */
export function createInfluenceSum(rows: number): InfluenceSum {
  const values = new Float64Array(rows);
  const slopesOfRows = new Float64Array(rows);
  let means = 0;
  return {
    values,
    addOfTable(slopes, counts, [a, b], width) {
      means += meanOf(slopes, counts, rows);
      addFromTable(slopesOfRows, slopes, a, b, width);
    },
    addOfCells(slopes, counts, cells) {
      means += meanOf(slopes, counts, rows);
      addFromCells(slopesOfRows, slopes, cells);
    },
    total: () => values.map((value, row) => value + ((slopesOfRows[row] as number) - means)),
  };
}

function meanOf(slopes: Float64Array, counts: Int32Array, rows: number): number {
  let sum = 0;
  for (let cell = 0; cell < slopes.length; cell++) sum += (slopes[cell] as number) * (counts[cell] as number);
  return sum / rows;
}

function addFromTable(
  sums: Float64Array,
  slopes: Float64Array,
  a: Int32Array,
  b: Int32Array,
  width: number,
): void {
  for (let row = 0; row < sums.length; row++) {
    const cell = (a[row] as number) * width + (b[row] as number);
    sums[row] = (sums[row] as number) + (slopes[cell] as number);
  }
}

function addFromCells(sums: Float64Array, slopes: Float64Array, cells: Int32Array): void {
  for (let row = 0; row < sums.length; row++) {
    sums[row] = (sums[row] as number) + (slopes[cells[row] as number] as number);
  }
}
