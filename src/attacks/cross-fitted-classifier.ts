import type { EncodedRows } from '../kernels/nearest-rows.ts';
import { type FeatureMatrix, takeRows } from '../models/feature-matrix.ts';
import { fitForest } from '../models/random-forest.ts';
import type { Random } from '../statistics/random.ts';
import type { Attack } from './attack.ts';

/**
 * A forest learns to tell synthetic rows from real ones; a person whom it takes for synthetic lies where the generator
 * puts its rows. Everybody is scored by a forest that was fitted without them: scored by one that saw them as real,
 * people would look safe, and differently so by chance.
 */
export const crossFittedClassifier: Attack = {
  id: 'cross-fitted-classifier',
  method: `Probability of being synthetic by a random forest fitted on synthetic rows and on the other half of the real ones; at most ${mostRows().toLocaleString('en')} rows a side, drawn at random (after Houssiau et al. 2022, TAPAS, and Lopez-Paz & Oquab 2017).`,
  async score({ synthetic, real }, { random, pool }) {
    const levelCounts = levelCountsOf([synthetic, real]);
    const syntheticFeatures = featuresOf(synthetic, levelCounts);
    const realFeatures = featuresOf(real, levelCounts);
    const halves = twoHalves(real.rowCount, random.stream('halves'));
    const scores = new Float64Array(real.rowCount);
    for (const [index, held] of halves.entries()) {
      const other = halves[1 - index] as Int32Array;
      if (held.length === 0 || other.length === 0) continue;
      const draw = random.stream(`fit-${index}`);
      const fake = takeRows(syntheticFeatures, atMost(allRows(synthetic.rowCount), draw.stream('synthetic')));
      const fit = stack(fake, takeRows(realFeatures, atMost(other, draw.stream('real'))));
      const labels = new Int32Array(fit.rowCount).fill(1, 0, fake.rowCount);
      const forest = await fitForest(
        fit,
        labels,
        {
          task: 'classification',
          classCount: 2,
          trees: 50,
          seed: draw.uint32(),
          // Both sides weigh the same, so that scores do not depend on how many synthetic rows there are.
          classWeights: Float64Array.of(1 / (fit.rowCount - fake.rowCount), 1 / fake.rowCount),
        },
        pool,
      );
      const probabilities = forest.predictProbabilities(takeRows(realFeatures, held));
      for (const [place, row] of held.entries()) scores[row] = probabilities[2 * place + 1] as number;
    }
    return scores;
  },
};

/** Beyond this a forest learns little more and takes long. A function, so that the method above can say it. */
function mostRows(): number {
  return 50_000;
}

function levelCountsOf(tables: readonly EncodedRows[]): number[] {
  return (tables[0]?.codes ?? []).map((_, column) =>
    tables.reduce(
      (most, { codes }) =>
        (codes[column] as Int32Array).reduce((high, code) => Math.max(high, code + 1), most),
      1,
    ),
  );
}

function featuresOf(
  { rowCount, numeric, codes }: EncodedRows,
  levelCounts: readonly number[],
): FeatureMatrix {
  return {
    rowCount,
    features: [
      ...numeric.map((values, column) => ({ kind: 'numeric' as const, name: `number-${column}`, values })),
      ...codes.map((column, index) => ({
        kind: 'categorical' as const,
        name: `code-${index}`,
        codes: column,
        levelCount: levelCounts[index] as number,
      })),
    ],
  };
}

function twoHalves(rowCount: number, random: Random): readonly [Int32Array, Int32Array] {
  const order = allRows(rowCount);
  random.shuffle(order);
  const middle = Math.floor(rowCount / 2);
  return [order.slice(0, middle), order.slice(middle)];
}

function allRows(rowCount: number): Int32Array {
  return Int32Array.from({ length: rowCount }, (_, row) => row);
}

function atMost(rows: Int32Array, random: Random): Int32Array {
  if (rows.length <= mostRows()) return rows;
  return random.sample(mostRows(), rows.length).map((place) => rows[place] as number);
}

function stack(first: FeatureMatrix, second: FeatureMatrix): FeatureMatrix {
  return {
    rowCount: first.rowCount + second.rowCount,
    features: first.features.map((feature, column) => {
      const other = second.features[column];
      if (feature.kind === 'numeric' && other?.kind === 'numeric') {
        const values = new Float64Array(feature.values.length + other.values.length);
        values.set(feature.values);
        values.set(other.values, feature.values.length);
        return { ...feature, values };
      }
      if (feature.kind === 'categorical' && other?.kind === 'categorical') {
        const codes = new Int32Array(feature.codes.length + other.codes.length);
        codes.set(feature.codes);
        codes.set(other.codes, feature.codes.length);
        return { ...feature, codes };
      }
      throw new Error('both tables have the same columns');
    }),
  };
}
