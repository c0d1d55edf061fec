import { describe, expect, it } from 'vitest';
import { twoSample } from '../../../src/audits/fidelity/two-sample.ts';
import { energyStatistics } from '../../../src/statistics/energy-statistics.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn, type SmallTable } from '../harness.ts';

function sample(name: string, rows: number, { shift = 0, related = true } = {}): SmallTable {
  const random = randomStream(61, name);
  const x: number[] = [];
  const c: string[] = [];
  for (let row = 0; row < rows; row++) {
    const value = random.uniform();
    x.push(value + shift);
    c.push((related ? value : random.uniform()) > 0.5 ? 'high' : 'low');
  }
  return { x, c };
}

/** Squared differences of two samples of numbers: their roots are what the energy distance takes. */
function blocksOf(real: readonly number[], other: readonly number[]) {
  const block = (a: readonly number[], b: readonly number[]) =>
    Float32Array.from(a.flatMap((x) => b.map((y) => (x - y) ** 2)));
  return {
    rows: real.length,
    within: block(real, real),
    withinOther: block(other, other),
    between: block(real, other),
  };
}

describe('two-sample', () => {
  it('follows the definitions on a few points', () => {
    const { energy, discrepancy } = energyStatistics(blocksOf([0, 1], [1, 4]), 2, 19, randomStream(1, 'few'));
    // Between: 1, 4, 0, 3, mean 2; within: 1 and 3.
    expect(energy.value).toBeCloseTo(2 * 2 - 1 - 3, 12);
    // Squares of the pairs: 0, 1, 1, 9, 9, 16: the upper median is 9.
    const k = (d: number) => Math.exp(-(d ** 2) / 9);
    expect(discrepancy.value).toBeCloseTo(k(1) + k(3) - (k(1) + k(4) + k(0) + k(3)) / 2, 6);
  });

  it('a shift has the energy distance of its closed form', () => {
    const random = randomStream(2, 'shift');
    const real = Array.from({ length: 600 }, () => random.uniform());
    const other = Array.from({ length: 600 }, () => random.uniform() + 0.5);
    const { energy } = energyStatistics(blocksOf(real, other), 600, 99, random);
    // 2 ∫ (F − G)²: two triangles of height and width 1/2 and a plateau between them.
    const expected = 2 * (2 * (0.5 ** 3 / 3) + 0.5 ** 2 * 0.5);
    expect(Math.abs(energy.value - expected)).toBeLessThan(3.3 * energy.standardError);
    expect(energy.standardError).toBeLessThan(0.03);
    expect(energy.pValue).toBe(0.01);
  });

  it('p-values are exact: under the null they are uniform', () => {
    const seeds = 400;
    let small = 0;
    let half = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const random = randomStream(seed, 'null');
      const draw = () => Array.from({ length: 12 }, () => random.normal());
      const { energy } = energyStatistics(blocksOf(draw(), draw()), 12, 39, random.stream('labels'));
      if (energy.pValue <= 0.1) small++;
      if (energy.pValue <= 0.5) half++;
    }
    // Binomial with 10 % and 50 %: 99.9 % bounds on both sides.
    expect(small).toBeGreaterThanOrEqual(21);
    expect(small).toBeLessThanOrEqual(61);
    expect(half).toBeGreaterThanOrEqual(167);
    expect(half).toBeLessThanOrEqual(233);
  });

  it('sees a lost relation, and lies at the ceiling for fresh rows', async () => {
    const options = { train: sample('train', 400), holdout: sample('holdout', 400) };
    const unrelated = await runOn(twoSample, { ...options, synthetic: sample('u', 400, { related: false }) });
    expect(measureIn(unrelated, 'mmd').test?.pValue).toBeLessThan(0.01);
    expect(measureIn(unrelated, 'energy-distance').test?.pValue).toBeLessThan(0.01);
    expect(measureIn(unrelated, 'energy-distance').floor?.value).toBeCloseTo(
      measureIn(unrelated, 'energy-distance').estimate.value,
      1,
    );
    let held = 0;
    const seeds = 60;
    for (let seed = 0; seed < seeds; seed++) {
      const outcome = await runOn(twoSample, {
        train: sample(`t${seed}`, 60),
        synthetic: sample(`s${seed}`, 60),
      });
      const { low, high } = intervalOf(measureIn(outcome, 'mmd'));
      if (low <= 0 && 0 <= high) held++;
    }
    expect(held).toBeGreaterThanOrEqual(50);
  });
});
