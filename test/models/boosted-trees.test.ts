import { describe, expect, it } from 'vitest';
import { createInlinePool, createWorkerPool } from '../../src/kernels/worker-pool.ts';
import { type BoostedTreesOptions, fitBoostedTrees } from '../../src/models/boosted-trees.ts';
import { type FeatureMatrix, type NumericFeature, takeRows } from '../../src/models/feature-matrix.ts';
import { rSquared } from '../../src/statistics/r-squared.ts';
import { type Random, randomStream } from '../../src/statistics/random.ts';
import { congruential } from './congruential.ts';
import { aucOf, categorical, flipped, matrixOf, numeric, uniforms } from './tables.ts';

const pool = createInlinePool();
const twoClasses = { task: 'classification', classCount: 2 } as const;

interface Labelled {
  features: FeatureMatrix;
  labels: Int32Array;
}

async function holdoutAuc(make: (random: Random) => Labelled, options: Partial<BoostedTreesOptions> = {}) {
  const train = make(randomStream(1, 'train'));
  const holdout = make(randomStream(1, 'holdout'));
  const model = await fitBoostedTrees(train.features, train.labels, { ...twoClasses, ...options }, pool);
  return aucOf(model.predictProbabilities(holdout.features), holdout.labels);
}

describe('boosted trees, two classes', () => {
  it('learn exclusive or', async () => {
    const auc = await holdoutAuc((random) => {
      const columns = Array.from({ length: 4 }, () => uniforms(random, 2000));
      const labels = Int32Array.from({ length: 2000 }, (_, row) =>
        columns[0]![row]! > 0.5 === columns[1]![row]! > 0.5 ? 1 : 0,
      );
      return { features: matrixOf(2000, ...columns.map((values, i) => numeric(`x${i}`, values))), labels };
    });
    expect(auc).toBeGreaterThan(0.99);
  });

  it('find nothing in noise, and keep to the class share', async () => {
    const noise = (random: Random) => ({
      features: matrixOf(
        4000,
        numeric('x', uniforms(random, 4000)),
        categorical(
          'z',
          Int32Array.from({ length: 4000 }, () => random.below(300)),
          300,
        ),
      ),
      labels: Int32Array.from({ length: 4000 }, () => random.below(2)),
    });
    // Standard error of an AUC of one half: √((n₁ + n₀ + 1) / (12 n₁ n₀)) = .0091.
    expect(Math.abs((await holdoutAuc(noise)) - 0.5)).toBeLessThan(3.5 * 0.0091);
    const { features, labels } = noise(randomStream(1, 'train'));
    const model = await fitBoostedTrees(features, labels, twoClasses, pool);
    const probabilities = model.predictProbabilities(noise(randomStream(1, 'holdout')).features);
    // Cross-validation stops early: a hundred rounds would spread them over most of [0, 1].
    for (const probability of probabilities) expect(Math.abs(probability - 0.5)).toBeLessThan(0.15);
  });

  it('learn a rule about categories alone, up to what can be known', async () => {
    const rule = (code: number) => ((code * 7) % 11) % 2;
    const auc = await holdoutAuc((random) => {
      const codes = Int32Array.from({ length: 4000 }, () => random.below(40));
      const labels = codes.map((code) => flipped(random, rule(code), 0.1));
      return { features: matrixOf(4000, categorical('code', codes, 40)), labels };
    });
    const share = Array.from({ length: 40 }, (_, code) => rule(code)).filter(Boolean).length / 40;
    const positives = share * 0.9 + (1 - share) * 0.1;
    const known = (1 + (share * 0.9) / positives - (share * 0.1) / (1 - positives)) / 2;
    expect(Math.abs(auc - known)).toBeLessThan(0.015);
  });

  it.each(['numeric', 'categorical'] as const)('read what a missing %s cell says', async (kind) => {
    const auc = await holdoutAuc((random) => {
      const labels = new Int32Array(3000);
      const values = new Float64Array(3000);
      for (let row = 0; row < 3000; row++) {
        const missing = random.below(2);
        labels[row] = flipped(random, missing, 0.1);
        values[row] = missing === 1 ? Number.NaN : random.below(5);
      }
      const feature =
        kind === 'numeric'
          ? numeric('x', values)
          : categorical(
              'x',
              Int32Array.from(values, (value) => (Number.isNaN(value) ? -1 : value)),
              5,
            );
      return { features: matrixOf(3000, feature), labels };
    });
    expect(Math.abs(auc - 0.9)).toBeLessThan(0.02);
  });

  it('class weights move probabilities to what equally many rows would give', async () => {
    const random = randomStream(3);
    const labels = Int32Array.from({ length: 5000 }, () => (random.uniform() < 0.1 ? 1 : 0));
    const x = Float64Array.from(labels, (label) => label + random.normal());
    const features = matrixOf(5000, numeric('x', x));
    const weighted = { ...twoClasses, classWeights: Float64Array.of(1 / 0.9, 1 / 0.1) };
    const model = await fitBoostedTrees(features, labels, weighted, pool);
    // Between two normal curves of equal weight the boundary lies in the middle, at one half.
    const at = (value: number) =>
      model.predictProbabilities(matrixOf(1, numeric('x', Float64Array.of(value))))[1]!;
    expect(at(-0.5)).toBeLessThan(0.45);
    expect(at(1.5)).toBeGreaterThan(0.55);
    expect(Math.abs(at(0.5) - 0.5)).toBeLessThan(0.12);
  });
});

