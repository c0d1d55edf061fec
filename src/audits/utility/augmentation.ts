import { NotApplicable, runData } from '../../artifacts/artifact.ts';
import { learningSides, type ReadySides } from '../../artifacts/learning-sides.ts';
import {
  atMostLearningRows,
  type LearningRows,
  type LearningTask,
  stackLearningRows,
  takeLearningRows,
} from '../../artifacts/learning-task.ts';
import { fitQuickModel } from '../../artifacts/quick-model.ts';
import { type RealSide, realSide } from '../../artifacts/real-side.ts';
import { predictFor, prepareMetrics } from '../../artifacts/task-metrics.ts';
import type { WorkerPool } from '../../kernels/worker-pool.ts';
import type { Detail, Measure } from '../../result/document.ts';
import { pairedBootstrap } from '../../statistics/paired-bootstrap.ts';
import type { Random } from '../../statistics/random.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { bootstrapped } from './bootstrapped.ts';
import { about, metricNames } from './model-names.ts';
import { findOverTargets, requireTarget } from './target-findings.ts';

/** Does the candidate help where real rows are there already, many or few? */
export const augmentation = defineAudit({
  meta: {
    id: 'augmentation',
    category: 'utility',
    title: 'Adding the candidate to real rows does no harm',
    failureTitle: 'Adding the candidate to real rows makes models worse',
    why: 'Most teams have some real rows and want more. Synthetic rows added to few real ones may help; added to many they can only repeat them, or pull the model away from them.',
    remedy:
      'Add synthetic rows only where the curve gains, give them less weight, or leave them out where real rows suffice.',
    evidence: ['utility'],
    measures: {
      'augmentation-gain': {
        title: 'Gain from adding the candidate',
        unit: 'difference',
        better: 'higher',
        formula:
          'metric on the holdout of a model trained on a share of train (label `realShare`) and the candidate − the same of a model trained on this share of train alone',
        reference: 0,
        counts: 'none',
      },
      'hybrid-score': {
        title: 'Model of real and synthetic rows',
        unit: 'score',
        better: 'higher',
        formula:
          'metric on the holdout of a model trained on a share of train (label `realShare`), alone or with the candidate (label `trainedOn`)',
        reference: null,
        counts: 'none',
      },
    },
    sources: [
      'Efron & Tibshirani (1993). An introduction to the bootstrap',
      'Friedman (2001). Greedy function approximation: a gradient boosting machine. Annals of Statistics 29(5)',
    ],
  },
  requires: { runData, learningSides, realSide },
  async measure({ runData, learningSides, realSide }, { random, pool }) {
    requireTarget(runData.options);
    const { preset } = runData.options;
    if (preset === 'quick') throw new NotApplicable('the quick preset leaves it out');
    return findOverTargets(learningSides, async (sides, target) => {
      const tools = { effort: effort[preset], realSide, random: random.stream(target), pool };
      const curve = await hybridCurve(sides, tools);
      if (curve.metrics.length === 0) {
        return { obstacle: `no metric of “${target}” is defined on the holdout’s rows` };
      }
      const details: Detail[] = [
        { kind: 'note', text: setupOf(curve) },
        ...curve.metrics.map((_, m) => drawn(curve, m)),
      ];
      return { measures: measuresOf(curve), details, sentence: sentenceFor(curve) };
    });
  },
});

/** Rows of train and of the candidate at most: many fits have to stay cheap. */
const effort = {
  standard: { mostRows: 10_000, replicates: 200 },
  full: { mostRows: 50_000, replicates: 1000 },
} as const;

/** Shares of train, nested: a smaller one's rows are among a larger one's. */
const shares = [0.1, 0.25, 0.5, 1] as const;

type Fit = Pick<LearningRows, 'features' | 'labels'>;

/** By metric: its value on the holdout, and on every resample. */
type Scores = readonly { readonly value: number; readonly replicates: Float64Array }[];

interface HybridCurve {
  readonly task: LearningTask;
  readonly metrics: readonly string[];
  readonly realRows: number;
  readonly syntheticRows: number;
  readonly testRows: number;
  /** By share. */
  readonly alone: readonly Scores[];
  readonly together: readonly Scores[];
  /** The candidate without any real row. */
  readonly synthetic: Scores;
}

interface Tools {
  readonly effort: (typeof effort)[keyof typeof effort];
  readonly realSide: RealSide;
  readonly random: Random;
  readonly pool: WorkerPool;
}

