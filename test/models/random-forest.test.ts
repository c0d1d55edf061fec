import { describe, expect, it } from 'vitest';
import { createInlinePool, createWorkerPool, type WorkerPool } from '../../src/kernels/worker-pool.ts';
import type { FeatureMatrix } from '../../src/models/feature-matrix.ts';
import { type ForestOptions, fitForest } from '../../src/models/random-forest.ts';
import { rSquared } from '../../src/statistics/r-squared.ts';
import { type Random, randomStream } from '../../src/statistics/random.ts';
import { aucOf, categorical, flipped, matrixOf, numeric, uniforms } from './tables.ts';

const pool = createInlinePool();
const twoClasses = { task: 'classification', classCount: 2, trees: 40, seed: 1 } as const;
const numbers = { task: 'regression', trees: 40, seed: 1 } as const;

interface Labelled {
  features: FeatureMatrix;
  labels: Int32Array;
}

async function holdoutAuc(make: (random: Random) => Labelled, options: Partial<ForestOptions> = {}) {
  const train = make(randomStream(1, 'train'));
  const holdout = make(randomStream(1, 'holdout'));
  const forest = await fitForest(train.features, train.labels, { ...twoClasses, ...options }, pool);
  return aucOf(forest.predictProbabilities(holdout.features), holdout.labels);
}

describe('random forest, two classes', () => {
  it('learns exclusive or', async () => {
    const auc = await holdoutAuc((random) => {
      const columns = Array.from({ length: 5 }, () => uniforms(random, 2000));
      const labels = Int32Array.from({ length: 2000 }, (_, row) =>
        columns[0]![row]! > 0.5 === columns[1]![row]! > 0.5 ? 1 : 0,
      );
      return { features: matrixOf(2000, ...columns.map((values, i) => numeric(`x${i}`, values))), labels };
    });
    expect(auc).toBeGreaterThan(0.97);
  });

  it('finds nothing in noise', async () => {
    const auc = await holdoutAuc((random) => {
      const features = matrixOf(
        4000,
        numeric('x', uniforms(random, 4000)),
        numeric('y', uniforms(random, 4000)),
        categorical(
          'z',
          Int32Array.from({ length: 4000 }, () => random.below(300)),
          300,
        ),
      );
      return { features, labels: Int32Array.from({ length: 4000 }, () => random.below(2)) };
    });
    // Standard error of an AUC of one half: √((n₁ + n₀ + 1) / (12 n₁ n₀)) = .0091.
    expect(Math.abs(auc - 0.5)).toBeLessThan(3.5 * 0.0091);
  });

  it('learns a rule about categories alone, up to what can be known', async () => {
    const auc = await holdoutAuc((random) => {
      const codes = Int32Array.from({ length: 4000 }, () => random.below(40));
      const labels = codes.map((code) => flipped(random, ((code * 7) % 11) % 2, 0.1));
      return { features: matrixOf(4000, categorical('code', codes, 40)), labels };
    });
    // 18 of 40 codes are positive: with q = .45 · .9 + .55 · .1 the shares of positives and negatives whose code says
    // so are .405 / q and .045 / (1 − q), and AUC = (1 + TPR − FPR) / 2.
    const positiveCodes = Array.from({ length: 40 }, (_, code) => ((code * 7) % 11) % 2).filter(
      Boolean,
    ).length;
    const share = positiveCodes / 40;
    const positives = share * 0.9 + (1 - share) * 0.1;
    const known = (1 + (share * 0.9) / positives - (share * 0.1) / (1 - positives)) / 2;
    expect(Math.abs(auc - known)).toBeLessThan(0.015);
  });

  it.each(['numeric', 'categorical'] as const)('reads what a missing %s cell says', async (kind) => {
    const auc = await holdoutAuc((random) => {
      const labels = new Int32Array(3000);
      const values = new Float64Array(3000);
      for (let row = 0; row < 3000; row++) {
        const missing = random.below(2);
        labels[row] = flipped(random, missing, 0.1);
        values[row] = missing === 1 ? Number.NaN : random.below(5);
      }
      const codes = Int32Array.from(values, (value) => (Number.isNaN(value) ? -1 : value));
      const feature = kind === 'numeric' ? numeric('x', values) : categorical('x', codes, 5);
      return { features: matrixOf(3000, feature), labels };
    });
    // TPR = .9, FPR = .1; the standard error is about .006.
    expect(Math.abs(auc - 0.9)).toBeLessThan(0.02);
  });

  it('weighs classes', async () => {
    const constant = matrixOf(1000, numeric('x', new Float64Array(1000)));
    const labels = Int32Array.from({ length: 1000 }, (_, row) => (row % 5 === 0 ? 1 : 0));
    const options = { ...twoClasses, trees: 200 };
    const plain = await fitForest(constant, labels, options, pool);
    const weighted = await fitForest(
      constant,
      labels,
      { ...options, classWeights: Float64Array.of(1, 4) },
      pool,
    );
    // A leaf of all rows: 200 / 1000, and 4 · 200 / (4 · 200 + 800). Each tree's bootstrap has an error of .013 (.02).
    expect(Math.abs(plain.predictProbabilities(constant)[1]! - 0.2)).toBeLessThan(0.004);
    expect(Math.abs(weighted.predictProbabilities(constant)[1]! - 0.5)).toBeLessThan(0.006);
  });

  it('sends levels it never saw to the larger side', async () => {
    const codes = Int32Array.from({ length: 1000 }, (_, row) => (row % 5 === 0 ? 3 : 0));
    const labels = codes.map((code) => (code === 3 ? 1 : 0));
    const forest = await fitForest(
      matrixOf(1000, categorical('code', codes, 4)),
      labels,
      { ...twoClasses, trees: 5 },
      pool,
    );
    // Known: 0 and 3. Known to the dictionary only: 1. Beyond it: 4, 9999. Missing: −1.
    const queries = matrixOf(6, categorical('code', Int32Array.of(0, 3, 1, 4, 9999, -1), 4));
    const probabilities = forest.predictProbabilities(queries);
    expect([1, 3, 5, 7, 9, 11].map((i) => probabilities[i])).toEqual([0, 1, 0, 0, 0, 0]);
  });

  it('takes thousands of levels and pools the rare ones', async () => {
    const auc = await holdoutAuc((random) => {
      // Half of the rows have one of 20 frequent codes, which tell; the others one of 3,000, which do not.
      const codes = Int32Array.from({ length: 6000 }, () =>
        random.below(2) === 0 ? random.below(20) : 20 + random.below(3000),
      );
      const labels = codes.map((code) =>
        code < 20 ? flipped(random, code % 2, 0.05) : flipped(random, 0, 0.5),
      );
      return { features: matrixOf(6000, categorical('code', codes, 3020)), labels };
    });
    // Scores .95, .5 and .05 with shares ¼, ½, ¼: AUC = ½ (1 + .4875 … ) by counting the nine pairs of blocks.
    const positive = [0.25 * 0.95, 0.25, 0.25 * 0.05].map((share) => share / 0.5);
    const negative = [0.25 * 0.05, 0.25, 0.25 * 0.95].map((share) => share / 0.5);
    let known = 0;
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) known += positive[i]! * negative[j]! * (i < j ? 1 : i === j ? 0.5 : 0);
    }
    expect(Math.abs(auc - known)).toBeLessThan(0.02);
  });

  it('knows one class only when it has seen no other', async () => {
    const features = matrixOf(50, numeric('x', uniforms(randomStream(1), 50)));
    const forest = await fitForest(features, new Int32Array(50), twoClasses, pool);
    expect([...forest.predictProbabilities(features).subarray(0, 2)]).toEqual([1, 0]);
  });
});

