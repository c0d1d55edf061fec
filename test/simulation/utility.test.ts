import { describe, expect, it } from 'vitest';
import { regressionInference } from '../../src/audits/utility/regression-inference.ts';
import { trainOnSyntheticTestOnReal } from '../../src/audits/utility/train-on-synthetic-test-on-real.ts';
import { intervalOf, measureIn, runOn, type SmallRun } from '../audits/harness.ts';
import { draw, without } from '../audits/utility/populations.ts';
import { expectAtLeast, expectMean, meanOf, seedCount, show } from './binomial-bound.ts';

/** A forest takes a while to fit: fewer seeds than where only statistics are made. */
const fits = Math.ceil(seedCount / 4);
/** A small holdout, whose chance decides, and a large one, where that of the training rows does. */
const sizes = [
  { rows: 400, holdout: 400 },
  { rows: 300, holdout: 3000 },
];

function drawRun(rows: number, holdout: number, seed: number, twist = {}): SmallRun {
  const table = (name: string, count: number, of = {}) => without(draw(`${name} ${seed}`, count, of), 'z');
  return {
    train: table('train', rows),
    holdout: table('holdout', holdout),
    synthetic: table('candidate', rows, twist),
    options: { targets: ['y'], preset: 'quick', seed },
  };
}

describe('trained on synthetic, tested on real', () => {
  it.each(sizes)(
    'a fresh sample’s ratio holds 1: $rows rows, holdout of $holdout',
    async ({ rows, holdout }) => {
      const held: boolean[] = [];
      const values: number[] = [];
      for (let seed = 0; seed < fits; seed++) {
        const outcome = await runOn(trainOnSyntheticTestOnReal, drawRun(rows, holdout, seed));
        const ratio = measureIn(outcome, 'tstr-trtr-ratio', [], { metric: 'auc' });
        const { low, high } = intervalOf(ratio);
        held.push(low <= 1 && 1 <= high);
        values.push(ratio.estimate.value);
      }
      expectAtLeast(held.filter(Boolean).length, fits, 0.95);
      expectMean(values, 1);
      show(`TSTR/TRTR, ${rows}/${holdout}`, {
        'holds 1': held.filter(Boolean).length / fits,
        mean: meanOf(values),
      });
    },
  );

  it('permuted labels teach nothing', async () => {
    const aucs: number[] = [];
    for (let seed = 0; seed < fits; seed++) {
      const outcome = await runOn(trainOnSyntheticTestOnReal, drawRun(300, 300, seed, { noise: 1 }));
      const trained = { trainedOn: 'synthetic' };
      aucs.push(measureIn(outcome, 'auc', [], trained).estimate.value);
      const difference = measureIn(outcome, 'tstr-trtr-difference', [], { metric: 'auc' });
      expect(difference.estimate.value).toBeLessThan(0);
    }
    expectMean(aucs, 0.5);
    show('AUC of permuted labels', { mean: meanOf(aucs) });
  });
});

describe('regression inference', () => {
  it('a fresh sample’s overlap and difference are on average what theory says', async () => {
    const overlaps: number[] = [];
    const differences: number[] = [];
    let theory = { overlap: 0, difference: 0 };
    for (let seed = 0; seed < seedCount; seed++) {
      const outcome = await runOn(regressionInference, drawRun(600, 200, seed));
      const overlap = measureIn(outcome, 'confidence-interval-overlap');
      const difference = measureIn(outcome, 'standardized-difference');
      overlaps.push(overlap.estimate.value);
      differences.push(difference.estimate.value);
      theory = { overlap: overlap.ceiling?.value ?? 0, difference: difference.ceiling?.value ?? 0 };
    }
    expect(theory.overlap).toBeCloseTo(1 - Math.sqrt(4 / Math.PI) / (2 * 1.959964), 5);
    // Standard errors are estimated as well: that moves the means by less than this.
    expectMean(overlaps, theory.overlap, 0.01);
    expectMean(differences, theory.difference, 0.03);
    show('regression inference', { overlap: meanOf(overlaps), difference: meanOf(differences) });
  });
});
