import { NotApplicable } from '../../artifacts/artifact.ts';
import { groupLevels } from '../../artifacts/group-levels.ts';
import {
  type GroupPredictions,
  groupPredictions,
  type TestGroup,
} from '../../artifacts/group-predictions.ts';
import type { Detail, KnownEstimate, Measure } from '../../result/document.ts';
import { mostExtreme, type NormalEstimate } from '../../statistics/most-extreme.ts';
import { differenceReplicates, pairedBootstrap } from '../../statistics/paired-bootstrap.ts';
import type { Evaluate } from '../../statistics/predictions.ts';
import { standardDeviationOf } from '../../statistics/replicate-spread.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { level, withInterval, withStandardError } from '../estimate.ts';
import { groupNote } from './group-note.ts';
import { fewestOfClass, fewestRows, holdoutEstimate, replicates } from './holdout-estimate.ts';

/** Do models that learnt from the candidate treat groups as differently as models that learnt from train, or more so? */
export const outcomeParity = defineAudit({
  meta: {
    id: 'outcome-parity',
    category: 'fairness',
    title:
      'Models trained on the candidate treat groups no more differently than models trained on real data',
    failureTitle: 'Models trained on the candidate treat groups more differently',
    why: 'A model decides about people. Where synthetic data weakens or invents links between a group and the outcome, its models favour or burden that group in ways that the real data do not.',
    remedy:
      'Compare the outcome’s share per group in train and in the candidate; correct it in the generator or in training.',
    evidence: ['fairness', 'utility'],
    measures: {
      'demographic-parity-difference': {
        title: 'Difference between groups in the share called positive',
        unit: 'difference',
        better: 'lower',
        formula:
          'largest − smallest share of a group’s holdout people whom the model calls positive; it calls as many positive as there are in the holdout, those with the highest scores',
        reference: null,
        counts: 'none',
      },
      'equalized-odds-difference': {
        title: 'Difference between groups in who is called positive rightly or wrongly',
        unit: 'difference',
        better: 'lower',
        formula:
          'larger of: largest − smallest true positive rate, largest − smallest false positive rate over groups; called positive as above',
        reference: null,
        counts: 'none',
      },
      'parity-change': {
        title: 'What training on the candidate adds to the difference between groups',
        unit: 'difference',
        better: 'lower',
        formula:
          'the difference of the model trained on the candidate − that of the one trained on train, same holdout people',
        reference: 0,
        counts: 'none',
      },
      'largest-parity-change': {
        title: 'Largest addition to a difference between groups',
        unit: 'difference',
        better: 'lower',
        formula:
          'largest parity change over targets, group columns and both criteria; its interval allows for its having been picked (Bonferroni)',
        reference: 0,
        counts: 'none',
      },
    },
    sources: [
      'Hardt, Price & Srebro (2016). Equality of opportunity in supervised learning',
      'Agarwal et al. (2018). A reductions approach to fair classification',
      'Ganev, Oprisanu & De Cristofaro (2022). Robin Hood and Matthew effects: differential privacy has disparate impact on synthetic data. ICML',
    ],
  },
  requires: { groupLevels, groupPredictions },
  measure({ groupLevels, groupPredictions }) {
    const binary = groupPredictions.filter(
      ({ task }) => task.kind === 'classification' && task.classes.length === 2,
    );
    if (binary.length === 0) {
      throw new NotApplicable(
        'no target of two classes was named, or none could be learnt: give one with --target',
      );
    }
    const compared = binary.flatMap(comparisonsOf);
    if (compared.length === 0) {
      throw new NotApplicable(
        `no group column has two groups of ${fewestRows} holdout rows with ${fewestOfClass} of every class`,
      );
    }
    const worst = mostExtreme(
      compared.map(({ change }) => change),
      level,
    );
    const at = compared[worst.index] as Comparison;
    const looked = new Set(compared.flatMap(({ groups }) => groups)).size;
    return {
      summary: `Trained on the candidate, the largest addition to a difference between groups is ${worst.value.toFixed(3)} (${at.criterion.replaceAll('-', ' ')}, predicting “${at.target}”), ${worst.low > 0 ? 'beyond chance' : 'within what chance does'}; trained on real rows the difference is ${at.real.value.toFixed(3)}.`,
      measures: [
        measureOf({
          name: 'largest-parity-change',
          estimate: withInterval(
            worst.value,
            at.rows,
            worst,
            `${changeMethod}; Bonferroni over ${compared.length}`,
          ),
        }),
        ...compared.flatMap(measuresOf),
      ],
      details: [
        {
          kind: 'note',
          text: `${groupNote(groupLevels, looked)} Differences between the largest and the smallest rate grow with the number of groups, for both models alike: read the change. Intervals speak of other holdout people for these models, not of other draws of the data they learnt from.`,
        } satisfies Detail,
      ],
    };
  },
});

const changeMethod = 'bootstrap standard error over the holdout, both models on the same resamples';

const criteria = ['demographic-parity-difference', 'equalized-odds-difference'] as const;

