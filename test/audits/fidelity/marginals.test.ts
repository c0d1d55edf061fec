import { describe, expect, it } from 'vitest';
import { chooseSubsets } from '../../../src/artifacts/marginals.ts';
import { marginals } from '../../../src/audits/fidelity/marginals.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn, type SmallTable } from '../harness.ts';

/** Three coins; in `linked` tables the third is the exclusive or of the others: only triples know. */
function coins(name: string, rows: number, linked: boolean, first = 0.5): SmallTable {
  const random = randomStream(31, name);
  const a: string[] = [];
  const b: string[] = [];
  const c: string[] = [];
  for (let row = 0; row < rows; row++) {
    const x = random.uniform() < first;
    const y = random.uniform() < 0.5;
    const z = linked ? x !== y : random.uniform() < 0.5;
    a.push(String(x));
    b.push(String(y));
    c.push(String(z));
  }
  return { a, b, c };
}

describe('marginals', () => {
  it('equals the closed form of planted differences', async () => {
    const outcome = await runOn(marginals, {
      train: coins('train', 40_000, true),
      synthetic: coins('other', 40_000, false, 0.8),
    });
    // One column of three is .3 off; of the pairs (a, b) and (a, c) are .3 off, (b, c) is not.
    expect(measureIn(outcome, 'univariate-accuracy').estimate.value).toBeCloseTo(0.9, 1.9);
    expect(measureIn(outcome, 'bivariate-accuracy').estimate.value).toBeCloseTo(0.8, 1.9);
    // Cells of train: four of 1/4. Of the candidate: .2 or .1 … the four that train has hold half of its rows.
    const distance = 0.5;
    expect(measureIn(outcome, 'trivariate-accuracy').estimate.value).toBeCloseTo(1 - distance, 1.9);
    expect(measureIn(outcome, 'k-marginal-score').estimate.value).toBeCloseTo(1000 * (1 - distance), -1.2);
  });

  it('independent columns are at the ceiling alone and in pairs, at the floor in triples', async () => {
    const outcome = await runOn(marginals, {
      train: coins('train', 4000, true),
      holdout: coins('holdout', 4000, true),
      synthetic: coins('other', 4000, false),
    });
    for (const name of ['univariate-accuracy', 'bivariate-accuracy']) {
      const measure = measureIn(outcome, name);
      expect(Math.abs(measure.estimate.value - (measure.ceiling?.value ?? 0))).toBeLessThan(0.02);
    }
    const triples = measureIn(outcome, 'trivariate-accuracy');
    // Each has a standard error of about .011.
    expect(Math.abs((triples.floor?.value ?? 0) - triples.estimate.value)).toBeLessThan(0.05);
    expect(triples.ceiling?.value).toBeGreaterThan(0.97);
    expect(triples.estimate.value).toBeLessThan(0.53);
  });

  it('fresh samples lie at the ceiling, within the interval', async () => {
    const seeds = 120;
    let held = 0;
    let gap = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const outcome = await runOn(marginals, {
        train: coins(`t${seed}`, 300, true),
        holdout: coins(`h${seed}`, 150, true),
        synthetic: coins(`s${seed}`, 300, true),
      });
      const measure = measureIn(outcome, 'trivariate-accuracy');
      const { low, high } = intervalOf(measure);
      const own = measure.ceiling as { value: number; uncertainty: { low: number; high: number } };
      gap += (measure.estimate.value - own.value) / seeds;
      if (low <= own.uncertainty.high && own.uncertainty.low <= high) held++;
    }
    expect(held).toBeGreaterThanOrEqual(105);
    expect(Math.abs(gap)).toBeLessThan(0.006);
  });

  it('triples have five cells of a number where pairs have ten, and the five most frequent levels of a category', async () => {
    const numbers = Array.from({ length: 4000 }, (_, row) => row % 1000);
    const words = numbers.map((_, row) => (row < 2000 ? 'x' : 'y'));
    // Of ten levels the last five share a cell of triples.
    const counts = [700, 600, 500, 450, 400, 350, 300, 270, 230, 200];
    const levels = counts.flatMap((count, level) => new Array<string>(count).fill(`level ${level}`));
    const shifted = (from: number) =>
      numbers.map((value) => (value >= from && value < from + 100 ? value + 100 : value));
    const accuracies = async (a: number[], c: string[]) => {
      const outcome = await runOn(marginals, {
        train: { a: numbers, b: words, c: levels },
        synthetic: { a, b: words, c },
      });
      return ['univariate-accuracy', 'trivariate-accuracy'].map(
        (name) => measureIn(outcome, name).estimate.value,
      );
    };
    // From the first tenth to the second: within a fifth. From the second to the third: between two.
    for (const [from, triples] of [
      [0, 1],
      [100, 0.9],
    ] as const) {
      const [alone, joint] = await accuracies(shifted(from), levels);
      expect(alone).toBeCloseTo(1 - 0.1 / 3, 9);
      // The third column runs along with the rows, not with the first: what moves within a fifth moves nothing.
      expect(joint).toBeCloseTo(triples, 9);
    }
    const swapped = (a: number, b: number) =>
      levels.map((level) => (level === `level ${a}` ? `level ${b}` : level));
    const [alone, joint] = await accuracies(numbers, swapped(6, 7));
    expect(alone).toBeCloseTo(1 - 300 / 4000 / 3, 9);
    expect(joint).toBeCloseTo(1, 9);
    const [, kept] = await accuracies(numbers, swapped(1, 2));
    expect(kept).toBeCloseTo(1 - 600 / 4000, 9);
  });

  it('fresh numbers lie at the ceiling of triples, within the interval', async () => {
    const seeds = 60;
    const numbers = (name: string, rows: number): SmallTable => {
      const random = randomStream(32, name);
      const column = () => Array.from({ length: rows }, () => random.normal());
      const [a, b, noise] = [column(), column(), column()];
      return { a, b, c: a.map((value, row) => value * (b[row] as number) + (noise[row] as number)) };
    };
    let held = 0;
    let gap = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const outcome = await runOn(marginals, {
        train: numbers(`t${seed}`, 600),
        holdout: numbers(`h${seed}`, 300),
        synthetic: numbers(`s${seed}`, 600),
      });
      const measure = measureIn(outcome, 'trivariate-accuracy');
      const { low, high } = intervalOf(measure);
      const own = measure.ceiling as { value: number; uncertainty: { low: number; high: number } };
      gap += (measure.estimate.value - own.value) / seeds;
      if (low <= own.uncertainty.high && own.uncertainty.low <= high) held++;
    }
    expect(held).toBeGreaterThanOrEqual(50);
    expect(Math.abs(gap)).toBeLessThan(0.02);
  });

  it('the interval is that of other samples of these sizes', async () => {
    const runs = 120;
    const found: { value: number; low: number; high: number }[] = [];
    for (let seed = 0; seed < runs; seed++) {
      const outcome = await runOn(marginals, {
        train: coins(`t${seed}`, 200, true),
        synthetic: coins(`s${seed}`, 300, true, 0.7),
      });
      const measure = measureIn(outcome, 'bivariate-accuracy');
      found.push({ value: measure.estimate.value, ...intervalOf(measure) });
    }
    const mean = found.reduce((sum, { value }) => sum + value, 0) / runs;
    expect(found.filter(({ low, high }) => low <= mean && mean <= high).length).toBeGreaterThanOrEqual(105);
  });

  it('samples different triples where there are too many', () => {
    expect(chooseSubsets(5, 3, 100, randomStream(1, 'all'))).toHaveLength(10);
    const some = chooseSubsets(30, 3, 500, randomStream(1, 'some'));
    expect(new Set(some.map((subset) => subset.join())).size).toBe(500);
    for (const subset of some) expect([...new Set(subset)].sort((a, b) => a - b)).toEqual(subset);
  });
});
