import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeCells } from '../../src/artifacts/marginal-cells.ts';

describe('mergeCells', () => {
  it('joins ten even cells in pairs, whatever the last rows do', () => {
    const pairs = [0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5];
    expect([...mergeCells(Float64Array.from([7, ...new Array<number>(10).fill(100)]), 5)]).toEqual(pairs);
    const uneven = [7, 101, 100, 99, 100, 102, 98, 100, 101, 100, 99];
    expect([...mergeCells(Float64Array.from(uneven), 5)]).toEqual(pairs);
  });

  it('leaves a heavy cell alone and shares out the rest', () => {
    expect([...mergeCells(Float64Array.from([0, 900, 10, 10, 10, 10, 10, 10, 10, 10, 10]), 5)]).toEqual([
      0, 1, 2, 2, 3, 3, 4, 4, 4, 5, 5,
    ]);
    const [, before, heavy, after] = mergeCells(Float64Array.from([0, 3, 94, 1, 1, 1]), 4);
    expect([before, heavy, after]).toEqual([1, 2, 3]);
  });

  it('keeps the order, joins neighbours only, and makes no more cells than wanted', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 6 }),
        (counts, wanted) => {
          const merged = [...mergeCells(Float64Array.from(counts), wanted)];
          expect(merged[0]).toBe(0);
          expect(Math.max(...merged)).toBeLessThanOrEqual(wanted);
          for (let cell = 2; cell < merged.length; cell++) {
            const step = (merged[cell] as number) - (merged[cell - 1] as number);
            expect(step === 0 || step === 1).toBe(true);
          }
        },
      ),
    );
  });
});
