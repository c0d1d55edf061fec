import type { FitTask, Model } from './model.ts';

/**
 * What can be predicted without looking at any feature: the class shares of the fit, or its mean. Its AUC is 0.5,
 * its R² about 0; a model that does no better has learnt nothing.
 */
export function fitBaseline(
  target: Float64Array | Int32Array,
  options: Pick<FitTask, 'task' | 'classCount'>,
): Model {
  const { task } = options;
  if (target.length === 0) throw new RangeError('A baseline needs at least one row.');
  const classCount = task === 'classification' ? (options.classCount ?? 0) : 0;
  const shares = new Float64Array(classCount);
  let mean = 0;
  for (const value of target) {
    if (task === 'classification') shares[value]! += 1 / target.length;
    else mean += value / target.length;
  }
  const majority = shares.indexOf(shares.reduce((most, share) => Math.max(most, share), 0));

  return {
    task,
    classCount,
    predictProbabilities({ rowCount }) {
      if (task === 'regression') throw new TypeError('A regression baseline has no class probabilities.');
      const probabilities = new Float64Array(rowCount * classCount);
      for (let row = 0; row < rowCount; row++) probabilities.set(shares, row * classCount);
      return probabilities;
    },
    predictValues: ({ rowCount }) =>
      new Float64Array(rowCount).fill(task === 'classification' ? majority : mean),
  };
}
