import { NotApplicable, runData } from '../../artifacts/artifact.ts';
import type { LearningTask } from '../../artifacts/learning-task.ts';
import type { MetricScore, ModelScores } from '../../artifacts/model-scores.ts';
import {
  type CandidateScores,
  type ModelSides,
  type TargetScores,
  targetScores,
} from '../../artifacts/trained-models.ts';
import type { ModelName } from '../../models/fit-model.ts';
import type { Detail, KnownEstimate, Measure } from '../../result/document.ts';
import { percentileInterval } from '../../statistics/bootstrap-interval.ts';
import { calibrationCurve } from '../../statistics/calibration-curve.ts';
import { rocCurve } from '../../statistics/roc-curve.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { level, withInterval, withoutInterval } from '../estimate.ts';

/** Does a model that learnt from the candidate predict real people as well as one that learnt from train? */
export const trainOnSyntheticTestOnReal = defineAudit({
  meta: {
    id: 'train-on-synthetic-test-on-real',
    category: 'utility',
    title: 'Models trained on the candidate predict real people as well as models trained on real data',
    failureTitle: 'Models trained on the candidate predict real people worse',
    why: 'Most synthetic data is made to be learnt from. Similar distributions do not promise it: what a model needs may sit in a rare class or in an interaction.',
    remedy:
      'Compare the class shares and the pair trends of the target; give the generator the target as a condition.',
    evidence: ['utility'],
    measures: {
      auc: metricMeta(
        'Area under the ROC curve',
        'higher',
        'one class against the rest, mean over classes; ties count half',
      ),
      'average-precision': metricMeta(
        'Average precision',
        'higher',
        'Σ (recall step) × precision, of the rarer class or the mean over classes',
      ),
      accuracy: metricMeta('Accuracy', 'higher', 'share of holdout rows predicted right'),
      'balanced-accuracy': metricMeta(
        'Balanced accuracy',
        'higher',
        'mean over classes of the share predicted right',
      ),
      'macro-f1': metricMeta(
        'Macro F1',
        'higher',
        'mean over classes of the harmonic mean of precision and recall',
      ),
      'log-loss': metricMeta('Log loss', 'lower', '−mean log of the probability given to the true class'),
      brier: metricMeta(
        'Brier score',
        'lower',
        'mean squared distance of predicted probabilities from the truth',
      ),
      r2: metricMeta('R²', 'higher', '1 − squared error over the holdout’s variance'),
      rmse: metricMeta('Root mean squared error', 'lower', '√ mean squared error, in the target’s units'),
      mae: metricMeta('Mean absolute error', 'lower', 'mean absolute error, in the target’s units'),
      'tstr-trtr-ratio': {
        title: 'Trained on synthetic over trained on real',
        unit: 'ratio',
        better: 'higher',
        formula:
          'metric of the model trained on the candidate / metric of the model trained on as many rows of train, same holdout',
        reference: 1,
        counts: 'none',
      },
      'tstr-trtr-difference': {
        title: 'Trained on synthetic minus trained on real',
        unit: 'difference',
        better: 'nearer-reference',
        formula:
          'metric of the model trained on the candidate − metric of the model trained on as many rows of train, same holdout',
        reference: 0,
        counts: 'none',
      },
    },
    sources: [
      'Esteban, Hyland & Rätsch (2017). Real-valued (medical) time series generation with recurrent conditional GANs (TSTR)',
      'Breiman (2001). Random forests. Machine Learning 45(1)',
      'Friedman (2001). Greedy function approximation: a gradient boosting machine. Annals of Statistics 29(5)',
      'McCullagh & Nelder (1989). Generalized linear models',
      'Efron & Tibshirani (1993). An introduction to the bootstrap',
    ],
  },
  requires: { runData, targetScores },
  measure({ runData, targetScores }) {
    if (runData.options.targets.length === 0) {
      throw new NotApplicable('no target was named: give the column to predict with --target');
    }
    const measures: Measure[] = [];
    const details: Detail[] = [];
    const sentences: string[] = [];
    const obstacles: string[] = [];
    for (const [target, scores] of targetScores) {
      if (scores.candidate.status === 'not-learnable') {
        obstacles.push(scores.candidate.reason);
        continue;
      }
      const scored = scores.candidate;
      for (const sides of scored.models) measures.push(...measuresOf(target, sides, scores));
      details.push(...detailsOf(target, scored, scores));
      sentences.push(sentenceFor(target, scored, scores.task));
    }
    if (measures.length === 0) throw new NotApplicable(obstacles.join('; '));
    for (const obstacle of obstacles) details.push({ kind: 'note', text: `Not measured: ${obstacle}.` });
    return { summary: sentences.join(' '), measures, details };
  },
});

type Scored = Extract<CandidateScores, { status: 'scored' }>;

