import { takeRows } from '../models/feature-matrix.ts';
import { fitModel, type ModelName } from '../models/fit-model.ts';
import { classMetrics, valueMetrics } from '../statistics/prediction-metrics.ts';
import { randomStream } from '../statistics/random.ts';
import { defineCandidateArtifact, runData } from './artifact.ts';
import { learningSides } from './learning-sides.ts';
import type { LearningRows, LearningTask } from './learning-task.ts';
import { candidateDigest } from './table-digest.ts';
import { targetScores } from './trained-models.ts';

/** By target and model: the variance of its AUC or R² over other candidates of the same generator. */
export type LearningNoise = ReadonlyMap<string, ReadonlyMap<ModelName, number>>;

/**
 * How much a model's score would move had the generator been sampled anew. Two files of one generator teach slightly
 * different models, which a bootstrap of the holdout does not see. The candidate's rows are dealt into disjoint parts; the
 * variance of the parts' scores over their number stands for the whole's (batch means): learning curves flatten, so
 * this errs upwards. From so few parts the variance is itself uncertain: its upper 80 % limit is
 * taken. Models that parts are too small for are left out.
 * Source: Asmussen and Glynn (2007), Stochastic Simulation, section IV.5 (batching).
 */
export const learningNoise = defineCandidateArtifact({
  id: 'learning-noise',
  requires: { runData, learningSides, candidateDigest, targetScores },
  async make({ runData, learningSides, candidateDigest, targetScores }, { pool }): Promise<LearningNoise> {
    const noise = new Map<string, Map<ModelName, number>>();
    for (const [target, scored] of targetScores) {
      const sides = learningSides.get(target);
      if (scored.status !== 'scored' || sides?.status !== 'ready') continue;
      const { task, test, synthetic: fit } = sides;
      const plan = planFor(Math.min(fit.features.rowCount, scored.trainRows));
      if (plan === null) continue;
      // By the candidate's bytes, so that a result saved alone is the same as one of a run of many.
      const random = randomStream(runData.options.seed, 'learning-noise', candidateDigest, target);
      const order = Int32Array.from({ length: fit.features.rowCount }, (_, row) => row);
      random.shuffle(order);
      const ofModels = new Map<ModelName, number>();
      for (const { model } of scored.models) {
        if (!compared.has(model)) continue;
        const scores: number[] = [];
        for (let part = 0; part < plan.parts; part++) {
          const rows = order.subarray(part * plan.size, (part + 1) * plan.size);
          const labels =
            fit.labels instanceof Int32Array ? rows.map((row) => fit.labels[row] as number) : null;
          if (labels !== null && new Set(labels).size < 2) break;
          const values = labels ?? Float64Array.from(rows, (row) => fit.labels[row] as number);
          const fitted = await fitModel(
            model,
            takeRows(fit.features, rows),
            values,
            {
              task: task.kind,
              seed: random.stream(`${model}-${part}`).uint32(),
              ...(task.kind === 'classification' ? { classCount: task.classes.length } : {}),
            },
            pool,
          );
          scores.push(
            scoreOf(task, test, {
              probabilities: () => fitted.predictProbabilities(test.features),
              values: () => fitted.predictValues(test.features),
            }),
          );
        }
        const variance = scores.length === plan.parts ? varianceOf(scores) / plan.parts : Number.NaN;
        if (Number.isFinite(variance)) ofModels.set(model, variance * plan.upper);
      }
      noise.set(target, ofModels);
    }
    return noise;
  },
});

/** Models by which candidates are compared. */
const compared = new Set<ModelName>(['random-forest', 'ml-random-forest', 'gradient-boosting', 'linear']);

/** Upper 80 % limit over estimate: degrees of freedom over the 20 % quantile of chi-square. */
const plans = [
  { parts: 8, least: 800, upper: 7 / 3.822 },
  { parts: 4, least: 200, upper: 3 / 1.005 },
];

function planFor(rows: number): { parts: number; size: number; upper: number } | null {
  const plan = plans.find(({ least }) => rows >= least);
  return plan ? { parts: plan.parts, upper: plan.upper, size: Math.floor(rows / plan.parts) } : null;
}

function scoreOf(
  task: LearningTask,
  test: LearningRows,
  predict: { probabilities(): Float64Array; values(): Float64Array },
): number {
  if (task.kind === 'regression') {
    const bound = { actual: test.labels as Float64Array, predicted: predict.values() };
    return valueMetrics.r2(bound)(null);
  }
  const bound = {
    classCount: task.classes.length,
    labels: test.labels as Int32Array,
    probabilities: predict.probabilities(),
  };
  return classMetrics.auc(bound)(null);
}

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
