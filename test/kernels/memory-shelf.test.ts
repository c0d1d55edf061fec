import { describe, expect, it } from 'vitest';
import { giveBack, takeMemory } from '../../src/kernels/memory-shelf.ts';
import { findNearestRows } from '../../src/kernels/nearest-rows.ts';
import { createInlinePool } from '../../src/kernels/worker-pool.ts';
import { randomStream } from '../../src/statistics/random.ts';

function rows(name: string, rowCount: number) {
  const random = randomStream(1, name);
  return {
    rowCount,
    numeric: [Float64Array.from({ length: rowCount }, () => random.uniform())],
    codes: [Int32Array.from({ length: rowCount }, () => random.below(5))],
  };
}

describe('the shelf of search memory', () => {
  it('hands out a finished search’s memory again, zeroed, and never twice at once', () => {
    const pool = createInlinePool();
    const first = takeMemory(pool, 1000);
    new Uint8Array(first.buffer).fill(7);
    giveBack(pool, first);
    const second = takeMemory(pool, 500);
    expect(second).toBe(first);
    expect(new Uint8Array(second.buffer, 0, 500).every((byte) => byte === 0)).toBe(true);
    expect(takeMemory(pool, 500)).not.toBe(second);
  });

  it('searches answer alike in used and in fresh memory, whatever came before', async () => {
    const used = createInlinePool();
    for (const [queries, base] of [
      [900, 700],
      [50, 1200],
      [300, 20],
      [900, 700],
    ] as const) {
      const search = { queries: rows('q', queries), base: rows('b', base), k: 3 };
      const again = await findNearestRows({ ...search, pool: used });
      expect(again).toEqual(await findNearestRows({ ...search, pool: createInlinePool() }));
    }
  });
});
