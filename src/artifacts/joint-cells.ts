import { openPairTables, type TableShape } from '../kernels/pair-tables.ts';
import type { Cut } from './bins.ts';

/**
 * Two datasets' rows over the joint cells of a pair of columns: a table where it is small enough, or else cells numbered by
 * first meeting. Buffers are reused: read a pair before asking for the next.
 */
export type JointCells = {
  readonly realCounts: Int32Array;
  readonly otherCounts: Int32Array;
} & (
  | {
      readonly kind: 'table';
      readonly shape: TableShape;
    }
  | {
      readonly kind: 'numbered';
      /** The cell of every row. */
      readonly real: Int32Array;
      readonly other: Int32Array;
    }
);

/** Tables of a real side's pairs of columns, counted once for all datasets that it is compared with. */
export interface KnownTables {
  /** Copies the table, if it is known, into the first cells of a larger one; says whether it is. */
  read(a: Cut, b: Cut, shape: TableShape, counts: Int32Array): boolean;
  keep(a: Cut, b: Cut, shape: TableShape, counts: Int32Array): void;
}

/** Keeps tables of a side's columns, which are told by their arrays of cells, while there is room. */
export function createKnownTables(): KnownTables {
  const known = new Map<Int32Array, Map<Int32Array, Int32Array>>();
  let room = mostKnownCells;
  return {
    read(a, b, { width }, counts) {
      const table = known.get(a.cells)?.get(b.cells);
      if (!table) return false;
      for (let line = 0; line < a.cellCount; line++) {
        for (let cell = 0; cell < b.cellCount; cell++) {
          counts[line * width + cell] = table[line * b.cellCount + cell] as number;
        }
      }
      return true;
    },
    keep(a, b, { width }, counts) {
      if (a.cellCount * b.cellCount > room) return;
      room -= a.cellCount * b.cellCount;
      const table = new Int32Array(a.cellCount * b.cellCount);
      for (let line = 0; line < a.cellCount; line++) {
        table.set(counts.subarray(line * width, line * width + b.cellCount), line * b.cellCount);
      }
      const ofFirst = known.get(a.cells) ?? new Map<Int32Array, Int32Array>();
      known.set(a.cells, ofFirst.set(b.cells, table));
    },
  };
}

/** 16 MB. */
const mostKnownCells = 2 ** 22;

/**
 * Makes joint cells of pairs. Its tables are open for sums over them, until it is closed. What is `known` of the real side is
 * not counted again.
 */
export function createJointCounter(realRows: number, otherRows: number, known: KnownTables | null = null) {
  let realRoom = new Int32Array(256);
  let otherRoom = new Int32Array(256);
  const tables = { real: openPairTables(realRows), other: openPairTables(otherRows) };
  let numbered: { real: Int32Array; other: Int32Array } | null = null;
  const takeCounts = (cellCount: number) => {
    if (cellCount > realRoom.length) {
      realRoom = new Int32Array(cellCount);
      otherRoom = new Int32Array(cellCount);
    }
    return {
      realCounts: realRoom.subarray(0, cellCount).fill(0),
      otherCounts: otherRoom.subarray(0, cellCount).fill(0),
    };
  };
  return {
    tables,
    count(realA: Cut, realB: Cut, otherA: Cut, otherB: Cut): JointCells {
      const shape = {
        height: Math.max(realA.cellCount, otherA.cellCount),
        width: Math.max(realB.cellCount, otherB.cellCount),
      };
      if (shape.height * shape.width <= mostTableCells) {
        const counts = takeCounts(shape.height * shape.width);
        if (!known?.read(realA, realB, shape, counts.realCounts)) {
          tables.real.count(realA.cells, realB.cells, shape, counts.realCounts);
          known?.keep(realA, realB, shape, counts.realCounts);
        }
        tables.other.count(otherA.cells, otherB.cells, shape, counts.otherCounts);
        return { kind: 'table', ...counts, shape };
      }
      numbered ??= { real: new Int32Array(realRows), other: new Int32Array(otherRows) };
      const numbers = new Map<number, number>();
      numberCells(numbered.real, realA.cells, realB.cells, shape.width, numbers);
      numberCells(numbered.other, otherA.cells, otherB.cells, shape.width, numbers);
      const counts = takeCounts(numbers.size);
      countInto(counts.realCounts, numbered.real);
      countInto(counts.otherCounts, numbered.other);
      return { kind: 'numbered', ...counts, ...numbered };
    },
    close() {
      tables.real.close();
      tables.other.close();
    },
  };
}

/**
 * χ² / n + 1 of the real side: Σ over cells of O² / (R C), with R and C the rows per cell of each column.
 */
export function squaredContingency(
  joint: JointCells,
  [a, b]: readonly [Cut, Cut],
  [countsA, countsB]: readonly [Float64Array, Float64Array],
): number {
  const { realCounts } = joint;
  let ratio = 0;
  if (joint.kind === 'numbered') {
    // Σ over rows of O / (R C) is the same, also where the joint cells are too many for a table.
    for (let row = 0; row < joint.real.length; row++) {
      const expected =
        (countsA[a.cells[row] as number] as number) * (countsB[b.cells[row] as number] as number);
      ratio += (realCounts[joint.real[row] as number] as number) / expected;
    }
    return ratio;
  }
  for (let i = 0; i < a.cellCount; i++) {
    for (let j = 0; j < b.cellCount; j++) {
      const observed = realCounts[i * joint.shape.width + j] as number;
      if (observed === 0) continue;
      ratio += (observed * observed) / ((countsA[i] as number) * (countsB[j] as number));
    }
  }
  return ratio;
}

/** 4 MB of counts a side: beyond it most cells are empty anyway. */
const mostTableCells = 2 ** 20;

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

function countInto(counts: Int32Array, cells: Int32Array): void {
  for (const cell of cells) counts[cell] = (counts[cell] as number) + 1;
}
