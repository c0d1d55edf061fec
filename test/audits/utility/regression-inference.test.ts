import { describe, expect, it } from 'vitest';
import { regressionInference } from '../../../src/audits/utility/regression-inference.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn } from '../harness.ts';
import { draw, poorCandidates, withColumn, without } from './populations.ts';

const options = { targets: ['y'] } as const;
const base = { train: without(draw('train', 2000), 'z'), holdout: without(draw('holdout', 500), 'z') };

describe('regression-inference', () => {
  it('a fresh sample agrees as far as chance lets it, over seeds', async () => {
    const overlaps: number[] = [];
    const differences: number[] = [];
    for (let seed = 0; seed < 30; seed++) {
      const outcome = await runOn(regressionInference, {
        train: without(draw(`train ${seed}`, 600), 'z'),
        synthetic: without(draw(`fresh ${seed}`, 600), 'z'),
        options,
      });
      const overlap = measureIn(outcome, 'confidence-interval-overlap');
      expect(overlap.ceiling?.value).toBeCloseTo(0.7121, 3);
      overlaps.push(overlap.estimate.value);
      differences.push(measureIn(outcome, 'standardized-difference').estimate.value);
    }
    // Six coefficients with a standard deviation of .22 (overlap) and .85 (difference) each, thirty seeds; 4 errors.
    expect(Math.abs(meanOf(overlaps) - 0.7121)).toBeLessThan((4 * 0.22) / Math.sqrt(180));
    expect(Math.abs(meanOf(differences) - 1.128)).toBeLessThan((4 * 0.85) / Math.sqrt(180));
  });

  it('finds the effects that were planted, and a turned sign', async () => {
    const outcome = await runOn(regressionInference, {
      ...base,
      synthetic: without(draw('turned', 2000, { turned: true }), 'z'),
      options,
    });
    if (outcome.status !== 'measured') throw new Error('not measured');
    const forest = outcome.details.find((detail) => detail.kind === 'forest-plot');
    const item = (label: string) => forest?.items.find((one) => one.label === label);
    const planted = { x: 1.5, w: 0.8, v: -0.5 };
    for (const [label, effect] of Object.entries(planted)) {
      const { low = 0, high = 0 } = item(label)?.real ?? {};
      // Per standard deviation, which is 1 to within a few per cent; 95 % intervals, widened by a half.
      expect(low - (high - low) / 4).toBeLessThan(effect);
      expect(high + (high - low) / 4).toBeGreaterThan(effect);
    }
    expect(item('x')?.synthetic?.value).toBeLessThan(-1.2);
    expect(forest?.items[0]?.label).toBe('x');
    // x alone of x, w, v and one or two levels is turned.
    const signs = measureIn(outcome, 'sign-agreement');
    expect(signs.estimate.value).toBeLessThan(0.85);
    expect(intervalOf(measureIn(outcome, 'confidence-interval-overlap', ['x'])).high).toBeLessThan(-3);
    expect(measureIn(outcome, 'confidence-interval-overlap', ['w']).estimate.value).toBeGreaterThan(0);
    expect(outcome.summary).toContain('lie apart');
  });

  it('train itself agrees wholly', async () => {
    const outcome = await runOn(regressionInference, { ...base, synthetic: base.train, options });
    expect(measureIn(outcome, 'confidence-interval-overlap').estimate.value).toBeCloseTo(1, 8);
    expect(measureIn(outcome, 'standardized-difference').estimate.value).toBeCloseTo(0, 6);
    for (const name of ['sign-agreement', 'significance-agreement', 'estimable-coefficients']) {
      expect(measureIn(outcome, name).estimate.value).toBeCloseTo(1, 10);
    }
  });

  it('more rows make no interval narrower', async () => {
    const outcome = await runOn(regressionInference, {
      train: base.train,
      synthetic: without(draw('few', 250), 'z'),
      options,
    });
    const overlap = measureIn(outcome, 'confidence-interval-overlap');
    // Fresh: 1 − √(2/π (250/2000 + 1)) / 3.92.
    expect(overlap.ceiling?.value).toBeCloseTo(1 - Math.sqrt((2 / Math.PI) * 1.125) / 3.919928, 6);
    expect(Math.abs(overlap.estimate.value - (overlap.ceiling?.value ?? 0))).toBeLessThan(0.3);
  });

  it('numbers and several classes have regressions too', async () => {
    const classes = (name: string) =>
      withColumn(draw(name, 1500), 'y', (_, row) => ['a', 'b', 'c'][row % 3] as string);
    const [train, fresh] = [classes('many train'), classes('many fresh')];
    const outcome = await runOn(regressionInference, {
      train,
      synthetic: fresh,
      options: { targets: ['z', 'y'] },
    });
    const ofNumber = { target: 'z' };
    expect(measureIn(outcome, 'sign-agreement', [], ofNumber).estimate.value).toBe(1);
    expect(measureIn(outcome, 'confidence-interval-overlap', [], ofNumber).floor?.value).toBeLessThan(0);
    for (const name of ['a', 'b', 'c']) {
      measureIn(outcome, 'confidence-interval-overlap', [], { target: 'y', class: name });
    }
  });

  it('leaves out what follows from other columns, and says what splits the classes', async () => {
    const random = randomStream(2, 'regression-inference-test');
    const plant = (table: ReturnType<typeof draw>, splits: boolean) => ({
      ...table,
      twice: table.x?.map((value) => 2 * Number(value)) ?? [],
      flag: table.y?.map((value) => ((splits ? value === 'yes' : random.below(2) === 0) ? 'f1' : 'f0')) ?? [],
    });
    const outcome = await runOn(regressionInference, {
      train: plant(base.train, false),
      holdout: plant(base.holdout, false),
      synthetic: plant(without(draw('split', 2000), 'z'), true),
      options,
    });
    if (outcome.status !== 'measured') throw new Error('not measured');
    // x, w, v, n, two levels of c and one of flag: the double of x is asked of nobody.
    expect(measureIn(outcome, 'estimable-coefficients').estimate.value).toBeLessThan(1);
    const note = outcome.details.find(({ kind }) => kind === 'note');
    expect(note?.kind === 'note' && note.text).toContain('7 coefficients');
    expect(note?.kind === 'note' && note.text).toContain('split the candidate’s classes without an error');
  });

  it('names no level of fewer than eleven real rows, in train or in the holdout', async () => {
    const rare = (table: typeof base.train, rows: number) =>
      withColumn(table, 'c', (value, row) => (row < rows ? 'secret' : value));
    for (const [inTrain, inHoldout] of [
      [10, 10],
      [40, 10],
      [10, 40],
    ] as const) {
      const outcome = await runOn(regressionInference, {
        train: rare(base.train, inTrain),
        holdout: rare(base.holdout, inHoldout),
        synthetic: rare(without(draw('rare', 2000), 'z'), 200),
        options,
      });
      expect(outcome.status).toBe('measured');
      expect(JSON.stringify(outcome)).not.toContain('secret');
      expect(JSON.stringify(outcome)).toContain('rare levels');
    }
  });

  it.each(poorCandidates())('says so where the candidate $name', async ({ candidate, says }) => {
    const outcome = await runOn(regressionInference, {
      ...base,
      synthetic: without(candidate, 'z'),
      options,
    });
    if (says === null) {
      expect(outcome.status).toBe('measured');
      return;
    }
    expect(outcome.status).toBe('not-applicable');
    expect(outcome.status === 'not-applicable' && outcome.reason).toMatch(says);
  });
});

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
