import { afterAll, describe, expect, it } from 'vitest';
import { createInlinePool, createWorkerPool } from '../../src/kernels/worker-pool.ts';
import { fitNearestNeighbours } from '../../src/models/nearest-neighbours.ts';
import { rSquared } from '../../src/statistics/r-squared.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { aucOf, categorical, flipped, matrixOf, numeric, uniforms } from './tables.ts';

const pool = createInlinePool();
const threads = createWorkerPool(2);
afterAll(() => threads.close());
const twoClasses = { task: 'classification', classCount: 2, seed: 1 } as const;

describe('nearest neighbours', () => {
  const fit = matrixOf(
    4,
    numeric('x', Float64Array.of(1, 2, 3, 4)),
    categorical('c', Int32Array.of(0, 0, 1, -1), 2),
  );

  it('vote by hand', () => {
    // Mid-ranks are 1/8, 3/8, 5/8, 7/8; the query's is 1/2 and its category 1.
    const query = matrixOf(1, numeric('x', Float64Array.of(2.5)), categorical('c', Int32Array.of(1), 2));
    const vote = (neighbours: number) =>
      fitNearestNeighbours(fit, Int32Array.of(0, 0, 1, 1), { ...twoClasses, neighbours }, pool);
    expect([...vote(1).predictProbabilities(query)]).toEqual([0, 1]);
    // Row 3 at 1/8, row 2 at 1 + 1/8, rows 1 and 4 at 1 + 3/8.
    expect([...vote(2).predictProbabilities(query)]).toEqual([0.5, 0.5]);
    expect([...vote(99).predictProbabilities(query)]).toEqual([0.5, 0.5]);
    expect([...vote(2).predictValues(query)]).toEqual([0]);
  });

  it('average by hand, missing nearest to missing', () => {
    const values = Float64Array.of(10, 20, 30, 70);
    const model = fitNearestNeighbours(fit, values, { task: 'regression', neighbours: 1, seed: 1 }, pool);
    const query = matrixOf(2, numeric('x', Float64Array.of(4, 1)), categorical('c', Int32Array.of(-1, 0), 2));
    expect([...model.predictValues(query)]).toEqual([70, 10]);
    expect(() => model.predictProbabilities(query)).toThrow(TypeError);
  });

  it('of rows at one distance the seed chooses, not the file', () => {
    const same = matrixOf(400, numeric('x', new Float64Array(400).fill(7)));
    const labels = Int32Array.from({ length: 400 }, (_, row) => (row < 200 ? 0 : 1));
    const shareOf = (seed: number) =>
      fitNearestNeighbours(same, labels, { ...twoClasses, neighbours: 100, seed }, pool).predictProbabilities(
        matrixOf(1, numeric('x', Float64Array.of(7))),
      )[1]!;
    const shares = Array.from({ length: 20 }, (_, seed) => shareOf(seed));
    expect(new Set(shares).size).toBeGreaterThan(5);
    // Hypergeometric: 100 of 400, half of them positive; standard deviation .043.
    for (const share of shares) expect(Math.abs(share - 0.5)).toBeLessThan(0.18);
    expect(shareOf(3)).toBe(shareOf(3));
  });

  it('learn what is there, with any number of threads, and survive what is missing', () => {
    const random = randomStream(5, 'nearest-neighbours-test');
    const drawn = (rows: number) => {
      const x = uniforms(random, rows);
      const c = Int32Array.from({ length: rows }, () => random.below(3));
      const labels = Int32Array.from(x, (value, row) =>
        flipped(random, value + 0.3 * c[row]! > 0.8 ? 1 : 0, 0.1),
      );
      const gone = numeric('gone', new Float64Array(rows).fill(Number.NaN));
      return { features: matrixOf(rows, numeric('x', x), categorical('c', c, 3), gone), labels, x };
    };
    const [train, test] = [drawn(1500), drawn(1500)];
    const one = fitNearestNeighbours(train.features, train.labels, twoClasses, pool);
    const two = fitNearestNeighbours(train.features, train.labels, twoClasses, threads);
    const probabilities = one.predictProbabilities(test.features);
    expect([...two.predictProbabilities(test.features)]).toEqual([...probabilities]);
    // The best possible: 10 % of labels are flipped at random.
    expect(aucOf(probabilities, test.labels)).toBeGreaterThan(0.85);
    const number = fitNearestNeighbours(train.features, train.x, { task: 'regression', seed: 1 }, pool);
    expect(rSquared({ actual: test.x, predicted: number.predictValues(test.features) })).toBeGreaterThan(
      0.97,
    );
  });
});
