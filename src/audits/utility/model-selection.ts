import { NotApplicable, runData } from '../../artifacts/artifact.ts';
import { learningSides, type ReadySides } from '../../artifacts/learning-sides.ts';
import { atMostLearningRows, type LearningTask } from '../../artifacts/learning-task.ts';
import { type Ranking, rankOn, rankWithin, rivals } from '../../artifacts/model-ranking.ts';
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

/** Would somebody who sees the candidate alone choose the model that is best on real people? */
export const modelSelection = defineAudit({
  meta: {
    id: 'model-selection',
    category: 'utility',
    title: 'The model that the candidate recommends is the one that serves real people best',
    failureTitle: 'The candidate recommends a model that serves real people worse',
    why: 'Synthetic data is often handed out so that others develop on it, and what they choose is then trained on the real rows. Scores may all be lower there and still rank models rightly, or all be high and rank them wrongly.',
    remedy:
      'Choose between models on real rows; look at mode collapse and at pair trends, which make simple or near-copying models look better than they are.',
    evidence: ['utility'],
    measures: {
      regret: {
        title: 'Loss by choosing on the candidate',
        unit: 'difference',
        better: 'lower',
        formula:
          'AUC (R² for numbers) on the holdout of the best of the models trained on train − that of the one which is best in cross-validation within the candidate; ceiling: chosen in cross-validation within train',
        reference: 0,
        counts: 'none',
      },
      'rank-agreement': {
        title: 'Agreement in the order of models',
        unit: 'score',
        better: 'higher',
        formula:
          'Kendall’s τ_b or Spearman’s ρ (label `coefficient`) over the models between their cross-validated score within the candidate and their score on the holdout when trained on train; ceiling: cross-validated within train',
        reference: null,
        counts: 'none',
      },
    },
    sources: [
      'Stone (1974). Cross-validatory choice and assessment of statistical predictions. J. R. Stat. Soc. B 36(2)',
      'Kendall (1945). The treatment of ties in ranking problems. Biometrika 33',
      'Efron & Tibshirani (1993). An introduction to the bootstrap',
    ],
  },
  requires: { runData, learningSides, realSide },
  async measure({ runData, learningSides, realSide }, { random, pool }) {
    requireTarget(runData.options);
    const { preset } = runData.options;
    if (preset === 'quick') throw new NotApplicable('the quick preset leaves it out');
    return findOverTargets(learningSides, async (sides, target) => {
      const obstacle = obstacleTo(target, sides);
      if (obstacle !== null) return { obstacle };
      const tools = { effort: effort[preset], realSide, random: random.stream(target), pool };
      const chosen = await rankAll(sides, tools);
      if (chosen === null) {
        return {
          obstacle: `models for “${target}” cannot be scored within the candidate or on the holdout`,
        };
      }
      const details: Detail[] = [{ kind: 'note', text: setupOf(chosen) }, drawn(chosen)];
      return { measures: measuresOf(chosen), details, sentence: sentenceFor(chosen) };
    });
  },
});

/** Rows that models learn from at most, and rows of the holdout that they are scored on. */
const effort = {
  standard: { mostRows: 4000, mostTestRows: 10_000, replicates: 200 },
  full: { mostRows: 20_000, mostTestRows: 50_000, replicates: 1000 },
} as const;

/** With fewer rows a fold has too few to rank anything. */
const fewestRows = 30;

interface Chosen {
  readonly task: LearningTask;
  readonly rows: number;
  readonly testRows: number;
  /** Trained on train, scored on the holdout: what a choice is worth. */
  readonly worth: Ranking;
  /** Cross-validated within the candidate, and within train: what a choice goes by. */
  readonly synthetic: Ranking;
  readonly train: Ranking | null;
}

interface Tools {
  readonly effort: (typeof effort)[keyof typeof effort];
  readonly realSide: RealSide;
  readonly random: Random;
  readonly pool: WorkerPool;
}

function obstacleTo(target: string, { synthetic }: ReadySides): string | null {
  return synthetic.features.rowCount < fewestRows
    ? `the candidate has fewer than ${fewestRows} rows with a known “${target}”: cross-validation within it says nothing`
    : null;
}

