import { describe, expect, it } from 'vitest';
import { associations } from '../../../src/audits/fidelity/associations.ts';
import { cramersV } from '../../../src/statistics/cramers-v.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { correlationRatio, tableAssociations } from '../../../src/statistics/table-associations.ts';
import { intervalOf, measureIn, runOn, type SmallTable } from '../harness.ts';

/** x and y correlate by r; c tells x's sign, d is c or not with chance `noise`. */
function sample(name: string, rows: number, r: number, noise: number): SmallTable {
  const random = randomStream(41, name);
  const x: number[] = [];
  const y: number[] = [];
  const c: string[] = [];
  const d: string[] = [];
  for (let row = 0; row < rows; row++) {
    const value = random.normal();
    x.push(value);
    y.push(r * value + Math.sqrt(1 - r * r) * random.normal());
    const sign = value > 0 ? 'plus' : 'minus';
    c.push(sign);
    d.push(random.uniform() < noise ? (random.uniform() < 0.5 ? 'plus' : 'minus') : sign);
  }
  return { x, y, c, d };
}

describe('associations', () => {
  it('measures planted differences as their closed form says', async () => {
    const outcome = await runOn(associations, {
      train: sample('train', 20_000, 0.8, 0),
      holdout: sample('holdout', 20_000, 0.8, 0),
      synthetic: sample('other', 20_000, 0.3, 0.5),
    });
    const pearson = measureIn(outcome, 'association-difference', ['x', 'y'], { coefficient: 'pearson' });
    expect(pearson.estimate.value).toBeCloseTo(0.5, 1.6);
    // V of a binary symmetric channel that fails with chance noise/2 is 1 − noise.
    const v = measureIn(outcome, 'association-difference', ['c', 'd'], { coefficient: 'cramers-v' });
    expect(v.estimate.value).toBeCloseTo(0.5, 1.6);
    // η of a normal number by its sign is √(2/π) in both; of y it is r times that.
    const ratio = measureIn(outcome, 'association-difference', ['y', 'c'], {
      coefficient: 'correlation-ratio',
    });
    expect(ratio.estimate.value).toBeCloseTo(0.5 * Math.sqrt(2 / Math.PI), 1.6);
    expect(pearson.ceiling?.value).toBeLessThan(0.02);
    expect(pearson.floor?.value).toBeCloseTo(0.8, 1.4);
    if (outcome.status !== 'measured') throw new Error('not measured');
    expect(outcome.details.filter(({ kind }) => kind === 'matrix')).toHaveLength(3);
  });

  it('agrees with the formulas of tables, and information with its closed form', () => {
    const counts = [30, 10, 5, 15, 20, 20];
    const found = tableAssociations(counts, 2, 3);
    expect(found?.cramersV.value).toBeCloseTo(
      cramersV(Float64Array.from(counts), 2, 3, { biasCorrected: true }) as number,
      12,
    );
    // Two equal halves that know each other wholly: log 2, and the correction for two of four cells adds 1/2n.
    expect(tableAssociations([500, 0, 0, 500], 2, 2)?.mutualInformation.value).toBeCloseTo(
      Math.log(2) + 1 / 2000,
      12,
    );
    expect(tableAssociations([5, 7], 1, 2)).toBeNull();
    expect(correlationRatio(Float64Array.from([1, 1, 3, 3]), [0, 0, 1, 1], 2)?.value).toBe(1);
    expect(correlationRatio(Float64Array.from([1, 1, 1, 1]), [0, 0, 1, 1], 2)).toBeNull();
  });

  it('intervals of a pair hold the truth at their level', async () => {
    const seeds = 120;
    const held: Record<string, number> = {};
    const truths: Record<string, number> = {
      pearson: 0.3,
      'cramers-v': 0.3,
      'correlation-ratio': 0.3 * Math.sqrt(2 / Math.PI),
    };
    for (let seed = 0; seed < seeds; seed++) {
      const outcome = await runOn(associations, {
        train: sample(`t${seed}`, 300, 0.6, 0.4),
        synthetic: sample(`s${seed}`, 300, 0.3, 0.7),
      });
      for (const [pair, coefficient] of [
        [['x', 'y'], 'pearson'],
        [['c', 'd'], 'cramers-v'],
        [['y', 'c'], 'correlation-ratio'],
      ] as const) {
        const { low, high } = intervalOf(measureIn(outcome, 'association-difference', pair, { coefficient }));
        const truth = truths[coefficient] as number;
        held[coefficient] = (held[coefficient] ?? 0) + (low <= truth && truth <= high ? 1 : 0);
      }
    }
    // 95 % of 120 with the 99.9 % binomial bound.
    for (const [name, count] of Object.entries(held)) expect(count, name).toBeGreaterThanOrEqual(105);
  });

  it('fresh samples lie at the ceiling on average', async () => {
    let gap = 0;
    const seeds = 100;
    for (let seed = 0; seed < seeds; seed++) {
      const outcome = await runOn(associations, {
        train: sample(`t${seed}`, 300, 0.6, 0.4),
        holdout: sample(`h${seed}`, 150, 0.6, 0.4),
        synthetic: sample(`s${seed}`, 300, 0.6, 0.4),
      });
      const measure = measureIn(outcome, 'association-difference');
      gap += (measure.estimate.value - (measure.ceiling?.value ?? 0)) / seeds;
    }
    // Means of single seeds are about .04 ± .02.
    expect(Math.abs(gap)).toBeLessThan(0.007);
  });
});
