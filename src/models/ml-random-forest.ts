import { RandomForestClassifier, RandomForestRegression } from 'ml-random-forest';
import { randomStream } from '../statistics/random.ts';
import { encodeRows, fitEncoding } from './dense-encoding.ts';
import { type FeatureMatrix, takeRows } from './feature-matrix.ts';
import { type Model, mostProbableClass } from './model.ts';
import type { ForestOptions } from './random-forest.ts';

/** Time grows with the square of the rows in ml-random-forest. */
export const mostFittedRows = 1000;

export interface MlForest extends Model {
  /** Rows that the fit saw. */
  readonly fittedRows: number;
  /** Whether those are a sample of the rows that were given. */
  readonly sampled: boolean;
}

/**
 * The same task by another implementation, ml-random-forest, to check our own forest against. It differs: features are
 * drawn per tree, trees vote instead of averaging shares, categories are indicator columns of the ten most frequent
 * levels (a missing cell is a level), missing numbers become the median. Fits at most 1,000 rows, beyond that a seeded
 * sample. Class weights, depth and leaf size are not supported and ignored.
 */
export function fitMlRandomForest(
  features: FeatureMatrix,
  target: Float64Array | Int32Array,
  options: Pick<ForestOptions, 'task' | 'classCount' | 'trees' | 'seed'>,
): MlForest {
  const { task, trees } = options;
  const classCount = task === 'classification' ? (options.classCount ?? 0) : 0;
  const random = randomStream(options.seed, 'ml-random-forest');
  const sampled = features.rowCount > mostFittedRows;
  const rows = sampled
    ? random.stream('rows').sample(mostFittedRows, features.rowCount)
    : Int32Array.from({ length: features.rowCount }, (_, row) => row);
  const fitted = takeRows(features, rows);
  const encoding = fitEncoding(fitted);
  const encoded = encodeRows(fitted, encoding);
  const columns = encoded[0]?.length ?? 0;
  if (columns === 0) throw new RangeError('A forest needs at least one row and one feature.');
  // The whole draw of features is made once per tree, so it has to be generous. Given as a fraction, because the
  // library reads 1 as "all".
  const drawn = Math.max(1, Math.round((2 / 3) * columns));
  const libraryOptions = {
    seed: random.stream('library').uint32() | 0,
    nEstimators: trees,
    maxFeatures: Math.min(1, (drawn + 0.5) / columns),
    replacement: false,
    useSampleBagging: true,
    // With out-of-bag estimates it throws as soon as some tree has every row in its bag.
    noOOB: true,
  };
  const labels = Array.from(rows, (row) => target[row]!);
  const model =
    task === 'classification'
      ? new RandomForestClassifier(libraryOptions)
      : new RandomForestRegression(libraryOptions);
  model.train(encoded, labels);

  /** Calls back with each row's prediction by each tree. */
  function forEachVote(matrix: FeatureMatrix, visit: (row: number, value: number) => void): void {
    if (matrix.rowCount === 0) return;
    const votes = model.predictionValues(encodeRows(matrix, encoding));
    for (let row = 0; row < matrix.rowCount; row++) {
      for (let tree = 0; tree < trees; tree++) visit(row, votes.get(row, tree));
    }
  }

  function predictProbabilities(matrix: FeatureMatrix): Float64Array {
    if (task === 'regression') throw new TypeError('A regression forest has no class probabilities.');
    const probabilities = new Float64Array(matrix.rowCount * classCount);
    // The library's own predictProbability forgets the first tree's vote.
    forEachVote(matrix, (row, label) => {
      probabilities[row * classCount + label]! += 1 / trees;
    });
    return probabilities;
  }

  return {
    task,
    classCount,
    fittedRows: rows.length,
    sampled,
    predictProbabilities,
    predictValues(matrix) {
      if (task === 'classification') return mostProbableClass(predictProbabilities(matrix), classCount);
      const values = new Float64Array(matrix.rowCount);
      forEachVote(matrix, (row, value) => {
        values[row]! += value / trees;
      });
      return values;
    },
  };
}