async function rankAll(sides: ReadySides, { effort, realSide, random, pool }: Tools): Promise<Chosen | null> {
  const { task, names, train, synthetic, test, testUnits } = sides;
  const { target } = task;
  const plan = { task, replicates: effort.replicates, pool };
  const rows = Math.min(effort.mostRows, train.features.rowCount, synthetic.features.rowCount);
  const testRows = Math.min(effort.mostTestRows, test.features.rowCount);
  const real = await realSide.once(['model-selection', target, names, rows], async (stream) => {
    const fit = atMostLearningRows(train, rows, stream.stream('train'));
    const sample = stream.stream('holdout').sample(testRows, test.features.rowCount);
    const tested = {
      ...atMostLearningRows(test, testRows, stream.stream('holdout')),
      units:
        testUnits &&
        (testRows < testUnits.length ? sample.map((row) => testUnits[row] as number) : testUnits),
    };
    return {
      worth: await rankOn(fit, tested, plan, stream.stream('worth')),
      within: await rankWithin(fit, plan, stream.stream('within')),
    };
  });
  const within = await rankWithin(atMostLearningRows(synthetic, rows, random.stream('rows')), plan, random);
  if (real.worth === null || within === null) return null;
  return { task, rows, testRows, worth: real.worth, synthetic: within, train: real.within };
}

const method = 'percentile bootstrap of the holdout and of the rows that the choice goes by';

function measuresOf({ task, worth, synthetic, train, testRows }: Chosen): Measure[] {
  const { target } = task;
  const measureFor = (
    name: string,
    labels: Record<string, string>,
    of: (choice: Float64Array, value: Float64Array) => number | null,
  ) =>
    measureOf({
      name,
      labels: { target, ...labels },
      estimate: together(synthetic, worth, of, testRows),
      ceiling: train && together(train, worth, of, testRows),
    });
  return [
    measureFor('regret', {}, regretOf),
    measureFor('rank-agreement', { coefficient: 'kendall' }, kendallCorrelation),
    measureFor('rank-agreement', { coefficient: 'spearman' }, spearmanCorrelation),
  ];
}

/** Where all models are alike no order agrees with another: 0. */
function together(
  choice: Ranking,
  worth: Ranking,
  of: (choice: Float64Array, worth: Float64Array) => number | null,
  rows: number,
): KnownEstimate {
  const length = Math.min(choice.replicates.length, worth.replicates.length);
  const replicates = Float64Array.from(
    { length },
    (_, b) => of(choice.replicates[b] as Float64Array, worth.replicates[b] as Float64Array) ?? 0,
  );
  return bootstrapped(of(choice.values, worth.values) ?? 0, replicates, rows, method);
}

function regretOf(choice: Float64Array, worth: Float64Array): number {
  return Math.max(...worth) - (worth[bestOf(choice)] as number);
}

function bestOf(values: Float64Array): number {
  return values.indexOf(Math.max(...values));
}

const rivalNames: Readonly<Record<(typeof rivals)[number], string>> = {
  'random-forest': 'random forest',
  'shallow-forest': 'forest of three levels',
  'gradient-boosting': 'gradient boosting',
  'boosted-stumps': 'boosted stumps',
  linear: 'linear model',
  'nearest-neighbours': 'nearest neighbours',
  baseline: 'baseline',
};

function setupOf({ task, rows, testRows }: Chosen): string {
  const names = rivals.map((rival) => rivalNames[rival]).join(', ');
  return `Choosing among ${names} for “${task.target}”: in three-fold cross-validation within ${about(rows)} rows of the candidate, against their worth, trained on as many rows of train and tested on ${about(testRows)} rows of the holdout. Models that are nearly as good make ranks uncertain and cost nothing: read the loss first.`;
}

function drawn({ task, worth, synthetic, rows, testRows }: Chosen): Detail {
  const points = (ranking: Ranking, i: number, size: number) =>
    pointOf(
      bootstrapped(
        ranking.values[i] as number,
        Float64Array.from(ranking.replicates, (of) => of[i] as number),
        size,
        method,
      ),
    );
  const order = rivals
    .map((_, i) => i)
    .sort((a, b) => (worth.values[b] as number) - (worth.values[a] as number) || a - b);
  return {
    kind: 'forest-plot',
    title: `Models for “${task.target}”: worth on the holdout, and what the candidate says of them`,
    axis: { label: metricNames[mainMetricOf(task)] as string, unit: null },
    reference: null,
    items: order.map((i) => ({
      label: rivalNames[rivals[i] as (typeof rivals)[number]],
      real: points(worth, i, testRows),
      synthetic: points(synthetic, i, rows),
    })),
  };
}

function sentenceFor({ task, worth, synthetic }: Chosen): string {
  const [chosen, best] = [bestOf(synthetic.values), bestOf(worth.values)];
  const name = (i: number) => rivalNames[rivals[i] as (typeof rivals)[number]];
  if (chosen === best) {
    return `For “${task.target}” the candidate recommends ${name(chosen)}, which is the best on the holdout too.`;
  }
  const loss = regretOf(synthetic.values, worth.values);
  return `For “${task.target}” the candidate recommends ${name(chosen)}, on the holdout ${name(best)} is best: the choice costs ${loss.toFixed(3)} ${metricNames[mainMetricOf(task)]}.`;
}