function metricMeta(title: string, better: 'higher' | 'lower', formula: string) {
  return {
    title,
    unit: title.startsWith('Area') ? ('auc' as const) : ('number' as const),
    better,
    formula,
    reference: null,
    counts: 'none' as const,
  };
}

/** Metrics of which a ratio means something: bounded, higher is better, 0 is nothing learnt or worse. */
const ratioMetrics = new Set(['auc', 'average-precision', 'accuracy', 'balanced-accuracy', 'macro-f1', 'r2']);

const pairedMethod =
  'paired percentile bootstrap of the holdout, widened by the variance between repeated fits';

function measuresOf(target: string, sides: ModelSides, { test }: TargetScores): Measure[] {
  const rows = test.labels.length;
  const { model } = sides;
  const measures: Measure[] = [];
  for (const synthetic of sides.synthetic.metrics) {
    const train = find(sides.train, synthetic.metric);
    const naive = find(sides.naive, synthetic.metric);
    if (!train) continue;
    const labels = { model, target };
    const ceiling = estimateOf(train, rows);
    measures.push(
      measureOf({
        name: synthetic.metric,
        labels: { ...labels, trainedOn: 'synthetic' },
        estimate: estimateOf(synthetic, rows),
        ceiling,
        floor: naive ? estimateOf(naive, rows) : null,
      }),
      measureOf({ name: synthetic.metric, labels: { ...labels, trainedOn: 'train' }, estimate: ceiling }),
      difference(synthetic, train, rows, { ...labels, metric: synthetic.metric }),
    );
    if (ratioMetrics.has(synthetic.metric) && train.value > 0) {
      measures.push(ratio(synthetic, train, rows, { ...labels, metric: synthetic.metric }));
    }
  }
  return measures;
}

function estimateOf(score: MetricScore, rows: number): KnownEstimate {
  return around(score.value, score.replicates, score.seedVariance, rows);
}

function difference(
  synthetic: MetricScore,
  train: MetricScore,
  rows: number,
  labels: Record<string, string>,
): Measure {
  const replicates = pairwise(synthetic, train, (a, b) => a - b);
  return measureOf({
    name: 'tstr-trtr-difference',
    labels,
    estimate: around(
      synthetic.value - train.value,
      replicates,
      synthetic.seedVariance + train.seedVariance,
      rows,
    ),
  });
}

function ratio(
  synthetic: MetricScore,
  train: MetricScore,
  rows: number,
  labels: Record<string, string>,
): Measure {
  const value = synthetic.value / train.value;
  const replicates = pairwise(synthetic, train, (a, b) => a / b);
  // Delta method: what the models' own randomness adds to the ratio.
  const seedVariance = (synthetic.seedVariance + value ** 2 * train.seedVariance) / train.value ** 2;
  return measureOf({
    name: 'tstr-trtr-ratio',
    labels,
    estimate: around(value, replicates, seedVariance, rows),
  });
}

function pairwise(
  first: MetricScore,
  second: MetricScore,
  combine: (a: number, b: number) => number,
): Float64Array {
  const length = Math.min(first.replicates.length, second.replicates.length);
  return Float64Array.from({ length }, (_, i) =>
    combine(first.replicates[i] as number, second.replicates[i] as number),
  );
}

/** The bootstrap's interval, its reach stretched by the variance between fits. */
function around(value: number, replicates: Float64Array, seedVariance: number, rows: number): KnownEstimate {
  const finite = replicates.filter(Number.isFinite);
  if (finite.length < 100 || finite.length < replicates.length) {
    return withoutInterval(value, rows, 'too few resamples of the holdout define this metric');
  }
  const interval = percentileInterval(finite, level);
  const variance = varianceOf(finite);
  const stretch = variance > 0 ? Math.sqrt(1 + seedVariance / variance) : 1;
  return withInterval(
    value,
    rows,
    {
      low: value - stretch * Math.max(0, value - interval.low),
      high: value + stretch * Math.max(0, interval.high - value),
    },
    pairedMethod,
  );
}

function varianceOf(values: Float64Array): number {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  let square = 0;
  for (const value of values) square += (value - mean) ** 2;
  return square / (values.length - 1);
}

function find(scores: ModelScores, metric: string): MetricScore | undefined {
  return scores.metrics.find((score) => score.metric === metric);
}

function detailsOf(target: string, scored: Scored, { task, test, names }: TargetScores): Detail[] {
  const details: Detail[] = [{ kind: 'note', text: setupOf(target, scored, names.length) }];
  if (task.kind === 'classification' && task.classes.length === 2) {
    const best = bestOnReal(scored, task);
    details.push(rocDetail(target, best, test.labels as Int32Array));
    details.push(calibrationDetail(target, best, test.labels as Int32Array));
  }
  return details;
}

