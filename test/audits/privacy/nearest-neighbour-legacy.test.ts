import { describe, expect, it } from 'vitest';
import { nearestNeighbourLegacy } from '../../../src/audits/privacy/nearest-neighbour-legacy.ts';
import type { Outcome } from '../../../src/result/document.ts';
import { type Random, randomStream } from '../../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn, type SmallTable } from '../harness.ts';

const train = { against: 'train' };

describe('nearest-neighbour legacy measures', () => {
  it('are one half for a fresh sample, and their intervals say so', async () => {
    const names = ['nnaa', 'epsilon-identifiability', 'delta-presence', 'nnaa-privacy-loss'];
    const references = [0.5, 0.5, 0.5, 0];
    const sums = names.map(() => 0);
    const covered = names.map(() => 0);
    const runs = 80;
    for (let seed = 1; seed <= runs; seed++) {
      const random = randomStream(seed, 'fresh');
      const outcome = await runOn(nearestNeighbourLegacy, {
        train: points(200, 3, random),
        holdout: points(200, 3, random),
        synthetic: points(260, 3, random),
      });
      for (const [i, name] of names.entries()) {
        const measure = measureIn(outcome, name);
        sums[i] = (sums[i] as number) + measure.estimate.value;
        const { low, high } = intervalOf(measure);
        if (low <= (references[i] as number) && (references[i] as number) <= high)
          covered[i] = (covered[i] as number) + 1;
      }
    }
    for (const [i, name] of names.entries()) {
      expect(Math.abs((sums[i] as number) / runs - (references[i] as number)), name).toBeLessThan(0.015);
      // 95 % of 80 is 76; 68 or fewer has a chance below 0.001.
      expect(covered[i], name).toBeGreaterThan(68);
    }
  });

  // A copy is as near to another row as its original is; who counts such ties for nobody gets (1 − p)² / (2 − p).
  it('give an accuracy of (1 − p) / 2 when a share p is copied', async () => {
    const random = randomStream(2, 'copies');
    const real = points(3000, 4, random);
    const synthetic = points(3000, 4, random);
    for (const [name, cells] of Object.entries(synthetic)) {
      for (let row = 0; row < 300; row++) cells[row] = (real[name] as number[])[row] as number;
    }
    const outcome = await runOn(nearestNeighbourLegacy, {
      train: real,
      holdout: points(3000, 4, random),
      synthetic,
    });
    const accuracy = measureIn(outcome, 'nnaa', [], train);
    expect(Math.abs(accuracy.estimate.value - 0.45)).toBeLessThan(0.025);
    const { low, high } = intervalOf(accuracy);
    expect(low).toBeLessThan(0.45);
    expect(high).toBeGreaterThan(0.45);
    expect(
      Math.abs(measureIn(outcome, 'nnaa', [], { against: 'holdout' }).estimate.value - 0.5),
    ).toBeLessThan(0.025);
    expect(measureIn(outcome, 'nnaa-privacy-loss').estimate.value).toBeGreaterThan(0.04);
    // All of the closest 1 % are members.
    expect(measureIn(outcome, 'delta-presence').estimate.value).toBeGreaterThan(0.98);
  });

  it('find a verbatim copy in the same order, and take it for no comparison with itself', async () => {
    const random = randomStream(3, 'verbatim');
    const real = points(150, 3, random);
    const outcome = await runOn(nearestNeighbourLegacy, {
      train: real,
      holdout: points(150, 3, random),
      synthetic: real,
    });
    expect(measureIn(outcome, 'nnaa', [], train).estimate.value).toBe(0);
    expect(measureIn(outcome, 'epsilon-identifiability', [], train).estimate.value).toBe(1);
    expect(measureIn(outcome, 'authenticity', [], train).estimate.value).toBe(0);
    expect(measureIn(outcome, 'hitting-rate', [], train).estimate.value).toBe(1);
    expect(intervalOf(measureIn(outcome, 'nnaa', [], train)).low).toBe(0);
  });

  it('count ties one half: rows that are all alike are neither near nor far', async () => {
    const same: SmallTable = { a: Array(40).fill('x'), b: Array(40).fill(1) };
    const outcome = await runOn(nearestNeighbourLegacy, { train: same, holdout: same, synthetic: same });
    for (const name of ['nnaa', 'epsilon-identifiability', 'authenticity', 'delta-presence']) {
      expect(measureIn(outcome, name).estimate.value, name).toBe(0.5);
    }
  });

  it('give fresh rows the authenticity of the holdout, below one half', async () => {
    const random = randomStream(4, 'authenticity');
    const fresh = (rows: number) => points(rows, 5, random);
    const outcome = await runOn(nearestNeighbourLegacy, {
      train: fresh(1500),
      holdout: fresh(900),
      synthetic: fresh(1500),
    });
    const { value } = measureIn(outcome, 'authenticity', [], train).estimate;
    expect(value).toBeGreaterThan(0.35);
    expect(value).toBeLessThan(0.5);
    expect(
      Math.abs(value - measureIn(outcome, 'authenticity', [], { against: 'holdout' }).estimate.value),
    ).toBeLessThan(0.06);
  });

  it('hit within a thirtieth of the range, equal categories and equal gaps, as comparing all pairs does', async () => {
    const random = randomStream(5, 'hits');
    const [a, b, c] = [gappy(120, random), gappy(90, random), gappy(150, random)];
    const outcome = await runOn(nearestNeighbourLegacy, { train: a, holdout: b, synthetic: c });
    expect(measureIn(outcome, 'hitting-rate', [], train).estimate.value).toBe(hits(a, [a, b], c) / 120);
    expect(measureIn(outcome, 'hitting-rate', [], { against: 'holdout' }).estimate.value).toBe(
      hits(b, [a, b], c) / 90,
    );
  });

  it('find the nearest row of the same dataset in a far smaller holdout, as comparing all pairs does', async () => {
    const random = randomStream(7, 'small');
    const holdout = points(30, 1, random);
    const synthetic = points(30, 1, random);
    const real = points(2000, 1, random);
    const outcome = await runOn(nearestNeighbourLegacy, { train: real, holdout, synthetic });
    const all = [...(real.x0 as number[]), ...(holdout.x0 as number[])];
    const scaled = ({ x0 }: Record<string, number[]>) =>
      (x0 as number[]).map((value) => {
        const below = all.filter((other) => other < value).length;
        return (below + all.filter((other) => other <= value).length) / (2 * all.length);
      });
    const [h, s] = [scaled(holdout), scaled(synthetic)];
    const closest = (value: number, among: number[]) =>
      Math.min(...among.map((other) => Math.abs(other - value)));
    const nearer = h.map((value, row) => {
      const [a, b] = [
        closest(value, s),
        closest(
          value,
          h.filter((_, other) => other !== row),
        ),
      ];
      return a < b ? 1 : a === b ? 0.5 : 0;
    });
    expect(
      measureIn(outcome, 'epsilon-identifiability', [], { against: 'holdout' }).estimate.value,
    ).toBeCloseTo(nearer.reduce<number>((sum, value) => sum + value, 0) / 30, 12);
  });

  it('describe train without a holdout, and need two rows', async () => {
    const random = randomStream(6, 'alone');
    const outcome: Outcome = await runOn(nearestNeighbourLegacy, {
      train: points(50, 2, random),
      synthetic: points(40, 2, random),
    });
    expect(measureIn(outcome, 'nnaa').ceiling).toBeNull();
    const one = points(1, 2, random);
    expect((await runOn(nearestNeighbourLegacy, { train: one, synthetic: one })).status).toBe(
      'not-applicable',
    );
  });
});

