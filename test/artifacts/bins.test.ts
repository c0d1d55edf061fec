import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalFrequencyCuts } from '../../src/artifacts/bins.ts';

describe('equalFrequencyCuts', () => {
  it('cuts continuous values at the deciles', () => {
    const values = Float64Array.from({ length: 1000 }, (_, i) => i);
    expect([...equalFrequencyCuts(values)]).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900]);
  });

  it('gives a heavy value a cell of its own and shares out the rest', () => {
    const zeros = new Array<number>(900).fill(0);
    const rest = Array.from({ length: 90 }, (_, i) => i + 1);
    const cuts = equalFrequencyCuts(Float64Array.from([...zeros, ...rest]));
    expect([...cuts]).toEqual([1, 11, 21, 31, 41, 51, 61, 71, 81]);
  });

  it('a heavy value in the middle is alone as well', () => {
    const values = Float64Array.from([1, 2, 3, ...new Array<number>(94).fill(40), 50, 60, 70]);
    const cuts = [...equalFrequencyCuts(values)];
    expect(cuts).toContain(40);
    expect(cuts).toContain(50);
  });

  it('never has more than ten cells, never an empty one', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 30 }), { minLength: 1, maxLength: 300 }), (numbers) => {
        const sorted = Float64Array.from(numbers).sort();
        const cuts = [...equalFrequencyCuts(sorted)];
        expect(cuts.length).toBeLessThanOrEqual(9);
        const counts = new Array<number>(cuts.length + 1).fill(0);
        for (const value of sorted) {
          const cell = cuts.filter((cut) => cut <= value).length;
          counts[cell] = (counts[cell] as number) + 1;
        }
        expect(counts.every((count) => count > 0)).toBe(true);
      }),
    );
  });
});
