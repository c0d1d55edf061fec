import { describe, expect, it } from 'vitest';
import { columnShapes } from '../../../src/audits/fidelity/column-shapes.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn, type SmallTable } from '../harness.ts';

/** Uniform numbers on [from, from + 1), and a category that is `rare` with the given chance. */
function sample(name: string, rows: number, { from = 0, rare = 0.2 } = {}): SmallTable {
  const random = randomStream(7, name);
  const x: number[] = [];
  const c: string[] = [];
  for (let row = 0; row < rows; row++) {
    x.push(from + random.uniform());
    c.push(random.uniform() < rare ? 'rare' : 'common');
  }
  return { x, c };
}

describe('column-shapes', () => {
  it('measures planted shifts as their closed form says', async () => {
    const train = sample('train', 20_000);
    const synthetic = sample('shifted', 20_000, { from: 0.3, rare: 0.5 });
    const outcome = await runOn(columnShapes, { train, holdout: sample('holdout', 20_000), synthetic });
    // A shift of a uniform distribution by s: sup |F − G| = s, ∫ |F − G| = s, and its standard deviation is √(1/12).
    expect(measureIn(outcome, 'ks-complement', ['x']).estimate.value).toBeCloseTo(0.7, 1.7);
    expect(measureIn(outcome, 'wasserstein-distance', ['x']).estimate.value).toBeCloseTo(
      0.3 * Math.sqrt(12),
      1.3,
    );
    expect(measureIn(outcome, 'tv-complement', ['c']).estimate.value).toBeCloseTo(0.7, 1.7);
    const hellinger = Math.sqrt(1 - Math.sqrt(0.2 * 0.5) - Math.sqrt(0.8 * 0.5));
    expect(measureIn(outcome, 'hellinger-distance', ['c']).estimate.value).toBeCloseTo(hellinger, 1.7);
    const shapes = measureIn(outcome, 'column-shapes');
    expect(shapes.estimate.value).toBeCloseTo(0.7, 1.7);
    expect(intervalOf(shapes).low).toBeGreaterThan(0.68);
    expect(intervalOf(shapes).high).toBeLessThan(0.72);
    expect(shapes.ceiling?.value).toBeGreaterThan(0.98);
    expect(measureIn(outcome, 'tv-complement', ['c']).test?.adjusted).toBeLessThan(1e-6);
  });

  it('a copy of train is perfect, and says so', async () => {
    const train = sample('train', 500);
    const outcome = await runOn(columnShapes, { train, synthetic: train });
    for (const name of ['ks-complement', 'tv-complement']) {
      const measure = measureIn(outcome, name, [name === 'ks-complement' ? 'x' : 'c']);
      expect(measure.estimate.value).toBe(1);
      expect(measure.test?.pValue).toBe(1);
    }
    expect(measureIn(outcome, 'wasserstein-distance', ['x']).estimate.value).toBe(0);
  });

  it('intervals hold what other samples of these sizes give, and p-values raise false alarms at their level', async () => {
    const seeds = 120;
    // The mean score of the same design, over other seeds than the ones tested.
    let sum = 0;
    for (let seed = 0; seed < seeds; seed++) sum += (await scoreOf(`mean-${seed}`)).value;
    const expected = sum / seeds;
    let held = 0;
    let alarms = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const { low, high, p } = await scoreOf(`test-${seed}`);
      if (low <= expected && expected <= high) held++;
      if (p < 0.05) alarms++;
    }
    // 95 % of 120 with the 99.9 % binomial bound; linearization is conservative at the null.
    expect(held).toBeGreaterThanOrEqual(105);
    expect(alarms).toBeLessThanOrEqual(15);
  });

  it('the ceiling, scaled to the candidate’s row count, is where a fresh sample of that size lies', async () => {
    // Holdout four times smaller than the candidate: unscaled, its score would sit visibly lower.
    let fresh = 0;
    let ceiling = 0;
    let unscaled = 0;
    const seeds = 60;
    for (let seed = 0; seed < seeds; seed++) {
      const outcome = await runOn(columnShapes, {
        train: sample(`t${seed}`, 800),
        holdout: sample(`h${seed}`, 200),
        synthetic: sample(`s${seed}`, 800),
      });
      const measure = measureIn(outcome, 'ks-complement', ['x']);
      fresh += measure.estimate.value / seeds;
      ceiling += (measure.ceiling?.value ?? 0) / seeds;
      const same = await runOn(columnShapes, {
        train: sample(`t${seed}`, 800),
        synthetic: sample(`h${seed}`, 200),
      });
      unscaled += measureIn(same, 'ks-complement', ['x']).estimate.value / seeds;
    }
    // Standard error of the mean of 60 KS distances of about .015 each: .002.
    expect(Math.abs(fresh - ceiling)).toBeLessThan(0.007);
    expect(fresh - unscaled).toBeGreaterThan(0.01);
  });

  it('leaves out what cannot be compared and is not applicable where nothing can', async () => {
    const train = { x: [1, 2, 3], id: ['a', 'b', 'c'] };
    const empty = { x: [null, null, null], id: ['d', 'e', 'f'] };
    const outcome = await runOn(columnShapes, { train, synthetic: empty, kinds: { id: 'identifier' } });
    expect(outcome.status).toBe('not-applicable');
  });
});

async function scoreOf(name: string): Promise<{ value: number; low: number; high: number; p: number }> {
  const outcome = await runOn(columnShapes, {
    train: sample(`${name}-train`, 300),
    synthetic: sample(`${name}-synthetic`, 500),
  });
  const { low, high } = intervalOf(measureIn(outcome, 'column-shapes'));
  const measure = measureIn(outcome, 'ks-complement', ['x']);
  return {
    value: measureIn(outcome, 'column-shapes').estimate.value,
    low,
    high,
    p: measure.test?.pValue ?? 1,
  };
}

describe('column-shapes with a single synthetic row', () => {
  it('keeps the ceiling within what a similarity can be', async () => {
    const synthetic = sample('one', 1);
    const outcome = await runOn(columnShapes, {
      train: sample('train', 300),
      holdout: sample('holdout', 300),
      synthetic,
    });
    expect(measureIn(outcome, 'column-shapes').ceiling?.value).toBeGreaterThanOrEqual(0);
  });
});
