import type { LearningNoise } from '../../artifacts/learning-noise.ts';
import type { PairedReplicates } from '../../artifacts/shared-resamples.ts';
import type { ModelSides, ScoredTarget } from '../../artifacts/trained-models.ts';
import type { Measure } from '../../result/document.ts';
import { aucContributions, rSquaredContributions } from '../../statistics/prediction-contributions.ts';

/**
 * Of the AUC or R² that a model trained on the candidate reaches on the holdout. The standard error holds
 * what the estimate's interval does not: that the candidate's own rows were drawn. Null for other metrics.
 */
export function learningReplicates(
  { paired, noise, holdoutRows }: { paired: PairedReplicates; noise: LearningNoise; holdoutRows: number },
  { model, synthetic }: ModelSides,
  { target, task, test }: ScoredTarget,
  metric: string,
): Measure['replicates'] {
  const lead = task.kind === 'classification' ? 'auc' : 'r2';
  const own = noise.get(target)?.get(model);
  const score = synthetic.metrics.find((one) => one.metric === metric);
  if (metric !== lead || own === undefined || score === undefined) return null;
  const contributions =
    task.kind === 'classification'
      ? aucContributions({
          classCount: task.classes.length,
          labels: test.labels as Int32Array,
          probabilities: synthetic.predictions,
        })
      : rSquaredContributions({
          actual: test.labels as Float64Array,
          predicted: synthetic.predictions,
        });
  if (contributions === null) return null;
  const holdout = new Float64Array(holdoutRows);
  let variance = 0;
  for (let row = 0; row < contributions.length; row++) {
    const contribution = contributions[row] as number;
    holdout[test.kept?.[row] ?? row] = contribution;
    variance += contribution ** 2;
  }
  const ownVariance = own + score.seedVariance;
  return paired(`${metric}-${model}-${target}`, {
    train: null,
    holdout,
    ownVariance,
    standardError: Math.sqrt(variance + ownVariance),
  });
}