describe('random forest, many classes', () => {
  it('learns from numbers, categories and missing cells at once', async () => {
    const make = (random: Random) => {
      const rowCount = 3000;
      const x = uniforms(random, rowCount);
      const codes = new Int32Array(rowCount);
      const labels = new Int32Array(rowCount);
      for (let row = 0; row < rowCount; row++) {
        codes[row] = random.below(13) - 1;
        // Missing: class 3. Otherwise the code's remainder, and above .7 the next class.
        const label = codes[row]! < 0 ? 3 : ((codes[row]! % 3) + (x[row]! > 0.7 ? 1 : 0)) % 3;
        labels[row] = random.uniform() < 0.1 ? random.below(4) : label;
      }
      const noise = numeric('noise', uniforms(random, rowCount));
      return { features: matrixOf(rowCount, numeric('x', x), categorical('code', codes, 12), noise), labels };
    };
    const train = make(randomStream(1, 'train'));
    const holdout = make(randomStream(1, 'holdout'));
    const forest = await fitForest(train.features, train.labels, { ...twoClasses, classCount: 4 }, pool);
    const chosen = forest.predictValues(holdout.features);
    const right = holdout.labels.filter((label, row) => label === chosen[row]).length / 3000;
    // The best possible is 1 − .1 · ¾ = .925, with a standard error of .005.
    expect(right).toBeGreaterThan(0.905);
    const probabilities = forest.predictProbabilities(holdout.features);
    for (let row = 0; row < 3000; row++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) sum += probabilities[4 * row + k]!;
      expect(sum).toBeCloseTo(1, 10);
    }
  });

  it('agrees with the two-class forest when the third class never occurs', async () => {
    const random = randomStream(5, 'three-as-two');
    const x = uniforms(random, 1500);
    const codes = Int32Array.from({ length: 1500 }, () => random.below(6));
    const labels = codes.map((code, row) => flipped(random, x[row]! + code / 10 > 0.7 ? 1 : 0, 0.2));
    const features = matrixOf(1500, numeric('x', x), categorical('code', codes, 6));
    const two = await fitForest(features, labels, twoClasses, pool);
    const three = await fitForest(features, labels, { ...twoClasses, classCount: 3 }, pool);
    const ofTwo = two.predictProbabilities(features);
    const ofThree = three.predictProbabilities(features);
    // The same impurity and the same draws; only ties between splits may be broken differently.
    let apart = 0;
    for (let row = 0; row < 1500; row++)
      apart += Math.abs(ofTwo[2 * row + 1]! - ofThree[3 * row + 1]!) / 1500;
    expect(apart).toBeLessThan(0.02);
  });
});

