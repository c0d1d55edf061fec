import type { ModelScores } from '../../artifacts/model-scores.ts';
import type { ModelSides } from '../../artifacts/trained-models.ts';
import type { Detail } from '../../result/document.ts';
import { calibrationCurve } from '../../statistics/calibration-curve.ts';
import { precisionRecallCurve } from '../../statistics/precision-recall-curve.ts';
import { rocCurve } from '../../statistics/roc-curve.ts';
import { modelNames } from './model-names.ts';

/** Fewer people than this behind a point of a curve are not shown. */
const fewestRows = 11;

/** ROC, precision over recall, and calibration of one model of two classes, trained on real and on synthetic rows. */
export function modelCurves(target: string, sides: ModelSides, labels: Int32Array): Detail[] {
  return [
    rocDetail(target, sides, labels),
    precisionRecallDetail(target, sides, labels),
    calibrationDetail(target, sides, labels),
  ];
}

function rocDetail(target: string, sides: ModelSides, labels: Int32Array): Detail {
  return {
    kind: 'curves',
    role: 'roc',
    title: `ROC curves for “${target}” on the holdout, ${modelNames[sides.model]}`,
    x: { label: 'false positive rate', unit: 'share' },
    y: { label: 'true positive rate', unit: 'share' },
    series: seriesOf(sides).map(({ name, role, scores }) => ({
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

function precisionRecallDetail(target: string, sides: ModelSides, labels: Int32Array): Detail {
  const positives = labels.reduce((sum, label) => sum + (label === 1 ? 1 : 0), 0);
  return {
    kind: 'curves',
    role: 'line',
    title: `Precision over recall for the rarer class of “${target}” on the holdout, ${modelNames[sides.model]}`,
    x: { label: 'recall', unit: 'share' },
    y: { label: 'precision', unit: 'share' },
    series: seriesOf(sides).map(({ name, role, scores }) => ({
      name,
      role,
      ...precisionOnGrid(labels, scores.predictions, positives),
      rows: positives,
    })),
  };
}

/** Steps of recall of which each is at least eleven people, the grain to which shares of people are shown. */
function stepsFor(positives: number): number {
  return [20, 10, 5].find((steps) => positives >= steps * fewestRows) ?? 0;
}

/** Precision at the strictest threshold that finds each step of the positives. */
function precisionOnGrid(
  labels: Int32Array,
  probabilities: Float64Array,
  positives: number,
): { x: number[]; y: number[] } {
  const curve = precisionRecallCurve(labels, positiveScores(probabilities));
  const x: number[] = [];
  const y: number[] = [];
  if (!curve) return { x, y };
  let point = 0;
  const steps = stepsFor(positives);
  for (let step = 1; step <= steps; step++) {
    const recall = step / steps;
    while (point + 1 < curve.recall.length && (curve.recall[point] as number) < recall) point++;
    x.push(recall);
    y.push(curve.precision[point] as number);
  }
  return { x, y };
}

function calibrationDetail(target: string, sides: ModelSides, labels: Int32Array): Detail {
  return {
    kind: 'curves',
    role: 'calibration',
    title: `Calibration for “${target}” on the holdout, ${modelNames[sides.model]}, tenths of equal size`,
    x: { label: 'predicted probability', unit: 'share' },
    y: { label: 'observed share', unit: 'share' },
    series: seriesOf(sides).map(({ name, role, scores }) => {
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

function seriesOf({ train, synthetic }: ModelSides): {
  name: string;
  role: 'real' | 'synthetic';
  scores: ModelScores;
}[] {
  return [
    { name: 'trained on real', role: 'real', scores: train },
    { name: 'trained on synthetic', role: 'synthetic', scores: synthetic },
  ];
}

function positiveScores(probabilities: Float64Array): Float64Array {
  return probabilities.filter((_, index) => index % 2 === 1);
}
