import { NotApplicable, runData } from '../../artifacts/artifact.ts';
import { mostTelling } from '../../artifacts/attribute-secrets.ts';
import { candidateRows } from '../../artifacts/candidate-rows.ts';
import { holdoutRows } from '../../artifacts/holdout-rows.ts';
import { type ReadySides, type RealSides, sidesOf } from '../../artifacts/learning-sides.ts';
import { atMostLearningRows, type LearningTask, learningTask } from '../../artifacts/learning-task.ts';
import type { FitRows } from '../../artifacts/quick-model.ts';
import { realRows } from '../../artifacts/real-rows.ts';
import { type RealSide, realSide } from '../../artifacts/real-side.ts';
import { isCompared, type Rows } from '../../artifacts/rows.ts';
import { mainMetricOf, predictFor, prepareMetric } from '../../artifacts/task-metrics.ts';
import { unitsOfReal } from '../../artifacts/units.ts';
import type { WorkerPool } from '../../kernels/worker-pool.ts';
import { fitBoostedTrees } from '../../models/boosted-trees.ts';
import type { Detail, Measure } from '../../result/document.ts';
import { pairedBootstrap } from '../../statistics/paired-bootstrap.ts';
import type { Random } from '../../statistics/random.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { bootstrapped } from './bootstrapped.ts';
import { about, metricNames } from './model-names.ts';

/** Where no target is named: does the candidate teach every column from the others as train does? */
export const allTargets = defineAudit({
  meta: {
    id: 'all-targets',
    category: 'utility',
    title: 'Every column can be predicted from the others as well as from real data',
    failureTitle: 'Columns are predicted worse from the candidate than from real data',
    why: 'Without a named target nobody knows what the data will be used for. What one column says about another is what every use lives on.',
    remedy:
      'Look at the columns whose ratio is lowest and at their pair trends; name the column that matters with --target for a closer look.',
    evidence: ['utility'],
    measures: {
      'mean-tstr-trtr-ratio': {
        title: 'Trained on synthetic over trained on real, all columns',
        unit: 'ratio',
        better: 'higher',
        formula:
          'mean over the columns that train can predict (AUC above 0.55, R² above 0.05 on the holdout) of metric trained on the candidate / metric trained on as many rows of train, ratios below 0 counted as 0',
        reference: 1,
        counts: 'none',
      },
      'column-tstr-trtr-ratio': {
        title: 'Trained on synthetic over trained on real',
        unit: 'ratio',
        better: 'higher',
        formula:
          'AUC (R² for numbers) on the holdout of boosted trees that learnt the column from all others of the candidate / the same from as many rows of train',
        reference: 1,
        counts: 'none',
      },
      'column-score': {
        title: 'How well the column is predicted',
        unit: 'score',
        better: 'higher',
        formula: 'AUC (R² for numbers) on the holdout, trained on the candidate; ceiling: trained on train',
        reference: null,
        counts: 'none',
      },
    },
    sources: [
      'Esteban, Hyland & Rätsch (2017). Real-valued (medical) time series generation with recurrent conditional GANs (TSTR)',
      'Friedman (2001). Greedy function approximation: a gradient boosting machine. Annals of Statistics 29(5)',
    ],
  },
  requires: { runData, realRows, holdoutRows, candidateRows, unitsOfReal, realSide },
  async measure(inputs, { random, pool }) {
    const { runData, realRows, holdoutRows, candidateRows, unitsOfReal, realSide } = inputs;
    const { options } = runData;
    if (options.targets.length > 0) {
      throw new NotApplicable('a target was named: train-on-synthetic-test-on-real measures it');
    }
    const real = { train: realRows.train, holdout: holdoutRows, units: unitsOfReal };
    const { chosen, eligible } = chooseTargets(real);
    if (eligible === 0)
      throw new NotApplicable('no column of train has classes or numbers that can be predicted');
    const tools = { preset: options.preset, realSide, random, pool };
    const scored: ScoredColumn[] = [];
    const obstacles: string[] = [];
    for (const task of chosen) {
      const sides = sidesOf(task, real, candidateRows);
      if (sides.status === 'not-learnable') {
        obstacles.push(sides.reason);
        continue;
      }
      const column = await scoreColumn(sides, tools);
      if (column) scored.push(column);
      else obstacles.push(`the metric of “${task.target}” is undefined on the holdout’s rows`);
    }
    if (scored.length === 0) throw new NotApplicable(obstacles.join('; '));
    return findingOf(scored, { obstacles, eligible, tried: chosen.length });
  },
});

