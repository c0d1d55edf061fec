import { describe, expect, it } from 'vitest';
import type { Cut } from '../../src/artifacts/bins.ts';
import { createJointCounter, createKnownTables } from '../../src/artifacts/joint-cells.ts';
import { randomStream } from '../../src/statistics/random.ts';

describe('joint cells', () => {
  it('of a known real side are those that are counted anew, whatever the size of the other side', () => {
    const real = [cutOf('a', 500, 3), cutOf('b', 500, 5), cutOf('c', 500, 4)] as const;
    const others = [3, 7, 2].map((more) => [
      cutOf(`d${more}`, 300, more),
      cutOf(`e${more}`, 300, 5),
      cutOf(`f${more}`, 300, more + 1),
    ]);
    const known = createKnownTables();
    for (const other of others) {
      const remembering = createJointCounter(500, 300, known);
      const counting = createJointCounter(500, 300);
      for (const [i, j] of [
        [0, 1],
        [0, 2],
        [1, 2],
      ] as const) {
        const cuts = [real[i], real[j], other[i] as Cut, other[j] as Cut] as const;
        const found = remembering.count(...cuts);
        const expected = counting.count(...cuts);
        expect([...found.realCounts]).toEqual([...expected.realCounts]);
        expect([...found.otherCounts]).toEqual([...expected.otherCounts]);
        expect(found.realCounts.reduce((sum, count) => sum + count, 0)).toBe(500);
      }
      remembering.close();
      counting.close();
    }
    expect(known.read(real[0], real[1], { height: 3, width: 5 }, new Int32Array(15))).toBe(true);
    expect(known.read(real[1], real[0], { height: 5, width: 3 }, new Int32Array(15))).toBe(false);
  });
});

function cutOf(name: string, rows: number, cellCount: number): Cut {
  const random = randomStream(2, name);
  return { cells: Int32Array.from({ length: rows }, () => random.below(cellCount)), cellCount };
}
