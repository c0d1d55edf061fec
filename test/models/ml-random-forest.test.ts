import { describe, expect, it } from 'vitest';
import { createInlinePool } from '../../src/kernels/worker-pool.ts';
import { fitMlRandomForest } from '../../src/models/ml-random-forest.ts';
import { fitForest } from '../../src/models/random-forest.ts';
import { rSquared } from '../../src/statistics/r-squared.ts';
import { type Random, randomStream } from '../../src/statistics/random.ts';
import { aucOf, categorical, flipped, matrixOf, numeric, uniforms } from './tables.ts';

function make(random: Random, rowCount: number) {
  const x = uniforms(random, rowCount).map((value) => (random.uniform() < 0.1 ? Number.NaN : value));
  const codes = Int32Array.from({ length: rowCount }, () => random.below(6) - 1);
  const signal = x.map(
    (value, row) => (Number.isNaN(value) ? 0.5 : value) + (codes[row]! % 2 === 0 ? 0.5 : 0),
  );
  const labels = Int32Array.from(signal, (value) => flipped(random, value > 0.75 ? 1 : 0, 0.15));
  const noise = numeric('noise', uniforms(random, rowCount));
  return {
    features: matrixOf(rowCount, numeric('x', x), categorical('code', codes, 5), noise),
    signal,
    labels,
  };
}

describe('ml-random-forest', () => {
  const train = make(randomStream(4, 'train'), 250);
  const holdout = make(randomStream(4, 'holdout'), 2000);

  it('ranks about as well as our own forest', async () => {
    const options = { task: 'classification', classCount: 2, trees: 25, seed: 1 } as const;
    const theirs = fitMlRandomForest(train.features, train.labels, options);
    const own = await fitForest(train.features, train.labels, options, createInlinePool());
    const auc = aucOf(theirs.predictProbabilities(holdout.features), holdout.labels);
    const ownAuc = aucOf(own.predictProbabilities(holdout.features), holdout.labels);
    expect(theirs.sampled).toBe(false);
    // The labels allow .85; votes of 25 deep trees are coarser than averaged shares and cost a few points.
    expect(auc).toBeGreaterThan(0.74);
    expect(Math.abs(auc - ownAuc)).toBeLessThan(0.08);
  });

  it('counts every tree, the first one too', () => {
    const options = { task: 'classification', classCount: 2, seed: 1 } as const;
    const one = fitMlRandomForest(train.features, train.labels, { ...options, trees: 1 });
    const probabilities = one.predictProbabilities(holdout.features);
    for (let row = 0; row < 2000; row++) {
      expect(probabilities[2 * row]! + probabilities[2 * row + 1]!).toBe(1);
    }
    expect(new Set(probabilities)).toEqual(new Set([0, 1]));
  });

  it('predicts numbers', () => {
    const forest = fitMlRandomForest(train.features, train.signal, {
      task: 'regression',
      trees: 10,
      seed: 1,
    });
    const predicted = forest.predictValues(holdout.features);
    expect(rSquared({ actual: holdout.signal, predicted })).toBeGreaterThan(0.6);
  });

  it('is the same for the same seed and fits a sample of many rows', () => {
    const many = make(randomStream(4, 'many'), 1001);
    const forestOf = (seed: number) =>
      fitMlRandomForest(many.features, many.labels, {
        task: 'classification',
        classCount: 2,
        trees: 1,
        seed,
      });
    const first = forestOf(1);
    expect([first.sampled, first.fittedRows]).toEqual([true, 1000]);
    expect(forestOf(1).predictProbabilities(holdout.features)).toEqual(
      first.predictProbabilities(holdout.features),
    );
    expect(forestOf(2).predictProbabilities(holdout.features)).not.toEqual(
      first.predictProbabilities(holdout.features),
    );
  });
});