async function hybridCurve(
  sides: ReadySides,
  { effort, realSide, random, pool }: Tools,
): Promise<HybridCurve> {
  const { task, names, train, synthetic, test, testUnits } = sides;
  const { target } = task;
  const wanted = task.kind === 'classification' ? ['auc', 'average-precision'] : ['r2'];
  const predict = async (fit: Fit) => predictFor(task, await fitQuickModel(task, fit, pool), test.features);
  const score = (predictions: readonly Float64Array[]): Scores[] => {
    const bound = predictions.map((of) => Object.values(prepareMetrics(task, test.labels, of, wanted)));
    const { points, values } = pairedBootstrap(bound.flat(), {
      rowCount: test.features.rowCount,
      replicates: effort.replicates,
      random: realSide.shared('hybrid-curve', target, 'resamples'),
      units: testUnits,
    });
    return bound.map((of, f) =>
      of.map((_, m) => {
        const place = f * wanted.length + m;
        return { value: points[place] as number, replicates: values[place] as Float64Array };
      }),
    );
  };
  const real = await realSide.once(['hybrid-curve', target, names], async (stream) => {
    const rows = Math.min(effort.mostRows, train.features.rowCount);
    const order = stream.sample(rows, train.features.rowCount);
    stream.shuffle(order);
    const fits = shares.map((share) =>
      takeLearningRows(train, order.slice(0, Math.max(1, Math.round(share * rows))).sort()),
    );
    return { rows, fits, alone: score(await inTurn(fits, predict)) };
  });
  const added = atMostLearningRows(synthetic, effort.mostRows, random);
  const [ofSynthetic, ...together] = score(
    await inTurn([added, ...real.fits.map((fit) => stackLearningRows(fit, added))], predict),
  );
  const all = [ofSynthetic as Scores, ...together, ...real.alone];
  const kept = wanted
    .map((_, m) => m)
    .filter((m) => all.every((scores) => Number.isFinite(scores[m]?.value)));
  const only = (scores: Scores) => kept.map((m) => scores[m] as Scores[number]);
  return {
    task,
    metrics: kept.map((m) => wanted[m] as string),
    realRows: real.rows,
    syntheticRows: added.features.rowCount,
    testRows: test.features.rowCount,
    alone: real.alone.map(only),
    together: together.map(only),
    synthetic: only(ofSynthetic as Scores),
  };
}

/** One after another: a fit's folds keep all threads busy, and memory holds one matrix. */
async function inTurn<In, Out>(inputs: readonly In[], make: (input: In) => Promise<Out>): Promise<Out[]> {
  const outputs: Out[] = [];
  for (const input of inputs) outputs.push(await make(input));
  return outputs;
}

const method = 'percentile bootstrap of the holdout, all models on the same resamples';

function measuresOf(curve: HybridCurve): Measure[] {
  const { task, metrics, testRows, alone, together } = curve;
  return metrics.flatMap((metric, m) =>
    shares.flatMap((share, s) => {
      const labels = { target: task.target, metric, realShare: String(share) };
      const [before, after] = [alone[s]?.[m], together[s]?.[m]];
      if (!before || !after) return [];
      const gains = after.replicates.map((value, b) => value - (before.replicates[b] as number));
      const scored = (trainedOn: string, { value, replicates }: Scores[number]) =>
        measureOf({
          name: 'hybrid-score',
          labels: { ...labels, trainedOn },
          estimate: bootstrapped(value, replicates, testRows, method),
        });
      return [
        measureOf({
          name: 'augmentation-gain',
          labels,
          estimate: bootstrapped(after.value - before.value, gains, testRows, method),
        }),
        scored('train', before),
        scored('real-and-synthetic', after),
      ];
    }),
  );
}

function setupOf({ task, realRows, syntheticRows }: HybridCurve): string {
  return `Boosted trees learnt “${task.target}” from 10, 25, 50 and 100 % of ${about(realRows)} rows of train, alone and with ${about(syntheticRows)} rows of the candidate; smaller shares are parts of larger ones. Where a side has more rows they were drawn at random. Intervals tell the holdout’s chance, not that of the rows drawn.`;
}

function drawn({ task, metrics, alone, together, synthetic }: HybridCurve, m: number): Detail {
  const valueAt = (scores: readonly Scores[]) => scores.map((of) => of[m]?.value ?? 0);
  return {
    kind: 'curves',
    role: 'line',
    title: `Hybrid curve for “${task.target}”: ${metricNames[metrics[m] as string]} on the holdout`,
    x: { label: 'share of the real rows', unit: 'share' },
    y: { label: metricNames[metrics[m] as string] as string, unit: null },
    series: [
      { name: 'real rows alone', role: 'real', x: [...shares], y: valueAt(alone), rows: null },
      {
        name: 'with the candidate',
        role: 'synthetic',
        x: [0, ...shares],
        y: [synthetic[m]?.value ?? 0, ...valueAt(together)],
        rows: null,
      },
    ],
  };
}

function sentenceFor({ task, metrics, alone, together }: HybridCurve): string {
  const gainAt = (s: number) => (together[s]?.[0]?.value ?? 0) - (alone[s]?.[0]?.value ?? 0);
  const signed = (gain: number) => `${gain < 0 ? '−' : '+'}${Math.abs(gain).toFixed(3)}`;
  return `Predicting “${task.target}”, the candidate added to a tenth of the real rows changes ${metricNames[metrics[0] as string]} by ${signed(gainAt(0))}, added to all of them by ${signed(gainAt(shares.length - 1))}.`;
}
