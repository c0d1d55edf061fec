import { NotApplicable, runData } from '../../artifacts/artifact.ts';
import { bestOnReal } from '../../artifacts/group-predictions.ts';
import { learningNoise } from '../../artifacts/learning-noise.ts';
import type { MetricScore, ModelScores } from '../../artifacts/model-scores.ts';
import { pairedReplicates } from '../../artifacts/shared-resamples.ts';
import { mainMetricOf } from '../../artifacts/task-metrics.ts';
import { type ModelSides, type ScoredTarget, targetScores } from '../../artifacts/trained-models.ts';
import type { Detail, KnownEstimate, Measure } from '../../result/document.ts';
import { percentileInterval } from '../../statistics/bootstrap-interval.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { level, withInterval, withoutInterval } from '../estimate.ts';
import { pointOf } from './bootstrapped.ts';
import { learningReplicates } from './learning-replicates.ts';
import { modelCurves } from './model-curves.ts';
import { about, metricNames, modelNames } from './model-names.ts';

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
  requires: { runData, targetScores, learningNoise, pairedReplicates },
  measure({ runData, targetScores, learningNoise, pairedReplicates }) {
    if (runData.options.targets.length === 0) {
      throw new NotApplicable('no target was named: give the column to predict with --target');
    }
    const measures: Measure[] = [];
    const details: Detail[] = [];
    const sentences: string[] = [];
    const obstacles: string[] = [];
    for (const scored of targetScores.values()) {
      if (scored.status === 'not-learnable') {
        obstacles.push(scored.reason);
        continue;
      }
      const shared = {
        paired: pairedReplicates,
        noise: learningNoise,
        holdoutRows: runData.holdout?.rowCount ?? 0,
      };
      for (const sides of scored.models) {
        const replicatesOf = (metric: string) => learningReplicates(shared, sides, scored, metric);
        // Train's rows are a sample as the candidate's are, and as many: their noise is taken to be the same.
        const learning = learningNoise.get(scored.target)?.get(sides.model) ?? null;
        measures.push(...measuresOf(sides, scored, replicatesOf, learning));
      }
      details.push(...detailsOf(scored));
      sentences.push(sentenceFor(scored));
    }
    if (measures.length === 0) throw new NotApplicable(obstacles.join('; '));
    for (const obstacle of obstacles) details.push({ kind: 'note', text: `Not measured: ${obstacle}.` });
    return { summary: sentences.join(' '), measures, details };
  },
});

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
const learningMethod = `${pairedMethod} and by that of learning from samples of this size`;

