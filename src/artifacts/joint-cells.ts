import type { Cut } from './bins.ts';

/** Two datasets' rows over the joint cells of a pair of columns. Buffers are reused: read a pair before asking for the next. */
export interface JointCells {
  readonly real: Int32Array;
  readonly other: Int32Array;
  readonly realCounts: Float64Array;
  readonly otherCounts: Float64Array;
  /** Cells of the second column for each of the first, where the joint cells are a table; null where they are numbered. */
  readonly width: number | null;
}

/** Makes joint cells of pairs; dense where the product of cell counts is small, numbered by first meeting where it is large. */
export function createJointCounter(realRows: number, otherRows: number) {
  const real = new Int32Array(realRows);
  const other = new Int32Array(otherRows);
  let realRoom = new Float64Array(256);
  let otherRoom = new Float64Array(256);
  return {
    count(realA: Cut, realB: Cut, otherA: Cut, otherB: Cut): JointCells {
      const width = Math.max(realB.cellCount, otherB.cellCount);
      const height = Math.max(realA.cellCount, otherA.cellCount);
      let cellCount = width * height;
      const isDense = cellCount <= maxDenseCells;
      if (!isDense) {
        const numbers = new Map<number, number>();
        numberCells(real, realA.cells, realB.cells, width, numbers);
        numberCells(other, otherA.cells, otherB.cells, width, numbers);
        cellCount = numbers.size;
      }
      if (cellCount > realRoom.length) {
        realRoom = new Float64Array(cellCount);
        otherRoom = new Float64Array(cellCount);
      }
      const realCounts = realRoom.subarray(0, cellCount).fill(0);
      const otherCounts = otherRoom.subarray(0, cellCount).fill(0);
      if (isDense) {
        combine(real, realA.cells, realB.cells, width, realCounts);
        combine(other, otherA.cells, otherB.cells, width, otherCounts);
      } else {
        countInto(realCounts, real);
        countInto(otherCounts, other);
      }
      return { real, other, realCounts, otherCounts, width: isDense ? width : null };
    },
  };
}

/**
 * χ² / n + 1 of the real side: Σ over cells of O² / (R C), with R and C the rows per cell of each column.
 */
export function squaredContingency(
  { real, realCounts, width }: JointCells,
  [a, b]: readonly [Cut, Cut],
  [countsA, countsB]: readonly [Float64Array, Float64Array],
): number {
  let ratio = 0;
  if (width === null) {
    // Σ over rows of O / (R C) is the same, also where the joint cells are too many for a table.
    for (let row = 0; row < real.length; row++) {
      const expected =
        (countsA[a.cells[row] as number] as number) * (countsB[b.cells[row] as number] as number);
      ratio += (realCounts[real[row] as number] as number) / expected;
    }
    return ratio;
  }
  for (let i = 0; i < a.cellCount; i++) {
    for (let j = 0; j < b.cellCount; j++) {
      const observed = realCounts[i * width + j] as number;
      if (observed === 0) continue;
      ratio += (observed * observed) / ((countsA[i] as number) * (countsB[j] as number));
    }
  }
  return ratio;
}

/** 8 MB of counts a side: beyond it most cells are empty anyway. */
const maxDenseCells = 2 ** 20;

function combine(out: Int32Array, a: Int32Array, b: Int32Array, width: number, counts: Float64Array): void {
  for (let row = 0; row < out.length; row++) {
    const cell = (a[row] as number) * width + (b[row] as number);
    out[row] = cell;
    counts[cell] = (counts[cell] as number) + 1;
  }
}

function numberCells(
  out: Int32Array,
  a: Int32Array,
  b: Int32Array,
  width: number,
  numbers: Map<number, number>,
): void {
  for (let row = 0; row < out.length; row++) {
    const key = (a[row] as number) * width + (b[row] as number);
    let number = numbers.get(key);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(key, number);
    }
    out[row] = number;
  }
}

function countInto(counts: Float64Array, cells: Int32Array): void {
  for (const cell of cells) counts[cell] = (counts[cell] as number) + 1;
}