function setupOf(target: string, { models, trainRows, unknownClass }: Scored, features: number): string {
  const fittedRows = models[0]?.synthetic.fittedRows ?? 0;
  const sampled =
    fittedRows < trainRows
      ? ' Train has more rows than the candidate; as many were drawn at random, so that both sides learn from equally many.'
      : '';
  const dropped =
    unknownClass > 0
      ? ` ${unknownClass} synthetic rows have a class of “${target}” that the real data does not have; they were left out.`
      : '';
  const fits = models.map(({ model, synthetic }) => `${modelNames[model]} (${timesOf(synthetic.repeats)})`);
  return `Predicting “${target}” from ${features} columns by ${fits.join(', ')}, on ${about(fittedRows)} rows each, tested on the holdout’s rows whose “${target}” is known.${sampled}${dropped}`;
}

const modelNames: Readonly<Record<ModelName, string>> = {
  'random-forest': 'random forest',
  'ml-random-forest': 'the random forest of ml-random-forest',
  'gradient-boosting': 'gradient boosting',
  linear: 'linear model',
};

function timesOf(fits: number): string {
  return fits === 1 ? 'one fit' : `${fits} fits`;
}

/** The model that predicts best when it learns from real rows: what a team would use. */
function bestOnReal({ models }: Scored, task: LearningTask): ModelSides {
  const metric = mainMetric(task);
  const onReal = ({ train }: ModelSides) => find(train, metric)?.value ?? Number.NEGATIVE_INFINITY;
  return models.reduce((best, sides) => (onReal(sides) > onReal(best) ? sides : best));
}

function mainMetric(task: LearningTask): 'auc' | 'r2' {
  return task.kind === 'classification' ? 'auc' : 'r2';
}

/** Two significant digits: the exact number of rows with a known target would tell how few have none. */
function about(rows: number): string {
  return `about ${Number(rows.toPrecision(2)).toLocaleString('en')}`;
}

function rocDetail(target: string, best: ModelSides, labels: Int32Array): Detail {
  return {
    kind: 'curves',
    role: 'line',
    title: `ROC curves for “${target}” on the holdout, ${modelNames[best.model]}`,
    x: { label: 'false positive rate', unit: 'share' },
    y: { label: 'true positive rate', unit: 'share' },
    series: seriesOf(best).map(({ name, role, scores }) => ({
      name,
      role,
      ...rocOnGrid(labels, scores.predictions),
      rows: labels.length,
    })),
  };
}

/** The curve at every fiftieth: a point per row would publish single people. */
function rocOnGrid(labels: Int32Array, probabilities: Float64Array): { x: number[]; y: number[] } {
  const curve = rocCurve(labels, positiveScores(probabilities));
  if (!curve) return { x: [], y: [] };
  const x: number[] = [];
  const y: number[] = [];
  let point = 0;
  for (let step = 0; step <= 50; step++) {
    const rate = step / 50;
    while (
      point + 1 < curve.falsePositiveRate.length &&
      (curve.falsePositiveRate[point + 1] as number) <= rate
    )
      point++;
    x.push(rate);
    y.push(curve.truePositiveRate[point] as number);
  }
  return { x, y };
}

function calibrationDetail(target: string, best: ModelSides, labels: Int32Array): Detail {
  return {
    kind: 'curves',
    role: 'calibration',
    title: `Calibration for “${target}” on the holdout, ${modelNames[best.model]}, tenths of equal size`,
    x: { label: 'predicted probability', unit: 'share' },
    y: { label: 'observed share', unit: 'share' },
    series: seriesOf(best).map(({ name, role, scores }) => {
      const curve = calibrationCurve(labels, positiveScores(scores.predictions), { strategy: 'quantile' });
      return {
        name,
        role,
        x: [...curve.meanPredicted],
        y: [...curve.observedShare],
        rows: Math.min(...curve.rows),
      };
    }),
  };
}

function seriesOf({ train, synthetic }: ModelSides) {
  return [
    { name: 'trained on real', role: 'real' as const, scores: train },
    { name: 'trained on synthetic', role: 'synthetic' as const, scores: synthetic },
  ];
}

function positiveScores(probabilities: Float64Array): Float64Array {
  return probabilities.filter((_, index) => index % 2 === 1);
}

function sentenceFor(target: string, { models }: Scored, task: LearningTask): string {
  // The strongest model on most tables; a quick run has none, and its first model speaks.
  const sides = models.find(({ model }) => model === 'gradient-boosting') ?? models[0];
  if (!sides) return `No model for “${target}” was fitted.`;
  const metric = mainMetric(task);
  const synthetic = find(sides.synthetic, metric);
  const train = find(sides.train, metric);
  if (!synthetic || !train)
    return `Models for “${target}” were fitted; their main metric is undefined on this holdout.`;
  const name = metric === 'auc' ? 'AUC' : 'R²';
  return `Predicting “${target}”, ${modelNames[sides.model]} trained on the candidate reaches ${name} ${synthetic.value.toFixed(3)} on the holdout, trained on train ${train.value.toFixed(3)}.`;
}
