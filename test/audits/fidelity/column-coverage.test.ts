import { describe, expect, it } from 'vitest';
import { columnCoverage } from '../../../src/audits/fidelity/column-coverage.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { expectAtLeast } from '../../statistics/rate-bound.ts';
import { measureIn, runOn } from '../harness.ts';

describe('column-coverage', () => {
  it('follows the definitions', async () => {
    const outcome = await runOn(columnCoverage, {
      train: { x: [0, 5, 10, null], c: ['a', 'b', 'c', 'd'] },
      synthetic: { x: [2, 9, 30], c: ['a', 'b', 'new'] },
    });
    // Two of ten below are missing, nothing above.
    expect(measureIn(outcome, 'range-coverage', ['x']).estimate.value).toBeCloseTo(0.8, 12);
    expect(measureIn(outcome, 'category-coverage', ['c']).estimate.value).toBe(0.5);
    const narrow = await runOn(columnCoverage, {
      train: { x: [0, 10], c: ['a', 'b'] },
      synthetic: { x: [20, 30], c: ['a', 'a'] },
    });
    expect(measureIn(narrow, 'range-coverage', ['x']).estimate.value).toBe(0);
  });

  it('the ceiling of categories is what drawing from the holdout gives, where it has as many rows', async () => {
    // Of 12 holdout rows 4 are drawn; a level of c rows is missed with chance C(12 − c, 4) / C(12, 4).
    const outcome = await runOn(columnCoverage, {
      train: { c: ['a', 'b', 'c', 'd', 'a', 'c'] },
      holdout: { c: ['a', 'b', 'b', ...new Array<string>(9).fill('c')] },
      synthetic: { c: ['a', 'b', 'c', 'c'] },
    });
    const missed = [330 / 495, 210 / 495, 0, 1];
    expect(measureIn(outcome, 'category-coverage', ['c']).ceiling?.value).toBeCloseTo(
      1 - missed.reduce((sum, p) => sum + p, 0) / 4,
      12,
    );
  });

  it.each([
    { holdout: 300, synthetic: 100 },
    { holdout: 60, synthetic: 300 },
  ])('fresh samples lie at the ceiling: $synthetic rows, holdout of $holdout', async (sizes) => {
    // Categories whose frequencies fall as 1/rank, as long lists do.
    const draw = (name: string, rows: number) => {
      const random = randomStream(5, name);
      const x: number[] = [];
      const c: string[] = [];
      for (let row = 0; row < rows; row++) {
        x.push(random.normal());
        c.push(`level ${Math.floor(Math.exp(4.5 * random.uniform()))}`);
      }
      return { x, c };
    };
    const seeds = 150;
    const gaps = { category: 0, range: 0 };
    const held = { category: 0, range: 0 };
    for (let seed = 0; seed < seeds; seed++) {
      const outcome = await runOn(columnCoverage, {
        train: draw(`t${seed}`, 300),
        holdout: draw(`h${seed}`, sizes.holdout),
        synthetic: draw(`s${seed}`, sizes.synthetic),
      });
      for (const kind of ['category', 'range'] as const) {
        const { estimate, ceiling } = measureIn(outcome, `${kind}-coverage`, [kind === 'range' ? 'x' : 'c']);
        if (ceiling?.value == null || ceiling.uncertainty.kind !== 'interval') throw new Error('no ceiling');
        gaps[kind] += (estimate.value - ceiling.value) / seeds;
        const { low, high } = ceiling.uncertainty;
        if (low <= estimate.value && estimate.value <= high) held[kind]++;
      }
    }
    // Coverages of single seeds scatter by about .04 and .09.
    expect(Math.abs(gaps.category)).toBeLessThan(0.012);
    expect(Math.abs(gaps.range)).toBeLessThan(0.028);
    expectAtLeast(held.category, seeds, 0.95);
    expectAtLeast(held.range, seeds, 0.95);
  });
});
