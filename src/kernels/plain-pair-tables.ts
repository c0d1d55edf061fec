import type { PairTables, StepSums } from './pair-tables.ts';

/** Pair tables in TypeScript: for any number of cells, and what the kernel is tested against. */
export function createPlainPairTables(rows: number): PairTables {
  return {
    count(a, b, { height, width }, counts) {
      counts.fill(0, 0, height * width);
      countTable(counts, a, b, width);
    },
    createSums: () => createPlainSums(rows),
    close() {},
  };
}

function createPlainSums(rows: number): StepSums {
  const sums = new Int32Array(rows);
  return {
    add: (a, b, { width }, steps) => addSteps(sums, a, b, width, steps),
    total: () => sums.slice(),
  };
}

function countTable(counts: Int32Array, a: Int32Array, b: Int32Array, width: number): void {
  for (let row = 0; row < a.length; row++) {
    const cell = (a[row] as number) * width + (b[row] as number);
    counts[cell] = (counts[cell] as number) + 1;
  }
}

function addSteps(sums: Int32Array, a: Int32Array, b: Int32Array, width: number, steps: Int8Array): void {
  for (let row = 0; row < sums.length; row++) {
    const cell = (a[row] as number) * width + (b[row] as number);
    sums[row] = (sums[row] as number) + (steps[cell] as number);
  }
}
