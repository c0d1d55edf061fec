import { describe, expect, it } from 'vitest';
import { expectedLevels, expectedRange } from '../../../src/artifacts/column-coverage.ts';
import { columnCoverage } from '../../../src/audits/fidelity/column-coverage.ts';
import { randomStream } from '../../../src/statistics/random.ts';
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

  it('the ceilings are what drawing from the holdout gives', () => {
    const random = randomStream(3, 'draws');
    const values = Float64Array.from({ length: 12 }, () => random.uniform()).sort();
    const counts = Float64Array.from([1, 2, 9, 0]);
    const rowLevels = [0, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2];
    const size = 4;
    const draws = 40_000;
    const below = (x: number) => Math.max(0, x - 0.1);
    const above = (x: number) => Math.max(0, 0.9 - x);
    let range = 0;
    let levels = 0;
    for (let i = 0; i < draws; i++) {
      const rows = random.sample(size, 12);
      range +=
        1 - below(values[rows[0] as number] as number) - above(values[rows[size - 1] as number] as number);
      levels += new Set(Array.from(rows, (row) => rowLevels[row])).size / 4;
    }
    expect(expectedRange(values, size, below, above)).toBeCloseTo(range / draws, 2);
    expect(expectedLevels(counts, [0, 1, 2, 3], size)).toBeCloseTo(levels / draws, 2);
    // Exactly: a level of c of n rows is missed with chance C(n − c, 4) / C(n, 4).
    const missed = [330 / 495, 210 / 495, 0, 1];
    expect(expectedLevels(counts, [0, 1, 2, 3], size)).toBeCloseTo(
      1 - missed.reduce((sum, p) => sum + p, 0) / 4,
      12,
    );
    expect(expectedLevels(counts, [0], 13)).toBeNull();
  });

  it('a fresh sample lies at the ceiling, a candidate without rare categories below it', async () => {
    const draw = (name: string, rows: number, levels = 40) => {
      const random = randomStream(5, name);
      const x: number[] = [];
      const c: string[] = [];
      for (let row = 0; row < rows; row++) {
        x.push(random.normal());
        c.push(`level ${Math.floor(levels * random.uniform() ** 3)}`);
      }
      return { x, c };
    };
    let gap = 0;
    let rangeGap = 0;
    const seeds = 100;
    for (let seed = 0; seed < seeds; seed++) {
      const outcome = await runOn(columnCoverage, {
        train: draw(`t${seed}`, 300),
        holdout: draw(`h${seed}`, 300),
        synthetic: draw(`s${seed}`, 100),
      });
      const categories = measureIn(outcome, 'category-coverage', ['c']);
      gap += (categories.estimate.value - (categories.ceiling?.value ?? 0)) / seeds;
      const range = measureIn(outcome, 'range-coverage', ['x']);
      rangeGap += (range.estimate.value - (range.ceiling?.value ?? 0)) / seeds;
    }
    // Coverages of single seeds scatter by about .04 and .09.
    expect(Math.abs(gap)).toBeLessThan(0.015);
    expect(Math.abs(rangeGap)).toBeLessThan(0.035);
  });
});
