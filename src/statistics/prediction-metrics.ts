import { prepareClassAreaUnderRoc } from './area-under-roc.ts';
import { prepareClassAveragePrecision } from './average-precision.ts';
import { prepareBrierScore } from './brier-score.ts';
import { prepareAccuracy, prepareBalancedAccuracy, prepareMacroF1 } from './confusion.ts';
import { prepareLogLoss } from './log-loss.ts';
import { prepareMeanAbsoluteError } from './mean-absolute-error.ts';
import type { ClassPredictions, Evaluate, ValuePredictions } from './predictions.ts';
import { prepareRSquared } from './r-squared.ts';
import { prepareRootMeanSquaredError } from './root-mean-squared-error.ts';

/** Metrics of classifiers, by the name of their measure. */
export const classMetrics = {
  auc: prepareClassAreaUnderRoc,
  'average-precision': prepareClassAveragePrecision,
  accuracy: prepareAccuracy,
  'balanced-accuracy': prepareBalancedAccuracy,
  'macro-f1': prepareMacroF1,
  'log-loss': prepareLogLoss,
  brier: prepareBrierScore,
} as const satisfies Record<string, (predictions: ClassPredictions) => Evaluate>;

/** Metrics of regressions, by the name of their measure. */
export const valueMetrics = {
  r2: prepareRSquared,
  rmse: prepareRootMeanSquaredError,
  mae: prepareMeanAbsoluteError,
} as const satisfies Record<string, (predictions: ValuePredictions) => Evaluate>;
