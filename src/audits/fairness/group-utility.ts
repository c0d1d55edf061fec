import { NotApplicable } from '../../artifacts/artifact.ts';
import { groupLevels } from '../../artifacts/group-levels.ts';
import {
  type GroupPredictions,
  groupPredictions,
  metricWithin,
  type TestGroup,
} from '../../artifacts/group-predictions.ts';
import { mainMetricOf } from '../../artifacts/task-metrics.ts';
import type { Detail, KnownEstimate, Measure } from '../../result/document.ts';
import { differenceTests, mostExtreme, type NormalEstimate } from '../../statistics/most-extreme.ts';
import { differenceReplicates, pairedBootstrap } from '../../statistics/paired-bootstrap.ts';
import { standardDeviationOf } from '../../statistics/replicate-spread.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { level, withInterval } from '../estimate.ts';
import { groupNote, mostGroupsShown } from './group-note.ts';
import { fewestOfClass, fewestRows, holdoutEstimate, replicates } from './holdout-estimate.ts';

/** Do models that learnt from the candidate serve every group as well as models that learnt from train? */
export const groupUtility = defineAudit({
  meta: {
    id: 'group-utility',
    category: 'fairness',
    title: 'Models trained on the candidate lose no more in any group than over all people',
    failureTitle: 'Models trained on the candidate serve some group worse',
    why: 'Utility over everybody hides a group for which the model has become useless. What counts is what the synthetic data adds to the differences that models trained on the real data have already.',
    remedy:
      'Give the group more rows in fitting the generator, or train with real rows of the group beside the synthetic ones.',
    evidence: ['fairness', 'utility'],
    measures: {
      auc: metricMeta('Area under the ROC curve within the group', 'auc'),
      r2: metricMeta('R² within the group', 'number'),
      'utility-gap': {
        title: 'Utility that the worst served group loses beyond what all people lose',
        unit: 'difference',
        better: 'lower',
        formula:
          'largest over groups of (loss in the group − loss over all people); loss: metric of the model trained on train − metric of the one trained on the candidate, same holdout rows. Its interval allows for its having been picked (Bonferroni)',
        reference: 0,
        counts: 'none',
      },
    },
    sources: [
      'Pereira et al. (2024). Assessment of differentially private synthetic data for utility and fairness. PLoS ONE 19(2)',
      'Efron & Tibshirani (1993). An introduction to the bootstrap',
    ],
  },
  requires: { groupLevels, groupPredictions },
  measure({ groupLevels, groupPredictions }) {
    if (groupPredictions.length === 0) {
      throw new NotApplicable('no target was named, or none could be learnt: give one with --target');
    }
    const parts = groupPredictions.map((predictions) => ({ predictions, served: servedGroups(predictions) }));
    const looked = parts.flatMap(({ served }) => served?.groups ?? []);
    if (looked.length === 0) throw new NotApplicable(tooSmall);
    return {
      summary: parts.map(({ predictions, served }) => sentenceFor(predictions, served)).join(' '),
      measures: parts.flatMap(({ predictions, served }) => (served ? measuresOf(predictions, served) : [])),
      details: [
        ...parts.flatMap(({ predictions, served }): Detail[] =>
          served ? [plotOf(predictions, served)] : [],
        ),
        {
          kind: 'note' as const,
          text: `${groupNote(groupLevels, looked.length)} A metric is given where a group has ${fewestRows} holdout rows and ${fewestOfClass} of every class. Intervals speak of other holdout people for these models, not of other draws of the data they learnt from.`,
        },
      ],
    };
  },
});

const tooSmall = `no group has ${fewestRows} holdout rows and ${fewestOfClass} of every class`;

function metricMeta(title: string, unit: 'auc' | 'number') {
  return {
    title,
    unit,
    better: 'higher' as const,
    formula: 'as in train-on-synthetic-test-on-real, holdout rows of the group only',
    reference: null,
    counts: 'none' as const,
  };
}

interface Served {
  readonly groups: readonly ServedGroup[];
  /** Loss in the group beyond the loss over all people, in the order of the groups. */
  readonly extraLoss: readonly NormalEstimate[];
}

interface ServedGroup extends TestGroup {
  readonly real: KnownEstimate;
  readonly synthetic: KnownEstimate;
}

