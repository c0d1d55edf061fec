import { quantile } from './quantile.ts';

/** Bins that hold rows, by ascending predicted probability. */
export interface CalibrationCurve {
  readonly meanPredicted: Float64Array;
  /** Share of positives among the bin's rows. */
  readonly observedShare: Float64Array;
  readonly rows: Int32Array;
}

/**
 * Reliability curve: predicted against observed share of positives (Niculescu-Mizil and Caruana, "Predicting good
 * probabilities with supervised learning", 2005). `uniform` cuts [0, 1] into equal widths; `quantile` into bins of
 * about equally many rows (fewer bins where scores tie). Empty bins are left out.
 *
 * `labels`: 1 is positive, anything else negative. `probabilities`: of being positive.
 */
export function calibrationCurve(
  labels: Int32Array | Uint8Array,
  probabilities: Float64Array,
  options: { readonly bins?: number; readonly strategy?: 'uniform' | 'quantile' } = {},
): CalibrationCurve {
  const bins = options.bins ?? 10;
  const edges = innerEdges(probabilities, bins, options.strategy ?? 'uniform');
  const rows = new Int32Array(bins);
  const predicted = new Float64Array(bins);
  const positives = new Float64Array(bins);
  for (let row = 0; row < probabilities.length; row++) {
    const probability = probabilities[row]!;
    let bin = 0;
    while (bin < edges.length && edges[bin]! < probability) bin++;
    rows[bin]!++;
    predicted[bin]! += probability;
    if (labels[row] === 1) positives[bin]!++;
  }
  const filled = Int32Array.from(rows.keys()).filter((bin) => rows[bin]! > 0);
  return {
    meanPredicted: Float64Array.from(filled, (bin) => predicted[bin]! / rows[bin]!),
    observedShare: Float64Array.from(filled, (bin) => positives[bin]! / rows[bin]!),
    rows: filled.map((bin) => rows[bin]!),
  };
}

function innerEdges(
  probabilities: Float64Array,
  bins: number,
  strategy: 'uniform' | 'quantile',
): Float64Array {
  if (strategy === 'uniform') return Float64Array.from({ length: bins - 1 }, (_, i) => (i + 1) / bins);
  const sorted = probabilities.slice().sort();
  return Float64Array.from({ length: bins - 1 }, (_, i) => quantile(sorted, (i + 1) / bins));
}
