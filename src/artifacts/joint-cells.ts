import type { Cut } from './bins.ts';

/** Two datasets' rows over the joint cells of a pair of columns. Buffers are reused: read a pair before asking for the next. */
export interface JointCells {
  readonly real: Int32Array;
  readonly other: Int32Array;
  readonly realCounts: Float64Array;
  readonly otherCounts: Float64Array;
}

/** Makes joint cells of pairs; dense where the product of cell counts is small, numbered by first meeting where it is large. */
export function createJointCounter(realRows: number, otherRows: number) {
  const real = new Int32Array(realRows);
  const other = new Int32Array(otherRows);
  return {
    count(realA: Cut, realB: Cut, otherA: Cut, otherB: Cut): JointCells {
      const width = Math.max(realB.cellCount, otherB.cellCount);
      const height = Math.max(realA.cellCount, otherA.cellCount);
      let cellCount = width * height;
      if (cellCount <= maxDenseCells) {
        combine(real, realA.cells, realB.cells, width);
        combine(other, otherA.cells, otherB.cells, width);
      } else {
        const numbers = new Map<number, number>();
        combineSparse(real, realA.cells, realB.cells, width, numbers);
        combineSparse(other, otherA.cells, otherB.cells, width, numbers);
        cellCount = numbers.size;
      }
      return {
        real,
        other,
        realCounts: countOf(real, cellCount),
        otherCounts: countOf(other, cellCount),
      };
    },
  };
}

/** 8 MB of counts a side: beyond it most cells are empty anyway. */
const maxDenseCells = 2 ** 20;

function combine(out: Int32Array, a: Int32Array, b: Int32Array, width: number): void {
  for (let row = 0; row < out.length; row++) out[row] = (a[row] as number) * width + (b[row] as number);
}

function combineSparse(
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

function countOf(cells: Int32Array, cellCount: number): Float64Array {
  const counts = new Float64Array(cellCount);
  for (const cell of cells) counts[cell] = (counts[cell] as number) + 1;
  return counts;
}
