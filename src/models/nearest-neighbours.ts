import { type EncodedRows, findNearestRowsHere } from '../kernels/nearest-rows.ts';
import type { WorkerPool } from '../kernels/worker-pool.ts';
import { fitMidRankDistribution } from '../statistics/mid-rank-distribution.ts';
import { randomStream } from '../statistics/random.ts';
import { type FeatureMatrix, takeRows } from './feature-matrix.ts';
import { checkFit, type FitTask, type Model, mostProbableClass } from './model.ts';

export interface NearestNeighboursOptions extends FitTask {
  /** 25 unless given; all rows where there are fewer. */
  readonly neighbours?: number;
  /** Decides which of equally distant rows count. */
  readonly seed: number;
}

/**
 * The k nearest rows of the fit vote (Fix and Hodges, "Discriminatory analysis", 1951): class shares, or the mean. The
 * distance is the sum over features of the difference in mid-rank for numbers and of 0 or 1 for categories; missing is
 * 0 from missing and 1 from a value. Of rows at the k-th distance those that come first in an order drawn from the seed
 * are taken, so that the file's order says nothing. Exact; the same with any number of threads.
 *
 * `target`: class codes 0 … classCount − 1, or finite numbers.
 */
export function fitNearestNeighbours(
  features: FeatureMatrix,
  target: Float64Array | Int32Array,
  options: NearestNeighboursOptions,
  pool: WorkerPool,
): Model {
  const { task, seed, neighbours = 25 } = options;
  const classCount = checkFit(features, target, options);
  if (!(neighbours >= 1)) throw new RangeError('A vote needs at least one neighbour.');
  const order = Int32Array.from({ length: features.rowCount }, (_, row) => row);
  randomStream(seed, 'nearest-neighbours').shuffle(order);
  const shuffled = takeRows(features, order);
  const scales = shuffled.features.map((feature) =>
    feature.kind === 'numeric' ? scaleOf(feature.values) : null,
  );
  const base = encode(shuffled, scales);
  const values = Float64Array.from(order, (row) => target[row]!);
  const weights = classCount > 0 ? (options.classWeights ?? new Float64Array(classCount).fill(1)) : null;
  const k = Math.min(neighbours, features.rowCount);

  function nearestOf(matrix: FeatureMatrix): Int32Array {
    if (matrix.features.length !== scales.length) {
      throw new RangeError(`The model reads ${scales.length} features, but got ${matrix.features.length}.`);
    }
    return findNearestRowsHere({ queries: encode(matrix, scales), base, k, pool }).indices;
  }

  function predictProbabilities(matrix: FeatureMatrix): Float64Array {
    if (weights === null) throw new TypeError('A regression has no class probabilities.');
    const nearest = nearestOf(matrix);
    const probabilities = new Float64Array(matrix.rowCount * classCount);
    for (let row = 0; row < matrix.rowCount; row++) {
      let total = 0;
      for (let i = row * k; i < (row + 1) * k; i++) {
        const label = values[nearest[i]!]!;
        probabilities[row * classCount + label]! += weights[label]!;
        total += weights[label]!;
      }
      for (let label = 0; label < classCount; label++) {
        // Where all neighbours weigh nothing, nothing is known.
        const at = row * classCount + label;
        probabilities[at] = total > 0 ? probabilities[at]! / total : 1 / classCount;
      }
    }
    return probabilities;
  }

  return {
    task,
    classCount,
    predictProbabilities,
    predictValues(matrix) {
      if (task === 'classification') return mostProbableClass(predictProbabilities(matrix), classCount);
      const nearest = nearestOf(matrix);
      return Float64Array.from({ length: matrix.rowCount }, (_, row) => {
        let sum = 0;
        for (let i = row * k; i < (row + 1) * k; i++) sum += values[nearest[i]!]!;
        return sum / k;
      });
    },
  };
}

/** Null where every cell is missing. */
type Scale = ((value: number) => number) | null;

function scaleOf(values: Float64Array): Scale {
  return values.every(Number.isNaN) ? null : fitMidRankDistribution(values);
}

function encode(matrix: FeatureMatrix, scales: readonly Scale[]): EncodedRows {
  const numeric: Float64Array[] = [];
  const codes: Int32Array[] = [];
  for (const [f, feature] of matrix.features.entries()) {
    if (feature.kind === 'categorical') {
      codes.push(feature.codes);
      continue;
    }
    const scale = scales[f];
    // A feature that the fit never saw filled tells nothing.
    numeric.push(scale ? feature.values.map(scale) : new Float64Array(matrix.rowCount));
  }
  return { rowCount: matrix.rowCount, numeric, codes };
}
