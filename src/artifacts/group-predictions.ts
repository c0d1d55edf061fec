import type { Evaluate } from '../statistics/predictions.ts';
import type { Random } from '../statistics/random.ts';
import { defineCandidateArtifact } from './artifact.ts';
import { groupLevels, rowsByGroup } from './group-levels.ts';
import { type LearningTask, takeLabels } from './learning-task.ts';
import { type Labels, mainMetricOf, prepareMetric } from './task-metrics.ts';
import { type ModelSides, referenceModels, type ScoredTarget, targetScores } from './trained-models.ts';

/** What one model, trained on train and on the candidate, predicts for the holdout’s people, and which groups they are in. */
export interface GroupPredictions {
  readonly target: string;
  readonly task: LearningTask;
  readonly model: string;
  readonly labels: Labels;
  /** Rows × classes, or one number per row: of the model trained on train, and of the one trained on the candidate. */
  readonly onReal: Float64Array;
  readonly onSynthetic: Float64Array;
  readonly groups: readonly TestGroup[];
  readonly units: Int32Array | null;
  /** The stream that resamples the holdout for this target. */
  resamples(): Random;
}

export interface TestGroup {
  readonly columns: readonly string[];
  readonly group: string;
  /** Rows among the test rows, ascending. */
  readonly rows: Int32Array;
}

/** Predictions by target, of the model that predicts best when it learns from real rows: what a team would use. */
export const groupPredictions = defineCandidateArtifact({
  id: 'group-predictions',
  requires: { groupLevels, targetScores, referenceModels },
  make({ groupLevels, targetScores, referenceModels }): readonly GroupPredictions[] {
    return [...targetScores.values()].flatMap((scored) => {
      if (scored.status !== 'scored') return [];
      const sides = bestOnReal(scored);
      if (!sides) return [];
      const { target, task, test, testUnits } = scored;
      const groups = groupLevels.flatMap(({ columns, groups, holdout }) => {
        if (!holdout) return [];
        const numbers = test.kept ? test.kept.map((row) => holdout[row] as number) : holdout;
        return rowsByGroup(numbers, groups.length).map((rows, number) => ({
          columns,
          group: groups[number] as string,
          rows,
        }));
      });
      return [
        {
          target,
          task,
          model: sides.model,
          labels: test.labels,
          onReal: sides.train.predictions,
          onSynthetic: sides.synthetic.predictions,
          groups,
          units: testUnits,
          resamples: () => referenceModels.resamples(target),
        },
      ];
    });
  },
});

/** The model with the best main metric when it learns from real rows; the first where none has one. */
export function bestOnReal({ models, task }: Pick<ScoredTarget, 'models' | 'task'>): ModelSides | undefined {
  const metric = mainMetricOf(task);
  const onReal = ({ train }: ModelSides) =>
    train.metrics.find((score) => score.metric === metric)?.value ?? Number.NEGATIVE_INFINITY;
  let best = models[0];
  for (const sides of models) if (best && onReal(sides) > onReal(best)) best = sides;
  return best;
}

/** A metric of the given rows alone, that reads the counts of a resample of all rows. */
export function metricWithin(
  { task, labels }: Pick<GroupPredictions, 'task' | 'labels'>,
  predictions: Float64Array,
  metric: string,
  rows: Int32Array,
): Evaluate {
  const evaluate = prepareMetric(
    task,
    metric,
    takeLabels(labels, rows),
    takePredictions(predictions, labels.length, rows),
  );
  const own = new Int32Array(rows.length);
  return (counts) => {
    if (counts === null) return evaluate(null);
    for (let i = 0; i < rows.length; i++) own[i] = counts[rows[i] as number] as number;
    return evaluate(own);
  };
}

function takePredictions(predictions: Float64Array, rowCount: number, rows: Int32Array): Float64Array {
  const width = predictions.length / rowCount;
  const taken = new Float64Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const from = (rows[i] as number) * width;
    taken.set(predictions.subarray(from, from + width), i * width);
  }
  return taken;
}
