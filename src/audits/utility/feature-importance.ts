import { runData } from '../../artifacts/artifact.ts';
import { learningSides, type ReadySides } from '../../artifacts/learning-sides.ts';
import {
  atMostLearningRows,
  type LearningRows,
  type LearningTask,
  takeLearningRows,
} from '../../artifacts/learning-task.ts';
import { type Importances, permutationImportances } from '../../artifacts/permutation-importances.ts';
import { fitQuickModel } from '../../artifacts/quick-model.ts';
import { type RealSide, realSide } from '../../artifacts/real-side.ts';
import { mainMetricOf } from '../../artifacts/task-metrics.ts';
import type { WorkerPool } from '../../kernels/worker-pool.ts';
import type { Detail, KnownEstimate, Measure } from '../../result/document.ts';
import type { Random } from '../../statistics/random.ts';
import { kendallCorrelation, spearmanCorrelation } from '../../statistics/rank-correlation.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { bootstrapped, pointOf } from './bootstrapped.ts';
import { about, metricNames } from './model-names.ts';
import { findOverTargets, requireTarget } from './target-findings.ts';

/** Does a model that learnt from the candidate look at the same columns as one that learnt from train? */
export const featureImportance = defineAudit({
  meta: {
    id: 'feature-importance',
    category: 'utility',
    title: 'Models trained on the candidate rely on the same columns',
    failureTitle: 'Models trained on the candidate rely on other columns',
    why: 'Whoever explores synthetic data concludes which columns matter. A model can predict nearly as well by columns that matter less in reality.',
    remedy:
      'Compare the pair trends between the target and the columns whose importance differs; a generator that is conditioned on the target keeps more of them.',
    evidence: ['utility'],
    measures: {
      'rank-correlation': {
        title: 'Rank correlation of importances',
        unit: 'score',
        better: 'higher',
        formula:
          'Spearman’s ρ or Kendall’s τ_b (label `coefficient`) between the columns’ permutation importances of the model trained on train and of the one trained on the candidate; ceiling: between models of two halves of train',
        reference: null,
        counts: 'none',
      },
      'importance-overlap': {
        title: 'Overlap of importances',
        unit: 'score',
        better: 'higher',
        formula:
          'Σ over columns of the smaller of both models’ shares of all importance, negative importances counted as 0; ceiling: between models of two halves of train',
        reference: null,
        counts: 'none',
      },
      importance: {
        title: 'Importance',
        unit: 'difference',
        better: 'none',
        formula: 'AUC (R² for numbers) on the holdout less the same with the column shuffled',
        reference: null,
        counts: 'none',
      },
    },
    sources: [
      'Breiman (2001). Random forests. Machine Learning 45(1)',
      'Fisher, Rudin & Dominici (2019). All models are wrong, but many are useful. JMLR 20(177)',
      'Kendall (1945). The treatment of ties in ranking problems. Biometrika 33',
    ],
  },
  requires: { runData, learningSides, realSide },
  async measure({ runData, learningSides, realSide }, { random, pool }) {
    requireTarget(runData.options);
    const { preset } = runData.options;
    return findOverTargets(learningSides, async (sides, target) => {
      const obstacle = obstacleTo(target, sides);
      if (obstacle !== null) return { obstacle };
      const compared = await compare(sides, { preset, realSide, random: random.stream(target), pool });
      if (compared === null) {
        const rows = Math.min(sides.train.features.rowCount, sides.synthetic.features.rowCount);
        const obstacle = `from ${about(rows)} rows, as many as the smaller side has, train teaches nothing about “${target}” that the holdout would confirm`;
        return { obstacle };
      }
      const details: Detail[] = [{ kind: 'note', text: setupOf(compared) }, chartOf(compared)];
      return { measures: measuresOf(compared), details, sentence: sentenceFor(compared) };
    });
  },
});

/** Rows that importances are taken on, and that models learn from, at most. */
const most = { test: 5000, fit: 20_000 } as const;
const replicatesOf = { quick: 100, standard: 200, full: 1000 } as const;

interface Compared {
  readonly task: LearningTask;
  readonly names: readonly string[];
  readonly rows: number;
  readonly testRows: number;
  readonly train: Importances;
  readonly synthetic: Importances;
  /** Of models of two halves of train. */
  readonly halves: readonly [Importances, Importances] | null;
}

interface Tools {
  readonly preset: keyof typeof replicatesOf;
  readonly realSide: RealSide;
  readonly random: Random;
  readonly pool: WorkerPool;
}

function obstacleTo(target: string, { names }: ReadySides): string | null {
  return names.length < 3
    ? `fewer than three columns to predict “${target}” from have no order worth comparing`
    : null;
}

