import { standardErrorOfMean } from './linear-influence.ts';
import { pairMoments } from './pearson-correlation.ts';

/**
 * Pearson's correlation with the influence of every row on it, and the standard error that follows without normality.
 *
 * `influences` is as long as the columns. Where both values are there, a row's influence is zx zy − r (zx² + zy²)/2
 * in standardised values; a row with a missing value has none. Influences are scaled by all rows over complete rows,
 * so those of several pairs of columns can be added row by row and handed to `standardErrorOfMean`.
 * They are put into `influences`, if it is given. Null where a side is constant or fewer than two rows are complete.
 * Source: Devlin, Gnanadesikan and Kettenring (1975), Biometrika 62.
 */
export function correlationInfluence(
  x: Float64Array,
  y: Float64Array,
  influences: Float64Array = new Float64Array(x.length),
): { value: number; rows: number; influences: Float64Array; standardError: number } | null {
  const { value, rows, meanX, meanY, deviationX, deviationY } = pairMoments(x, y);
  if (value === null) return null;
  const scale = x.length / rows;
  for (let i = 0; i < x.length; i++) {
    const a = ((x[i] as number) - meanX) / deviationX;
    const b = ((y[i] as number) - meanY) / deviationY;
    influences[i] = Number.isFinite(a + b) ? scale * (a * b - (value / 2) * (a * a + b * b)) : 0;
  }
  return { value, rows, influences, standardError: standardErrorOfMean(influences) };
}