/** Columns that take a turn, rows that their models learn from, and rows that these are tested on, at most. */
const most = { columns: 30, fit: 2000, test: 4000 } as const;
const replicatesOf = { quick: 100, standard: 200, full: 1000 } as const;
/** More classes than this need more rows than a quick pass takes. */
const mostClasses = 20;
/** A class or a value that nearly all rows share leaves nothing to predict. */
const mostShared = 0.99;
/** Below these train itself teaches next to nothing, and a ratio would divide by noise. */
const learnable = { auc: 0.55, r2: 0.05 } as const;

interface ScoredColumn {
  readonly task: LearningTask;
  readonly fittedRows: number;
  readonly testRows: number;
  readonly synthetic: Score;
  readonly train: Score;
}

interface Score {
  readonly value: number;
  readonly replicates: Float64Array;
}

interface Tools {
  readonly preset: keyof typeof replicatesOf;
  readonly realSide: RealSide;
  readonly random: Random;
  readonly pool: WorkerPool;
}

/** Columns with two to twenty classes or with numbers that vary; of many those in which people differ most. */
function chooseTargets({ train, holdout }: RealSides): { chosen: LearningTask[]; eligible: number } {
  const tasks = [...train.columns]
    .filter(([, { schema }]) => isCompared(schema) && schema.kind !== 'constant')
    .map(([name]) => learningTask(name, [train, holdout]))
    .filter((task) => isEligible(task, train));
  const names = new Set(
    mostTelling(
      tasks.map(({ target }) => target),
      [train, holdout],
      most.columns,
    ),
  );
  return { chosen: tasks.filter(({ target }) => names.has(target)), eligible: tasks.length };
}