describe('boosted trees, numbers and many classes', () => {
  it('follow a monotone curve, whatever the units', async () => {
    const make = (random: Random, scale: number) => {
      const x = uniforms(random, 2000);
      const y = x.map((value) => scale * (Math.exp(3 * value) + 0.5 * random.normal()) + 1e6 * scale);
      return { features: matrixOf(2000, numeric('x', x)), y };
    };
    const options = { task: 'regression' } as const;
    const fits = [];
    for (const scale of [1, 1e-6, 1e6]) {
      const train = make(randomStream(2, 'train'), scale);
      const holdout = make(randomStream(2, 'holdout'), scale);
      const model = await fitBoostedTrees(train.features, train.y, options, pool);
      const predicted = model.predictValues(holdout.features);
      fits.push(rSquared({ actual: holdout.y, predicted }));
    }
    // The noise leaves 1 − .25 / (.25 + variance of exp(3x), 26.8) of the variance to be known.
    for (const fit of fits) expect(fit).toBeGreaterThan(0.98);
    expect(Math.abs(fits[0]! - fits[1]!)).toBeLessThan(1e-4);
  });

  it('separate three classes; a class without rows stays improbable', async () => {
    const make = (random: Random) => {
      const x = uniforms(random, 1500);
      const c = Int32Array.from({ length: 1500 }, () => random.below(4));
      const labels = Int32Array.from(x, (value, row) => (c[row] === 3 ? 2 : value > 0.6 ? 1 : 0));
      return { features: matrixOf(1500, numeric('x', x), categorical('c', c, 4)), labels };
    };
    const train = make(randomStream(5, 'train'));
    const holdout = make(randomStream(5, 'holdout'));
    const options = { task: 'classification', classCount: 4 } as const;
    const model = await fitBoostedTrees(train.features, train.labels, options, pool);
    const predicted = model.predictValues(holdout.features);
    const right = predicted.reduce((sum, label, row) => sum + (label === holdout.labels[row] ? 1 : 0), 0);
    expect(right / 1500).toBeGreaterThan(0.985);
    const probabilities = model.predictProbabilities(holdout.features);
    for (let row = 0; row < 1500; row++) {
      const of = probabilities.subarray(4 * row, 4 * row + 4);
      expect(of.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 10);
      expect(of[3]).toBeLessThan(0.01);
      expect(of[3]).toBeGreaterThan(0);
    }
  });

  it('one class, ten rows, constant features and unseen levels do no harm', async () => {
    const one = await fitBoostedTrees(
      matrixOf(3, numeric('x', Float64Array.of(1, 2, 3))),
      Int32Array.of(0, 0, 0),
      twoClasses,
      pool,
    );
    for (const p of one.predictProbabilities(matrixOf(1, numeric('x', Float64Array.of(Number.NaN))))) {
      expect(p).toBeGreaterThan(0);
      expect(p).toBeLessThan(1);
    }
    const ten = matrixOf(
      10,
      numeric('x', new Float64Array(10).fill(7)),
      numeric('gone', new Float64Array(10).fill(Number.NaN)),
      categorical('c', new Int32Array(10), 1),
    );
    const values = Float64Array.from({ length: 10 }, (_, row) => row);
    const constant = await fitBoostedTrees(ten, values, { task: 'regression' }, pool);
    const unseen = matrixOf(
      1,
      numeric('x', Float64Array.of(9)),
      numeric('gone', Float64Array.of(1)),
      categorical('c', Int32Array.of(5), 1),
    );
    expect(constant.predictValues(unseen)[0]).toBeCloseTo(4.5, 10);
  });
});