/** Every group that is large enough, on resamples that all groups and both models share; null where there is none. */
function servedGroups(predictions: GroupPredictions): Served | null {
  const { labels, onReal, onSynthetic, task, units } = predictions;
  const metric = mainMetricOf(task);
  const groups = predictions.groups.filter(({ rows }) => isLargeEnough(predictions, rows));
  if (groups.length === 0) return null;
  const everybody = Int32Array.from(labels, (_, row) => row);
  const within = (rows: Int32Array) => [
    metricWithin(predictions, onReal, metric, rows),
    metricWithin(predictions, onSynthetic, metric, rows),
  ];
  const { points, values } = pairedBootstrap([everybody, ...groups.map(({ rows }) => rows)].flatMap(within), {
    rowCount: labels.length,
    replicates,
    random: predictions.resamples(),
    units,
  });
  const lossOf = (index: number) => ({
    value: (points[2 * index] as number) - (points[2 * index + 1] as number),
    replicates: differenceReplicates(
      values[2 * index] as Float64Array,
      values[2 * index + 1] as Float64Array,
    ),
  });
  const overall = lossOf(0);
  const estimate = (index: number, rows: number) =>
    holdoutEstimate(points[index] as number, rows, values[index] as Float64Array, 'metric');
  return {
    groups: groups.map((group, index) => ({
      ...group,
      real: estimate(2 * index + 2, group.rows.length),
      synthetic: estimate(2 * index + 3, group.rows.length),
    })),
    extraLoss: groups.map((_, index) => {
      const own = lossOf(index + 1);
      return {
        value: own.value - overall.value,
        standardError: standardDeviationOf(differenceReplicates(own.replicates, overall.replicates)),
      };
    }),
  };
}

function isLargeEnough({ task, labels }: GroupPredictions, rows: Int32Array): boolean {
  if (rows.length < fewestRows) return false;
  if (task.kind === 'regression') return true;
  const counts = new Int32Array(task.classes.length);
  for (const row of rows) {
    const label = labels[row] as number;
    counts[label] = (counts[label] as number) + 1;
  }
  return counts.every((count) => count >= fewestOfClass);
}

function measuresOf(
  { target, model, task, labels }: GroupPredictions,
  { groups, extraLoss }: Served,
): Measure[] {
  const worst = mostExtreme(extraLoss, level);
  const tests = differenceTests(extraLoss);
  const family = `loss beyond all people’s, Holm over ${groups.length} groups`;
  return [
    measureOf({
      name: 'utility-gap',
      labels: { target, model },
      estimate: withInterval(
        worst.value,
        labels.length,
        worst,
        'bootstrap standard error over the holdout, both models on the same resamples; Bonferroni over the groups',
      ),
    }),
    ...groups
      .map((group, index) => ({ ...group, index }))
      .sort((a, b) => (tests.raw[a.index] as number) - (tests.raw[b.index] as number))
      .slice(0, mostGroupsShown)
      .map(({ columns, group, real, synthetic, index }) =>
        measureOf({
          name: mainMetricOf(task),
          subject: columns,
          labels: { group, target, model, trainedOn: 'synthetic' },
          estimate: synthetic,
          test: { pValue: tests.raw[index] as number, adjusted: tests.adjusted[index] as number, family },
          ceiling: real,
        }),
      ),
  ];
}

function plotOf({ target, task, model }: GroupPredictions, { groups }: Served): Detail {
  const point = ({ value, uncertainty }: KnownEstimate) =>
    uncertainty.kind === 'interval'
      ? { value, low: uncertainty.low, high: uncertainty.high }
      : { value, low: value, high: value };
  return {
    kind: 'forest-plot',
    title: `Predicting “${target}” within groups (${model.replaceAll('-', ' ')}), trained on real and on synthetic rows`,
    axis: {
      label: mainMetricOf(task) === 'auc' ? 'AUC within the group' : 'R² within the group',
      unit: null,
    },
    reference: null,
    items: groups.slice(0, mostGroupsShown).map(({ group, real, synthetic }) => ({
      label: group,
      real: point(real),
      synthetic: point(synthetic),
    })),
  };
}

function sentenceFor({ target }: GroupPredictions, served: Served | null): string {
  if (!served) return `For “${target}” ${tooSmall}.`;
  const worst = mostExtreme(served.extraLoss, level);
  const count = served.groups.length;
  const shown = worst.low > 0 ? 'beyond chance' : 'within what chance does';
  return `Predicting “${target}”, the worst served of ${count} groups loses ${worst.value.toFixed(3)} more than all people do, ${shown}.`;
}