function points(rows: number, columns: number, random: Random): Record<string, number[]> {
  return Object.fromEntries(
    Array.from({ length: columns }, (_, i) => [`x${i}`, Array.from({ length: rows }, () => random.normal())]),
  );
}

type Gappy = { x: (number | null)[]; y: number[]; c: string[] };

function gappy(rows: number, random: Random): Gappy {
  return {
    x: Array.from({ length: rows }, () => (random.uniform() < 0.2 ? null : random.uniform())),
    y: Array.from({ length: rows }, () => random.uniform()),
    c: Array.from({ length: rows }, () => `c${random.below(2)}`),
  };
}

function hits(of: Gappy, real: readonly Gappy[], synthetic: Gappy): number {
  const reach = (name: 'x' | 'y') => {
    const values = real.flatMap((table) =>
      (table[name] as (number | null)[]).filter((value): value is number => value !== null),
    );
    return (Math.max(...values) - Math.min(...values)) / 30;
  };
  const near = (a: number | null, b: number | null, by: number) =>
    a === null || b === null ? a === b : Math.abs(a - b) <= by;
  const [byX, byY] = [reach('x'), reach('y')];
  return of.c.filter((level, row) =>
    synthetic.c.some(
      (other, s) =>
        other === level &&
        near(of.x[row] ?? null, synthetic.x[s] ?? null, byX) &&
        near(of.y[row] as number, synthetic.y[s] as number, byY),
    ),
  ).length;
}
