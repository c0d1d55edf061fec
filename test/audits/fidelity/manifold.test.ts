import { describe, expect, it } from 'vitest';
import { manifold } from '../../../src/audits/fidelity/manifold.ts';
import { manifoldScores } from '../../../src/statistics/manifold-scores.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn, type SmallTable } from '../harness.ts';

const names = ['alpha-precision', 'beta-recall', 'precision', 'recall', 'density', 'coverage'];

/** Two modes of related numbers with a category; `modes` keeps one of them only. */
function sample(name: string, rows: number, modes = 2, spread = 1): SmallTable {
  const random = randomStream(53, name);
  const x: number[] = [];
  const y: number[] = [];
  const c: string[] = [];
  for (let row = 0; row < rows; row++) {
    const mode = random.below(modes);
    const value = random.normal() * spread;
    x.push(value + 8 * mode);
    y.push(value - 8 * mode + 0.3 * spread * random.normal());
    c.push(`mode ${mode}`);
  }
  return { x, y, c };
}

/** Distances of points on a line. */
function lineBlocks(real: readonly number[], other: readonly number[]) {
  const block = (a: readonly number[], b: readonly number[]) =>
    Float32Array.from(a.flatMap((x) => b.map((y) => Math.abs(x - y))));
  return {
    rows: real.length,
    within: block(real, real),
    withinOther: block(other, other),
    between: block(real, other),
  };
}

describe('manifold', () => {
  it('follows the definitions on a few points', () => {
    // With k = 1 every real ball has radius 1 but the last one's, which has 7.
    const scores = manifoldScores(lineBlocks([0, 1, 2, 9], [0.5, 1.5, 3, 20]), 1);
    // 20 lies 11 from 9; all others lie inside a ball.
    expect(scores.precision.value).toBe(3 / 4);
    // Balls of .5: 0 and 1; 1.5: 1 and 2; 3: 2 and 9 (6 ≤ 7); 20: none.
    expect(scores.density.value).toBe(6 / 4);
    expect(scores.coverage.value).toBe(1);
    // Radii of the others: 1, 1, 1.5, 17. 0, 1, 2 and 9 all lie within one.
    expect(scores.recall.value).toBe(1);
    const copy = manifoldScores(lineBlocks([0, 1, 2, 9], [0, 1, 2, 9]), 1);
    for (const of of [copy.precision, copy.recall, copy.coverage]) expect(of.value).toBe(1);
  });

  it('counts sparse rows alone in sparse recall', () => {
    // 90 rows a step of 1 apart, ten a step of 10; the other side has rows beside the dense ones and three sparse ones.
    const dense = Array.from({ length: 90 }, (_, i) => i);
    const sparse = Array.from({ length: 10 }, (_, i) => 200 + 10 * i);
    const other = [...dense.map((x) => x + 0.2), ...sparse.slice(0, 3).map((x) => x + 9.5)];
    const beside = [...other, ...other.slice(0, 7)];
    const { sparseRecall } = manifoldScores(lineBlocks([...dense, ...sparse], beside), 2);
    // 209.5, 219.5 and 229.5 lie within 10 of 200, 210, 220 and 230.
    expect(sparseRecall).toEqual({ value: 4 / 10, rows: 10 });
    expect(manifoldScores(lineBlocks([0, 1, 2, 9], [0, 1, 2, 9]), 1).sparseRecall).toBeNull();
  });

  it('tells lost modes from implausible rows', async () => {
    const train = sample('train', 400);
    const holdout = sample('holdout', 400);
    const lost = await runOn(manifold, { train, holdout, synthetic: sample('one', 400, 1) });
    expect(measureIn(lost, 'precision').estimate.value).toBeGreaterThan(0.9);
    expect(measureIn(lost, 'recall').estimate.value).toBeLessThan(0.6);
    expect(measureIn(lost, 'coverage').estimate.value).toBeLessThan(0.6);
    const wild = await runOn(manifold, { train, holdout, synthetic: sample('wild', 400, 2, 4) });
    expect(measureIn(wild, 'precision').estimate.value).toBeLessThan(0.8);
    expect(measureIn(wild, 'alpha-precision').estimate.value).toBeLessThan(0.9);
    expect(measureIn(lost, 'precision').floor?.value).toBeLessThan(0.9);
  });

  it('fresh samples lie at the ceiling, and intervals hold what other samples give', async () => {
    const seeds = 120;
    const found = new Map<string, { value: number; low: number; high: number }[]>();
    const gaps: Record<string, number> = {};
    for (let seed = 0; seed < seeds; seed++) {
      const outcome = await runOn(manifold, {
        train: sample(`t${seed}`, 100),
        holdout: sample(`h${seed}`, 100),
        synthetic: sample(`s${seed}`, 100),
      });
      for (const name of names) {
        const measure = measureIn(outcome, name);
        const { value } = measure.estimate;
        found.set(name, [...(found.get(name) ?? []), { value, ...intervalOf(measure) }]);
        gaps[name] = (gaps[name] ?? 0) + (value - (measure.ceiling?.value ?? 0)) / seeds;
      }
    }
    for (const [name, runs] of found) {
      const mean = runs.reduce((sum, { value }) => sum + value, 0) / seeds;
      const spread = Math.sqrt(runs.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / seeds);
      const held = runs.filter(({ low, high }) => low <= mean && mean <= high).length;
      // 95 % of 120 with the 99.9 % binomial bound.
      expect(held, `${name} ±${spread}`).toBeGreaterThanOrEqual(105);
      // Estimate and ceiling share train: their difference spreads by at most √2 times the estimate's spread.
      expect(Math.abs(gaps[name] as number), name).toBeLessThan(
        (3.3 * Math.SQRT2 * spread) / Math.sqrt(seeds),
      );
    }
  });
});
