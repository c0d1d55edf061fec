import { describe, expect, it } from 'vitest';
import { candidateRows } from '../../../src/artifacts/candidate-rows.ts';
import { regress } from '../../../src/artifacts/discriminators.ts';
import { realRows } from '../../../src/artifacts/real-rows.ts';
import { propensity } from '../../../src/audits/fidelity/propensity.ts';
import { createInlinePool } from '../../../src/kernels/worker-pool.ts';
import { normalCdf } from '../../../src/statistics/normal-distribution.ts';
import { expectedPropensityError } from '../../../src/statistics/propensity-error.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn, type SmallTable, storeOf } from '../harness.ts';

/** Two related numbers and a category; `shift` moves the first. */
function sample(name: string, rows: number, { shift = 0, related = true } = {}): SmallTable {
  const random = randomStream(11, name);
  const x: number[] = [];
  const y: number[] = [];
  const c: string[] = [];
  for (let row = 0; row < rows; row++) {
    const value = random.normal();
    x.push(value + shift);
    y.push((related ? value : random.normal()) + 0.3 * random.normal());
    c.push(['a', 'b', 'c'][random.below(3)] as string);
  }
  return { x, y, c };
}

describe('propensity', () => {
  it('under the null the standardised error is 1 on average, with the spread of a chi-square', async () => {
    const seeds = 200;
    let sum = 0;
    let squares = 0;
    let linear = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const found = await regression(sample(`train-${seed}`, 300), sample(`synthetic-${seed}`, 200));
      expect(found.rank).toBe(5);
      const expected = expectedPropensityError(found.rank, 300, 200);
      const error = found.pmse / expected.relabelled;
      sum += error;
      squares += error * error;
      linear += found.auc.value;
      // Drawn from train itself only the draw is noise: a factor of 1 − c.
      expect(expected.resampled / expected.relabelled).toBeCloseTo(300 / 500, 12);
    }
    const mean = sum / seeds;
    // Five parameters, so four degrees of freedom: standard deviation √(2/4).
    const spread = Math.sqrt(squares / seeds - mean * mean);
    expect(Math.abs(mean - 1)).toBeLessThan(3.3 * (Math.SQRT1_2 / Math.sqrt(seeds)));
    expect(spread).toBeGreaterThan(0.55);
    expect(spread).toBeLessThan(0.9);
    expect(Math.abs(linear / seeds - 0.5)).toBeLessThan(0.01);
  });

  it('a bootstrap of train has a standardised error of 1 against train resampled', async () => {
    const seeds = 100;
    let sum = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const train = sample(`train-${seed}`, 200);
      const random = randomStream(3, String(seed));
      const rows = Array.from({ length: 200 }, () => random.below(200));
      const drawn = Object.fromEntries(
        Object.entries(train).map(([name, values]) => [name, rows.map((row) => values[row] ?? null)]),
      );
      const found = await regression(train, drawn);
      sum += found.pmse / expectedPropensityError(found.rank, 200, 200).resampled;
    }
    expect(Math.abs(sum / seeds - 1)).toBeLessThan(3.3 * (Math.SQRT1_2 / Math.sqrt(seeds)));
  });

  it('finds a planted shift as its closed form says, and the column', async () => {
    const shift = 1;
    const outcome = await runOn(propensity, {
      train: sample('train', 3000),
      holdout: sample('holdout', 3000),
      synthetic: sample('shifted', 3000, { shift }),
    });
    const auc = measureIn(outcome, 'discriminator-auc', [], { model: 'logistic-regression' });
    // Two normals of one covariance: the best linear score has AUC Φ(d/√2), d² = μᵀ Σ⁻¹ μ = 1.09 / .09.
    const d = shift * Math.sqrt(1.09 / (1.09 - 1));
    expect(auc.estimate.value).toBeCloseTo(normalCdf(d / Math.SQRT2), 2);
    expect(auc.ceiling?.value).toBeLessThan(0.53);
    if (outcome.status !== 'measured') throw new Error('not measured');
    const table = outcome.details.find((detail) => detail.kind === 'table');
    expect(table?.kind === 'table' && table.rows[0]?.[0]).toBe('x');
  });

  it('a regression is blind to lost relations, a forest is not', async () => {
    const outcome = await runOn(propensity, {
      train: sample('train', 1500),
      holdout: sample('holdout', 1500),
      synthetic: sample('unrelated', 1500, { related: false }),
    });
    const linear = measureIn(outcome, 'discriminator-auc', [], { model: 'logistic-regression' });
    const forest = measureIn(outcome, 'discriminator-auc', [], { model: 'random-forest' });
    expect(intervalOf(linear).low).toBeLessThan(0.53);
    expect(intervalOf(forest).low).toBeGreaterThan(0.8);
    expect(forest.floor?.value).toBeGreaterThan(0.8);
    expect(forest.ceiling?.value).toBeLessThan(0.54);
  });

  it('the error of pmse is that of other samples', async () => {
    const runs = 100;
    const found = [];
    for (let seed = 0; seed < runs; seed++) {
      found.push(await regression(sample(`t${seed}`, 300), sample(`s${seed}`, 300, { shift: 0.1 })));
    }
    const mean = found.reduce((sum, { pmse }) => sum + pmse, 0) / runs;
    const held = found.filter(({ pmse, standardError }) => Math.abs(pmse - mean) <= 1.96 * standardError);
    // 95 % of 100 with the 99.9 % binomial bound.
    expect(held.length).toBeGreaterThanOrEqual(86);
  });

  it('groups that are wholly apart are finite everywhere', async () => {
    const outcome = await runOn(propensity, {
      train: sample('train', 60),
      synthetic: { ...sample('other', 60, { shift: 100 }), c: new Array(60).fill('new') },
    });
    expect(measureIn(outcome, 'pmse').estimate.value).toBeGreaterThan(0.2);
    expect(measureIn(outcome, 'specks').estimate.value).toBe(1);
    expect(JSON.stringify(outcome)).not.toMatch(/null,"uncertainty/);
  });
});

async function regression(train: SmallTable, synthetic: SmallTable) {
  const store = storeOf({ train, synthetic });
  const real = await store.get(realRows, 'candidate');
  const other = await store.get(candidateRows, 'candidate');
  return regress(real.train, other, Object.keys(train), {
    random: randomStream(5, 'folds'),
    pool: createInlinePool(),
  });
}
