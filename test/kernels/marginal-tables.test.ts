import { describe, expect, it } from 'vitest';
import { createPlainMarginalTables } from '../../src/kernels/plain-marginal-tables.ts';
import { createWasmMarginalTables } from '../../src/kernels/wasm-marginal-tables.ts';
import { randomStream } from '../../src/statistics/random.ts';

describe('marginal tables', () => {
  it('plain: count what a hand count gives', () => {
    const columns = [
      { cells: Uint8Array.of(0, 1, 1), width: 2 },
      { cells: Uint8Array.of(2, 0, 0), width: 3 },
      { cells: Uint8Array.of(1, 1, 0), width: 2 },
    ];
    const tables = createPlainMarginalTables(columns, 3);
    expect([...tables.count([1])]).toEqual([2, 0, 1]);
    expect([...tables.count([0, 1])]).toEqual([0, 0, 1, 2, 0, 0]);
    expect([...tables.count([0, 1, 2])]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0]);
    tables.add([0, 1], Int8Array.of(0, 0, 1, -1, 0, 0));
    tables.add([2], Int8Array.of(0, 1));
    expect([...tables.takeSums()]).toEqual([2, 0, -1]);
    expect([...tables.takeSums()]).toEqual([0, 0, 0]);
  });

  it.each([1, 2, 15, 16, 17, 1001])('in WebAssembly: the same numbers for %i rows', (rows) => {
    const random = randomStream(8, String(rows));
    const columns = [1, 2, 12, 22, 32, 3].map((width) => ({
      cells: Uint8Array.from({ length: rows }, () => random.below(width)),
      width,
    }));
    // The second round finds the first one's memory, with what it left there.
    for (let round = 0; round < 2; round++) {
      const plain = createPlainMarginalTables(columns, rows);
      const wasm = createWasmMarginalTables(columns, rows);
      if (!wasm) throw new Error('there is WebAssembly here');
      for (const subsets of [
        [[0], [3], [4]],
        [
          [0, 1],
          [4, 3],
          [2, 5],
        ],
        [
          [1, 2, 3],
          [4, 4, 4],
          [0, 3, 1],
          [5, 4, 0],
        ],
      ]) {
        for (const subset of subsets) {
          const counts = plain.count(subset);
          expect([...wasm.count(subset)]).toEqual([...counts]);
          const steps = Int8Array.from(counts, () => random.below(3) - 1);
          plain.add(subset, steps);
          wasm.add(subset, steps);
        }
        expect([...wasm.takeSums()]).toEqual([...plain.takeSums()]);
      }
      wasm.close();
    }
  });

  it('in WebAssembly: add up more tables than two bytes hold', () => {
    const columns = [{ cells: Uint8Array.of(0, 1), width: 2 }];
    const tables = createWasmMarginalTables(columns, 2);
    for (let table = 0; table < 40_000; table++) tables?.add([0], Int8Array.of(1, -1));
    expect([...(tables?.takeSums() ?? [])]).toEqual([40_000, -40_000]);
  });

  it('of columns with more cells than a kernel has room for are left to TypeScript', () => {
    expect(createWasmMarginalTables([{ cells: Uint8Array.of(32), width: 33 }], 1)).toBeNull();
  });
});