function measuresOf(
  sides: ModelSides,
  { target, task, test }: ScoredTarget,
  replicatesOf: (metric: string) => Measure['replicates'],
  learning: number | null,
): Measure[] {
  const rows = test.labels.length;
  const { model } = sides;
  const measures: Measure[] = [];
  for (const synthetic of sides.synthetic.metrics) {
    const train = find(sides.train, synthetic.metric);
    const naive = find(sides.naive, synthetic.metric);
    if (!train) continue;
    const labels = { model, target };
    const between = { ...labels, metric: synthetic.metric };
    const noise = synthetic.metric === mainMetricOf(task) ? learning : null;
    const ceiling = estimateOf(train, rows);
    measures.push(
      measureOf({
        name: synthetic.metric,
        labels: { ...labels, trainedOn: 'synthetic' },
        estimate: estimateOf(synthetic, rows),
        ceiling,
        floor: naive ? estimateOf(naive, rows) : null,
        replicates: replicatesOf(synthetic.metric),
      }),
      measureOf({ name: synthetic.metric, labels: { ...labels, trainedOn: 'train' }, estimate: ceiling }),
      difference(synthetic, train, { rows, noise }, between),
    );
    if (ratioMetrics.has(synthetic.metric) && train.value > 0) {
      measures.push(ratio(synthetic, train, { rows, noise }, between));
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
  { rows, noise }: { rows: number; noise: number | null },
  labels: Record<string, string>,
): Measure {
  const replicates = pairwise(synthetic, train, (a, b) => a - b);
  return measureOf({
    name: 'tstr-trtr-difference',
    labels,
    estimate: around(
      synthetic.value - train.value,
      replicates,
      synthetic.seedVariance + train.seedVariance + 2 * (noise ?? 0),
      rows,
      noise === null ? pairedMethod : learningMethod,
    ),
  });
}

function ratio(
  synthetic: MetricScore,
  train: MetricScore,
  { rows, noise }: { rows: number; noise: number | null },
  labels: Record<string, string>,
): Measure {
  const value = synthetic.value / train.value;
  const replicates = pairwise(synthetic, train, (a, b) => a / b);
  // Delta method: what the models' own randomness, and that of the rows they learnt from, adds to the ratio.
  const own = noise ?? 0;
  const variance =
    (synthetic.seedVariance + own + value ** 2 * (train.seedVariance + own)) / train.value ** 2;
  return measureOf({
    name: 'tstr-trtr-ratio',
    labels,
    estimate: around(value, replicates, variance, rows, noise === null ? pairedMethod : learningMethod),
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
function around(
  value: number,
  replicates: Float64Array,
  fitVariance: number,
  rows: number,
  method = pairedMethod,
): KnownEstimate {
  const finite = replicates.filter(Number.isFinite);
  if (finite.length < 100 || finite.length < replicates.length) {
    return withoutInterval(value, rows, 'too few resamples of the holdout define this metric');
  }
  const interval = percentileInterval(finite, level);
  const variance = varianceOf(finite);
  const stretch = variance > 0 ? Math.sqrt(1 + fitVariance / variance) : 1;
  return withInterval(
    value,
    rows,
    {
      low: value - stretch * Math.max(0, value - interval.low),
      high: value + stretch * Math.max(0, interval.high - value),
    },
    method,
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

function detailsOf(scored: ScoredTarget): Detail[] {
  const { target, task, test } = scored;
  const details: Detail[] = [{ kind: 'note', text: setupOf(scored) }];
  if (scored.models.length > 1 || task.kind === 'regression') details.push(dumbbells(scored));
  if (task.kind === 'classification' && task.classes.length === 2) {
    details.push(...modelCurves(target, bestOnReal(scored) as ModelSides, test.labels as Int32Array));
  }
  return details;
}

/** What each model reaches by the metrics that are read first, trained on real and on synthetic rows. */
function dumbbells(scored: ScoredTarget): Detail {
  const { target, task, test, models } = scored;
  const metrics = task.kind === 'classification' ? ['auc', 'average-precision'] : ['r2'];
  const drawn = (score: MetricScore) => pointOf(estimateOf(score, test.labels.length));
  return {
    kind: 'forest-plot',
    title: `Trained on real and on synthetic rows, “${target}”, holdout`,
    axis: { label: task.kind === 'classification' ? 'AUC; AP: average precision' : 'R²', unit: null },
    reference: null,
    items: metrics.flatMap((metric) =>
      models.flatMap(({ model, train, synthetic }) => {
        const [real, other] = [find(train, metric), find(synthetic, metric)];
        if (!real || !other) return [];
        const short = metric === 'average-precision' ? 'AP' : metricNames[metric];
        const label = metrics.length > 1 ? `${modelNames[model]}, ${short}` : modelNames[model];
        return [{ label, real: drawn(real), synthetic: drawn(other) }];
      }),
    ),
  };
}

function setupOf(scored: ScoredTarget): string {
  const { target, models, trainRows, unknownClass, names } = scored;
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
  return `Predicting “${target}” from ${names.length} columns by ${fits.join(', ')}, on ${about(fittedRows)} rows each, tested on the holdout’s rows whose “${target}” is known.${rarerClass(scored)}${sampled}${dropped}`;
}

/** How many people a metric of the rarer class hangs on. */
function rarerClass({ task, test }: ScoredTarget): string {
  if (task.kind !== 'classification' || task.classes.length !== 2) return '';
  const rows = rarerRows(test.labels);
  const count = rows < 11 ? 'fewer than 11' : about(rows);
  return ` The rarer of its two classes has ${count} of these rows${isRare(test.labels) ? ': average precision tells more than the AUC' : ''}.`;
}

function rarerRows(labels: Int32Array | Float64Array): number {
  let rows = 0;
  for (const label of labels) if (label === 1) rows++;
  return rows;
}

/** Below a tenth an AUC looks good while most alarms are false. */
function isRare(labels: Int32Array | Float64Array): boolean {
  return rarerRows(labels) < 0.1 * labels.length;
}

function timesOf(fits: number): string {
  return fits === 1 ? 'one fit' : `${fits} fits`;
}

function sentenceFor({ target, models, task, test }: ScoredTarget): string {
  // The strongest model on most tables; a quick run has none, and its first model speaks.
  const sides = models.find(({ model }) => model === 'gradient-boosting') ?? models[0];
  if (!sides) return `No model for “${target}” was fitted.`;
  const rare = task.kind === 'classification' && task.classes.length === 2 && isRare(test.labels);
  const metric = rare ? 'average-precision' : mainMetricOf(task);
  const synthetic = find(sides.synthetic, metric);
  const train = find(sides.train, metric);
  if (!synthetic || !train)
    return `Models for “${target}” were fitted; their main metric is undefined on this holdout.`;
  return `Predicting “${target}”, ${modelNames[sides.model]} trained on the candidate reaches ${metricNames[metric]} ${synthetic.value.toFixed(3)} on the holdout, trained on train ${train.value.toFixed(3)}.`;
}
