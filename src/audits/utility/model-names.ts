import type { ModelName } from '../../models/fit-model.ts';

/** Models as sentences name them. */
export const modelNames: Readonly<Record<ModelName, string>> = {
  'random-forest': 'random forest',
  'ml-random-forest': 'the random forest of ml-random-forest',
  'gradient-boosting': 'gradient boosting',
  linear: 'linear model',
  'nearest-neighbours': 'nearest neighbours',
  baseline: 'a baseline that looks at no column',
};

/** Metrics as titles and sentences name them. */
export const metricNames: Readonly<Record<string, string>> = {
  auc: 'AUC',
  'average-precision': 'average precision',
  r2: 'R²',
};

/** Two significant digits: an exact number of rows with a known target would tell how few have none. */
export function about(rows: number): string {
  return `about ${Number(rows.toPrecision(2)).toLocaleString('en')}`;
}