function isEligible(task: LearningTask, train: Rows): boolean {
  if (task.kind === 'classification' && (task.classes.length < 2 || task.classes.length > mostClasses))
    return false;
  const cells = train.columns.get(task.target);
  const counts = new Map<number, number>();
  let filled = 0;
  for (const value of (cells?.type === 'number' ? cells.values : cells?.codes) ?? []) {
    if (Number.isNaN(value) || (cells?.type === 'coded' && value < 0)) continue;
    filled++;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  let commonest = 0;
  for (const count of counts.values()) commonest = Math.max(commonest, count);
  return filled > 0 && commonest <= mostShared * filled;
}

/** Null where the metric is undefined on the test rows. */
async function scoreColumn(
  sides: ReadySides,
  { preset, realSide, random, pool }: Tools,
): Promise<ScoredColumn | null> {
  const { task, names, train, synthetic, test, testUnits } = sides;
  const { target } = task;
  const rows = Math.min(most.fit, train.features.rowCount, synthetic.features.rowCount);
  const sample = realSide
    .shared('all-targets', target)
    .sample(Math.min(most.test, test.features.rowCount), test.features.rowCount);
  const tested = atMostLearningRows(test, sample.length, realSide.shared('all-targets', target));
  const score = async (fit: FitRows): Promise<Score> => {
    const model = await fitQuickly(task, fit, pool);
    const metric = prepareMetric(
      task,
      mainMetricOf(task),
      tested.labels,
      predictFor(task, model, tested.features),
    );
    const { points, values } = pairedBootstrap([metric], {
      rowCount: sample.length,
      replicates: replicatesOf[preset],
      random: realSide.shared('all-targets', target, 'resamples'),
      units: testUnits && sample.map((row) => testUnits[row] as number),
    });
    return { value: points[0] as number, replicates: values[0] as Float64Array };
  };
  const ofTrain = await realSide.once(['all-targets', target, names, rows], (stream) =>
    score(atMostLearningRows(train, rows, stream)),
  );
  const ofSynthetic = await score(atMostLearningRows(synthetic, rows, random.stream(target)));
  if (!Number.isFinite(ofTrain.value) || !Number.isFinite(ofSynthetic.value)) return null;
  return { task, fittedRows: rows, testRows: sample.length, synthetic: ofSynthetic, train: ofTrain };
}

/** Few rounds of small trees: both sides alike, and a column takes a tenth of a second. */
function fitQuickly(task: LearningTask, { features, labels }: FitRows, pool: WorkerPool) {
  const settings = { maxLeaves: 12, learningRate: 0.25 };
  if (task.kind === 'regression') {
    return fitBoostedTrees(features, labels, { task: 'regression', rounds: 30, ...settings }, pool);
  }
  const classCount = task.classes.length;
  const rounds = classCount > 2 ? Math.max(8, Math.min(30, Math.round(120 / classCount))) : 30;
  return fitBoostedTrees(features, labels, { task: 'classification', classCount, rounds, ...settings }, pool);
}

const method = 'percentile bootstrap of the holdout, both models on the same resamples';

function findingOf(
  scored: readonly ScoredColumn[],
  { obstacles, eligible, tried }: { obstacles: readonly string[]; eligible: number; tried: number },
) {
  const measures: Measure[] = [];
  const telling = scored.filter(isLearnable);
  const mean = meanRatio(telling);
  if (mean) {
    measures.push(
      measureOf({
        name: 'mean-tstr-trtr-ratio',
        estimate: bootstrapped(
          mean.value,
          mean.replicates,
          Math.min(...telling.map(({ testRows }) => testRows)),
          method,
        ),
      }),
    );
  }
  for (const column of scored) {
    const { task, synthetic, train, testRows } = column;
    const labels = { metric: mainMetricOf(task) };
    const estimateOf = ({ value, replicates }: Score) => bootstrapped(value, replicates, testRows, method);
    if (isLearnable(column)) {
      const ratio = ratioOf(column);
      measures.push(
        measureOf({
          name: 'column-tstr-trtr-ratio',
          subject: [task.target],
          labels,
          estimate: bootstrapped(ratio.value, ratio.replicates, testRows, method),
        }),
      );
    }
    measures.push(
      measureOf({
        name: 'column-score',
        subject: [task.target],
        labels,
        estimate: estimateOf(synthetic),
        ceiling: estimateOf(train),
      }),
    );
  }
  const details: Detail[] = [{ kind: 'note', text: setupOf(scored, telling.length, { eligible, tried }) }];
  for (const obstacle of obstacles) details.push({ kind: 'note', text: `Not measured: ${obstacle}.` });
  return { summary: sentenceFor(telling, mean?.value ?? null), measures, details };
}

function isLearnable({ task, train }: ScoredColumn): boolean {
  return train.value > learnable[mainMetricOf(task)];
}

/** A model worse than none keeps nothing: 0, so that one column cannot outweigh the others in the mean. */
function ratioOf({ synthetic, train }: ScoredColumn): Score {
  const of = (a: number, b: number) => (b > 0 ? Math.max(0, a / b) : 0);
  return {
    value: of(synthetic.value, train.value),
    replicates: synthetic.replicates.map((value, b) => of(value, train.replicates[b] as number)),
  };
}

function meanRatio(columns: readonly ScoredColumn[]): Score | null {
  if (columns.length === 0) return null;
  const ratios = columns.map(ratioOf);
  const length = Math.min(...ratios.map(({ replicates }) => replicates.length));
  const meanOf = (of: (ratio: Score) => number) =>
    ratios.reduce((sum, ratio) => sum + of(ratio), 0) / ratios.length;
  return {
    value: meanOf(({ value }) => value),
    replicates: Float64Array.from({ length }, (_, b) => meanOf(({ replicates }) => replicates[b] as number)),
  };
}

function setupOf(
  scored: readonly ScoredColumn[],
  telling: number,
  { eligible, tried }: { eligible: number; tried: number },
): string {
  const rows = Math.max(...scored.map(({ fittedRows }) => fittedRows));
  const testRows = Math.max(...scored.map((column) => column.testRows));
  const capped =
    tried < eligible
      ? ` Of ${eligible} such columns the ${tried} in which people differ most took a turn.`
      : '';
  const flat = scored.length - telling;
  const without =
    flat > 0
      ? ` ${flat} of ${scored.length} columns cannot be predicted from train either and have no ratio.`
      : '';
  return `No target was named, so every column with 2 to ${mostClasses} classes or with numbers that vary took a turn: small boosted trees learnt it from all other columns, from at most ${about(rows)} rows of each side, tested on at most ${about(testRows)} rows of the holdout. Each column is resampled on its own; their mean’s interval takes them for independent.${capped}${without}`;
}

function sentenceFor(telling: readonly ScoredColumn[], mean: number | null): string {
  if (mean === null)
    return 'No column can be predicted from the others, by train no better than by the candidate.';
  const worst = telling.reduce((least, one) => (ratioOf(one).value < ratioOf(least).value ? one : least));
  const metric = metricNames[mainMetricOf(worst.task)];
  return `Without a named target ${telling.length} columns took a turn: trained on the candidate they are predicted with ${(100 * mean).toFixed(1)} % of what train gives on average, “${worst.task.target}” least (${metric} ${worst.synthetic.value.toFixed(3)} against ${worst.train.value.toFixed(3)}).`;
}