describe('random forest, regression', () => {
  it('follows a monotone curve, at any offset', async () => {
    const random = randomStream(2, 'regression');
    const x = Float64Array.from({ length: 3000 }, () => 2 * random.uniform() - 1);
    const target = x.map((value) => 1e7 + value ** 3 + 0.05 * random.normal());
    const features = matrixOf(3000, numeric('x', x), numeric('noise', uniforms(random, 3000)));
    const forest = await fitForest(features, target, { ...numbers, featureShare: 1 }, pool);
    const grid = Float64Array.from({ length: 201 }, (_, i) => -1 + i / 100);
    const predicted = forest.predictValues(
      matrixOf(201, numeric('x', grid), numeric('noise', new Float64Array(201).fill(0.5))),
    );
    const actual = grid.map((value) => 1e7 + value ** 3);
    expect(rSquared({ actual, predicted })).toBeGreaterThan(0.99);
    for (let i = 40; i <= 200; i += 40) expect(predicted[i]!).toBeGreaterThan(predicted[i - 40]! - 0.01);
  });

  it('predicts the mean of a bootstrap where nothing can be split', async () => {
    const target = Float64Array.from({ length: 400 }, (_, row) => row % 4);
    const constant = matrixOf(400, numeric('x', new Float64Array(400).fill(7)));
    const forest = await fitForest(constant, target, { ...numbers, trees: 300 }, pool);
    // Standard error 1.118 / √400 / √300 = .0032.
    expect(Math.abs(forest.predictValues(constant)[0]! - 1.5)).toBeLessThan(0.012);
    expect(() => forest.predictProbabilities(constant)).toThrow(TypeError);
  });

  it('reads infinite values and missing ones', async () => {
    const x = Float64Array.from({ length: 300 }, (_, row) =>
      row % 3 === 0 ? Number.NaN : row % 3 === 1 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY,
    );
    const target = Float64Array.from({ length: 300 }, (_, row) => row % 3);
    const features = matrixOf(300, numeric('x', x));
    const forest = await fitForest(features, target, numbers, pool);
    const predicted = forest.predictValues(features);
    for (let row = 0; row < 3; row++) expect(predicted[row]).toBeCloseTo(row, 10);
  });
});

describe('random forest, reproducibility', () => {
  const random = randomStream(9, 'reproducibility');
  const x = uniforms(random, 600);
  const codes = Int32Array.from({ length: 600 }, () => random.below(8) - 1);
  const labels = Int32Array.from({ length: 600 }, (_, row) => flipped(random, x[row]! > 0.4 ? 1 : 0, 0.3));
  const features = matrixOf(600, numeric('x', x), categorical('code', codes, 7));
  const predict = async (seed: number, trees: number, through: WorkerPool = pool) =>
    (await fitForest(features, labels, { ...twoClasses, seed, trees }, through)).predictProbabilities(
      features,
    );

  it('depends on the seed and on nothing else', async () => {
    const first = await predict(1, 23);
    expect(await predict(1, 23)).toEqual(first);
    expect(await predict(2, 23)).not.toEqual(first);
  });

  it('does not depend on the order in which workers grow their trees', async () => {
    const backwards: WorkerPool = {
      ...pool,
      async map<Input, Output>(task: URL, inputs: readonly Input[]) {
        const outputs = await pool.map<Input, Output>(task, [...inputs].reverse());
        return outputs.reverse();
      },
    };
    expect(await predict(1, 23, backwards)).toEqual(await predict(1, 23));
  });

  it('is the same on two threads', async () => {
    const threads = createWorkerPool(2);
    try {
      expect(await predict(1, 23, threads)).toEqual(await predict(1, 23));
    } finally {
      await threads.close();
    }
  });

  it('a forest is the mean of its trees, each with its own stream', async () => {
    // Trees 0 … 4 are the same in the forests of 5 and of 10.
    const [five, ten] = [await predict(1, 5), await predict(1, 10)];
    const others = ten.map((value, i) => 2 * value - five[i]!);
    expect(others.every((value) => value > -1e-9 && value < 1 + 1e-9)).toBe(true);
    expect(others).not.toEqual(five);
  });

  it('says what is wrong with its inputs', async () => {
    await expect(fitForest(matrixOf(0), new Int32Array(0), twoClasses, pool)).rejects.toThrow('one row');
    await expect(fitForest(matrixOf(2), new Int32Array(2), twoClasses, pool)).rejects.toThrow('one feature');
    await expect(
      fitForest(
        features,
        labels.map(() => -1),
        twoClasses,
        pool,
      ),
    ).rejects.toThrow('Class codes');
    const gaps = new Float64Array(600).fill(Number.NaN);
    await expect(fitForest(features, gaps, numbers, pool)).rejects.toThrow('finite');
  });
});