describe('boosted trees, beside scikit-learn', () => {
  // HistGradientBoosting 1.9.1 on these rows: max_iter 60, learning_rate .1, max_leaf_nodes 15, min_samples_leaf 20,
  // l2_regularization 1, no early stopping, the third feature categorical.
  const settings = { rounds: 60, learningRate: 0.1, maxLeaves: 15, minLeafRows: 20, ridge: 1 };
  const reference = { auc: 0.7890612878976696, logLoss: 0.5586573822087813, r2: 0.805021974874881 };
  const threeClasses = 0.5915084212073743;
  // The same without the third feature, the others times 100 and rounded down.
  const wholeNumbers = {
    logLoss: 0.6630142012919329,
    first: [
      0.578522596298236, 0.8302146644907769, 0.31273685401711815, 0.23303198127425603, 0.4646533460253285,
    ],
  };
  const table = makeTable();
  const train = takeRows(table.features, rowsFrom(0));
  const holdout = takeRows(table.features, rowsFrom(2000));
  const truth = table.labels.slice(2000);

  it('two classes', async () => {
    const model = await fitBoostedTrees(
      train,
      table.labels.slice(0, 2000),
      { ...twoClasses, ...settings },
      pool,
    );
    const probabilities = model.predictProbabilities(holdout);
    // Categories are ranked a little differently.
    expect(Math.abs(aucOf(probabilities, truth) - reference.auc)).toBeLessThan(0.01);
    expect(Math.abs(logLossOf(probabilities, truth, 2) - reference.logLoss)).toBeLessThan(0.01);
  });

  it('whole numbers, which both bin alike, give the same model', async () => {
    const coarse = ({ rowCount, features }: FeatureMatrix) => ({
      rowCount,
      features: [0, 1, 3, 4].map((column) => {
        const { name, values } = features[column] as NumericFeature;
        return numeric(
          name,
          values.map((value) => Math.floor(100 * value)),
        );
      }),
    });
    const labels = table.labels.slice(0, 2000);
    const model = await fitBoostedTrees(coarse(train), labels, { ...twoClasses, ...settings }, pool);
    const probabilities = model.predictProbabilities(coarse(holdout));
    expect(Math.abs(logLossOf(probabilities, truth, 2) - wholeNumbers.logLoss)).toBeLessThan(1e-4);
    for (const [row, expected] of wholeNumbers.first.entries()) {
      expect(Math.abs(probabilities[2 * row + 1]! - expected)).toBeLessThan(1e-4);
    }
  });

  it('numbers as target, and three classes', async () => {
    const values = table.values.slice(0, 2000);
    const regression = await fitBoostedTrees(train, values, { task: 'regression', ...settings }, pool);
    const r2 = rSquared({
      actual: table.values.slice(2000),
      predicted: regression.predictValues(holdout),
    });
    expect(Math.abs(r2 - reference.r2)).toBeLessThan(0.01);
    const three = await fitBoostedTrees(
      train,
      table.classes.slice(0, 2000),
      { task: 'classification', classCount: 3, ...settings },
      pool,
    );
    const loss = logLossOf(three.predictProbabilities(holdout), table.classes.slice(2000), 3);
    expect(Math.abs(loss - threeClasses)).toBeLessThan(0.02);
  });

  it('are the same on one thread and on two', async () => {
    const two = createWorkerPool(2);
    try {
      const labels = table.labels.slice(0, 2000);
      const here = await fitBoostedTrees(train, labels, twoClasses, pool);
      const there = await fitBoostedTrees(train, labels, twoClasses, two);
      expect(there.predictProbabilities(holdout)).toEqual(here.predictProbabilities(holdout));
    } finally {
      await two.close();
    }
  });
});

function rowsFrom(first: number): Int32Array {
  return Int32Array.from({ length: 2000 }, (_, i) => first + i);
}

function makeTable() {
  const next = congruential(11);
  const count = 4000;
  const columns = Array.from({ length: 5 }, () => new Float64Array(count));
  const labels = new Int32Array(count);
  const classes = new Int32Array(count);
  const values = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    const u = Array.from({ length: 7 }, next) as [number, number, number, number, number, number, number];
    const code = Math.floor(u[2] * 12);
    const cells = [u[0], u[1] * u[1], code, u[3] < 0.2 ? Number.NaN : u[3], u[4]];
    for (const [column, cell] of cells.entries()) columns[column]![row] = cell;
    const logit = 4 * (u[0] - 0.5) * (code % 3 === 0 ? 1 : -1) + 2 * u[1] * u[1] - 0.7 + (u[3] < 0.2 ? 1 : 0);
    labels[row] = u[5] < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
    classes[row] = labels[row]! + (u[0] > 0.6 ? 1 : 0);
    values[row] = logit + 2 * (u[6] - 0.5);
  }
  const features = matrixOf(
    count,
    numeric('a', columns[0]!),
    numeric('b', columns[1]!),
    categorical('c', Int32Array.from(columns[2]!), 12),
    numeric('d', columns[3]!),
    numeric('e', columns[4]!),
  );
  return { features, labels, classes, values };
}

function logLossOf(probabilities: Float64Array, labels: Int32Array, classCount: number): number {
  let loss = 0;
  for (const [row, label] of labels.entries()) loss -= Math.log(probabilities[row * classCount + label]!);
  return loss / labels.length;
}
