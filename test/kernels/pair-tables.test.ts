import { describe, expect, it } from 'vitest';
import { createPlainPairTables } from '../../src/kernels/plain-pair-tables.ts';
import { createWasmPairTables } from '../../src/kernels/wasm-pair-tables.ts';
import { type Random, randomStream } from '../../src/statistics/random.ts';

const drawColumn = (rows: number, cells: number, random: Random) =>
  Int32Array.from({ length: rows }, () => random.below(cells));

describe('pair tables', () => {
  it('plain: counts what a hand count gives', () => {
    const counts = new Int32Array(6).fill(9);
    const [a, b] = [Int32Array.of(0, 1, 1, 0), Int32Array.of(2, 0, 0, 2)];
    const tables = createPlainPairTables(4);
    tables.count(a, b, { height: 2, width: 3 }, counts);
    expect([...counts]).toEqual([0, 0, 2, 2, 0, 0]);
    const sums = tables.createSums();
    sums.add(a, b, { height: 2, width: 3 }, Int8Array.of(0, 0, 1, -1, 0, 0));
    sums.add(b, a, { height: 3, width: 2 }, Int8Array.of(0, 5, 0, 0, -5, 0));
    expect([...sums.total()]).toEqual([-4, 4, 4, -4]);
  });

  // 300 cells are more than a byte holds: such columns are left to TypeScript.
  it.each([1, 2, 3, 16, 1001])('in WebAssembly: the same numbers for %i rows', (rows) => {
    const random = randomStream(7, String(rows));
    const sizes = [1, 2, 3, 11, 11, 256, 300, 22, 2, 300];
    const columns = sizes.map((cells) => drawColumn(rows, cells, random));
    for (let round = 0; round < 2; round++) {
      const wasm = createWasmPairTables(rows);
      const plain = createPlainPairTables(rows);
      expect(wasm).not.toBeNull();
      const both = [wasm!, plain].map((tables) => ({
        tables,
        sums: [tables.createSums(), tables.createSums()],
      }));
      for (let i = 0; i < columns.length; i++) {
        for (let j = i + 1; j < columns.length; j++) {
          const shape = { height: sizes[i]!, width: sizes[j]! };
          const cells = shape.height * shape.width;
          const steps = Int8Array.from({ length: cells + 5 }, () => random.below(3) - 1);
          const which = random.below(2);
          const counted = both.map(({ tables, sums }) => {
            const counts = new Int32Array(cells + 1).fill(4);
            tables.count(columns[i]!, columns[j]!, shape, counts);
            const own = steps.slice();
            sums[which]!.add(columns[i]!, columns[j]!, shape, own);
            own.fill(100);
            return [...counts];
          });
          expect(counted[0]).toEqual(counted[1]);
        }
      }
      for (const which of [0, 1]) {
        const [found, expected] = both.map(({ sums }) => [...sums[which]!.total()]);
        expect(found).toEqual(expected);
      }
      // The second round finds the first one's memory, with what it left there.
      wasm!.close();
    }
  });
});
