import type { WorkerPool } from '../kernels/worker-pool.ts';
import { type FeatureMatrix, takeRows } from '../models/feature-matrix.ts';
import { fitForest } from '../models/random-forest.ts';
import type { Random } from '../statistics/random.ts';
import { learningRows, learningTask } from './learning-task.ts';
import type { Cells, Rows } from './rows.ts';

/** Rows that a model is fitted on at most: more hardly change what it guesses. */
export const mostFittedRows = 20_000;

/** Beyond so many categories of the secret a forest's leaves hold too few rows of each. */
export const mostClasses = 50;

/**
 * Guesses of a secret for every row of train and of the holdout, by a random forest fitted on the synthetic rows whose
 * secret is known. Codes or numbers, as in the columns; null where nothing can be fitted.
 *
 * @param order the synthetic rows in an order that does not depend on the file's
 */
export async function guessByModel(
  { train, holdout, synthetic }: { train: Rows; holdout: Rows; synthetic: Rows },
  { secret, known, order }: { secret: string; known: readonly string[]; order: Int32Array },
  random: Random,
  pool: WorkerPool,
): Promise<readonly [Float64Array, Float64Array] | null> {
  const task = learningTask(secret, [train, holdout]);
  if (task.kind === 'classification' && task.classes.length > mostClasses) return null;
  const levels = new Map<string, number>();
  for (const [name, cells] of synthetic.columns) {
    if (cells.type === 'coded') levels.set(name, cells.levels.length);
  }
  const fit = learningRows(inOrder(synthetic, [secret, ...known], order), task, known, levels);
  const available = fit.labels.length;
  if (available === 0) return null;
  const sample = random.stream('rows').sample(Math.min(mostFittedRows, available), available);
  const forest = await fitForest(
    takeRows(fit.features, sample),
    task.kind === 'regression'
      ? Float64Array.from(sample, (row) => fit.labels[row] as number)
      : sample.map((row) => fit.labels[row] as number),
    {
      task: task.kind,
      trees: 50,
      seed: random.stream('forest').uint32(),
      ...(task.kind === 'classification' ? { classCount: task.classes.length } : {}),
    },
    pool,
  );
  const guess = (rows: Rows) => {
    const values = forest.predictValues(featuresOf(rows, known, levels));
    return task.kind === 'regression' ? values : values.map((label) => task.classes[label] as number);
  };
  return [guess(train), guess(holdout)];
}

function inOrder(rows: Rows, names: readonly string[], order: Int32Array): Rows {
  const columns = new Map<string, Cells>();
  for (const name of names) {
    const cells = rows.columns.get(name) as Cells;
    columns.set(
      name,
      cells.type === 'number'
        ? { ...cells, values: Float64Array.from(order, (row) => cells.values[row] as number) }
        : { ...cells, codes: order.map((row) => cells.codes[row] as number) },
    );
  }
  return { rowCount: rows.rowCount, columns };
}

/** All rows, those too whose secret is not known. */
function featuresOf(
  rows: Rows,
  names: readonly string[],
  levels: ReadonlyMap<string, number>,
): FeatureMatrix {
  return {
    rowCount: rows.rowCount,
    features: names.map((name) => {
      const cells = rows.columns.get(name) as Cells;
      if (cells.type === 'number') return { kind: 'numeric', name, values: cells.values };
      return {
        kind: 'categorical',
        name,
        codes: cells.codes,
        levelCount: levels.get(name) ?? cells.levels.length,
      };
    }),
  };
}