interface Comparison {
  readonly target: string;
  readonly model: string;
  readonly columns: readonly string[];
  readonly criterion: (typeof criteria)[number];
  readonly groups: readonly string[];
  readonly rows: number;
  readonly real: KnownEstimate;
  readonly synthetic: KnownEstimate;
  readonly change: NormalEstimate;
}

/** Both criteria for every column, or columns together, that have two groups to compare. */
function comparisonsOf(predictions: GroupPredictions): Comparison[] {
  const { target, model, units, onReal, onSynthetic } = predictions;
  const labels = predictions.labels as Int32Array;
  const calls = { real: callsOf(onReal, labels), synthetic: callsOf(onSynthetic, labels) };
  const compared = byColumns(predictions, labels).filter(({ groups }) => groups.length > 1);
  if (compared.length === 0) return [];
  const metrics = compared.flatMap(({ groups }) =>
    criteria.flatMap((criterion) =>
      [calls.real, calls.synthetic].map((called) => differenceBetween(groups, labels, called, criterion)),
    ),
  );
  const { points, values } = pairedBootstrap(metrics, {
    rowCount: labels.length,
    replicates,
    random: predictions.resamples(),
    units,
  });
  const estimate = (index: number) =>
    holdoutEstimate(points[index] as number, labels.length, values[index] as Float64Array, 'difference');
  return compared.flatMap(({ columns, groups }, place) =>
    criteria.map((criterion, which): Comparison => {
      const real = 2 * (criteria.length * place + which);
      const synthetic = real + 1;
      return {
        target,
        model,
        columns,
        criterion,
        groups: groups.map(({ group }) => group),
        rows: labels.length,
        real: estimate(real),
        synthetic: estimate(synthetic),
        change: {
          value: (points[synthetic] as number) - (points[real] as number),
          standardError: standardDeviationOf(
            differenceReplicates(values[synthetic] as Float64Array, values[real] as Float64Array),
          ),
        },
      };
    }),
  );
}

function byColumns(
  { groups }: GroupPredictions,
  labels: Int32Array,
): { columns: readonly string[]; groups: TestGroup[] }[] {
  const found = new Map<string, { columns: readonly string[]; groups: TestGroup[] }>();
  for (const group of groups) {
    let positives = 0;
    for (const row of group.rows) if (labels[row] === 1) positives++;
    if (group.rows.length < fewestRows) continue;
    if (Math.min(positives, group.rows.length - positives) < fewestOfClass) continue;
    const key = group.columns.join('\0');
    const known = found.get(key);
    if (known) known.groups.push(group);
    else found.set(key, { columns: group.columns, groups: [group] });
  }
  return [...found.values()];
}

/** 1 for as many rows as are positive, those with the highest scores; ties at the threshold are all in. */
function callsOf(probabilities: Float64Array, labels: Int32Array): Uint8Array {
  const scores = Float64Array.from(labels, (_, row) => probabilities[2 * row + 1] as number);
  let positives = 0;
  for (const label of labels) if (label === 1) positives++;
  const threshold = scores.slice().sort()[scores.length - positives] as number;
  return Uint8Array.from(scores, (score) => (score >= threshold ? 1 : 0));
}

/** How far apart the groups are, on the rows as they are drawn; NaN where a group lost a class in the draw. */
export function differenceBetween(
  groups: readonly Pick<TestGroup, 'rows'>[],
  labels: Int32Array,
  called: Uint8Array,
  criterion: (typeof criteria)[number],
): Evaluate {
  return (counts) => {
    const spread = [new Spread(), new Spread(), new Spread()] as const;
    for (const { rows } of groups) {
      const people = [0, 0];
      const positive = [0, 0];
      for (const row of rows) {
        const label = labels[row] as number;
        const times = counts === null ? 1 : (counts[row] as number);
        people[label] = (people[label] as number) + times;
        positive[label] = (positive[label] as number) + times * (called[row] as number);
      }
      const [negatives, positives] = people as [number, number];
      const [wrongly, rightly] = positive as [number, number];
      spread[0].add((wrongly + rightly) / (negatives + positives));
      spread[1].add(rightly / positives);
      spread[2].add(wrongly / negatives);
    }
    return criterion === 'demographic-parity-difference'
      ? spread[0].width()
      : Math.max(spread[1].width(), spread[2].width());
  };
}

class Spread {
  #low = Number.POSITIVE_INFINITY;
  #high = Number.NEGATIVE_INFINITY;

  add(value: number): void {
    // NaN stays: a rate that is not defined leaves no difference.
    this.#low = Math.min(this.#low, value);
    this.#high = Math.max(this.#high, value);
  }

  width(): number {
    return this.#high - this.#low;
  }
}

function measuresOf({
  target,
  model,
  columns,
  criterion,
  rows,
  real,
  synthetic,
  change,
}: Comparison): Measure[] {
  return [
    measureOf({
      name: criterion,
      subject: columns,
      labels: { target, model, trainedOn: 'synthetic' },
      estimate: synthetic,
      ceiling: real,
    }),
    measureOf({
      name: 'parity-change',
      subject: columns,
      labels: { target, model, criterion },
      estimate: withStandardError(change.value, rows, change.standardError, changeMethod),
    }),
  ];
}