/** Null where the metric is undefined or train's model has no importance to speak of. */
async function compare(
  sides: ReadySides,
  { preset, realSide, random, pool }: Tools,
): Promise<Compared | null> {
  const { task, names, train, synthetic, test, testUnits } = sides;
  const { target } = task;
  const rows = Math.min(train.features.rowCount, synthetic.features.rowCount, most.fit);
  const sample = realSide
    .shared('importance', target)
    .sample(Math.min(most.test, test.features.rowCount), test.features.rowCount);
  const tested = takeLearningRows(test, sample);
  const plan = {
    task,
    test: tested,
    units: testUnits && sample.map((row) => testUnits[row] as number),
    replicates: replicatesOf[preset],
    random: () => realSide.shared('importance', target, 'resamples'),
  };
  const importancesOf = async (fit: Pick<LearningRows, 'features' | 'labels'>) =>
    permutationImportances(await fitQuickModel(task, fit, pool), plan);
  const real = await realSide.once(['importance', target, names, rows], async (stream) => {
    const fit = atMostLearningRows(train, rows, stream);
    const order = Int32Array.from({ length: fit.features.rowCount }, (_, row) => row);
    stream.stream('halves').shuffle(order);
    const middle = order.length >> 1;
    return {
      whole: await importancesOf(fit),
      halves: [
        await importancesOf(takeLearningRows(fit, order.slice(0, middle).sort())),
        await importancesOf(takeLearningRows(fit, order.slice(middle).sort())),
      ] as const,
    };
  });
  const ofSynthetic = await importancesOf(atMostLearningRows(synthetic, rows, random));
  if (real.whole === null || ofSynthetic === null || !real.whole.values.some((value) => value > 0))
    return null;
  const [first, second] = real.halves;
  return {
    task,
    names,
    rows,
    testRows: sample.length,
    train: real.whole,
    synthetic: ofSynthetic,
    halves: first && second ? [first, second] : null,
  };
}

const method = 'percentile bootstrap of the holdout, both models on the same resamples';

const agreements = [
  { name: 'rank-correlation', labels: { coefficient: 'spearman' }, of: spearmanCorrelation },
  { name: 'rank-correlation', labels: { coefficient: 'kendall' }, of: kendallCorrelation },
  { name: 'importance-overlap', labels: {}, of: shareOverlap },
] as const;

function measuresOf({ task, names, train, synthetic, halves, testRows }: Compared): Measure[] {
  const { target } = task;
  const measures = agreements.map(({ name, labels, of }) =>
    measureOf({
      name,
      labels: { target, ...labels },
      estimate: agreementOf(train, synthetic, of, testRows),
      ceiling: halves && agreementOf(...halves, of, testRows),
    }),
  );
  for (const [f, column] of names.entries()) {
    for (const [trainedOn, importances] of [
      ['synthetic', synthetic],
      ['train', train],
    ] as const) {
      measures.push(
        measureOf({
          name: 'importance',
          subject: [column],
          labels: { target, trainedOn },
          estimate: importanceOf(importances, f, testRows),
        }),
      );
    }
  }
  return measures;
}

function importanceOf({ values, replicates }: Importances, f: number, rows: number): KnownEstimate {
  return bootstrapped(
    values[f] as number,
    Float64Array.from(replicates, (of) => of[f] as number),
    rows,
    method,
  );
}

/** A model without any importance agrees with nothing: 0. */
function agreementOf(
  first: Importances,
  second: Importances,
  of: (a: Float64Array, b: Float64Array) => number | null,
  rows: number,
): KnownEstimate {
  const length = Math.min(first.replicates.length, second.replicates.length);
  const replicates = Float64Array.from(
    { length },
    (_, b) => of(first.replicates[b] as Float64Array, second.replicates[b] as Float64Array) ?? 0,
  );
  return bootstrapped(of(first.values, second.values) ?? 0, replicates, rows, method);
}

function shareOverlap(first: Float64Array, second: Float64Array): number | null {
  const [a, b] = [sharesOf(first), sharesOf(second)];
  if (a === null || b === null) return null;
  return Math.min(
    1,
    a.reduce((sum, share, f) => sum + Math.min(share, b[f] as number), 0),
  );
}

function sharesOf(values: Float64Array): Float64Array | null {
  const positive = values.map((value) => Math.max(0, value));
  const total = positive.reduce((sum, value) => sum + value, 0);
  return total > 0 ? positive.map((value) => value / total) : null;
}

function setupOf({ task, names, rows, testRows }: Compared): string {
  return `Boosted trees learnt “${task.target}” from ${about(rows)} rows of train and from as many of the candidate; each of ${names.length} columns was shuffled on ${about(testRows)} rows of the holdout, in the same way for both. Intervals tell the holdout’s chance, not that of the training rows: the ceiling, between halves of train, tells how much that is, with half the rows.`;
}

function chartOf({ task, names, train, synthetic, testRows }: Compared): Detail {
  const order = names
    .map((_, f) => f)
    .sort((a, b) => (train.values[b] as number) - (train.values[a] as number) || a - b);
  return {
    kind: 'forest-plot',
    title: `Importance of columns for “${task.target}”, most important in train first`,
    axis: { label: `loss of ${metricNames[mainMetricOf(task)]} when the column is shuffled`, unit: null },
    reference: 0,
    items: order.map((f) => ({
      label: names[f] as string,
      real: pointOf(importanceOf(train, f, testRows)),
      synthetic: pointOf(importanceOf(synthetic, f, testRows)),
    })),
  };
}

function sentenceFor({ task, names, train, synthetic }: Compared): string {
  const overlap = shareOverlap(train.values, synthetic.values) ?? 0;
  const top = (values: Float64Array) => names[values.indexOf(Math.max(...values))] as string;
  const [ofTrain, ofSynthetic] = [top(train.values), top(synthetic.values)];
  const most =
    ofTrain === ofSynthetic
      ? `“${ofTrain}” matters most in both`
      : `“${ofTrain}” matters most in train, “${ofSynthetic}” in the candidate`;
  return `For “${task.target}” ${(100 * overlap).toFixed(0)} % of what matters in train matters in the candidate: ${most}.`;
}
