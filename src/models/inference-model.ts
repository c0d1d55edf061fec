import type { Design } from './main-effects.ts';
import { keepDesignColumns } from './main-effects.ts';
import { fitRidgeLinear, fitRidgeLogistic } from './ridge-regression.ts';

/** What a statistician reads off a regression: coefficients and how sure they are. */
export interface InferenceFit {
  readonly rowCount: number;
  /** By column of the design; 0 where there is none. */
  readonly estimates: Float64Array;
  /** Columns × columns; rows and columns of what cannot be estimated are 0. */
  readonly covariance: Float64Array;
  /** Why a column has no coefficient; null where it has one. */
  readonly obstacles: readonly (Obstacle | null)[];
}

/**
 * `dependent`: other columns determine it, or it does not vary. `separated`: it splits the classes without an error, so
 * the most likely coefficient is infinite. `no-error`: no row is left over to tell how sure a coefficient is.
 */
export type Obstacle = 'dependent' | 'separated' | 'no-error';

/** Enough for an optimum where classes are separable, too little to move any other coefficient visibly. */
const faintRidge = 1e-6;
/** In log odds per standard deviation or level: nothing that rows can tell is so unsure. */
const unsure = 20;

/**
 * Least squares, or maximum likelihood of a logistic regression, with the columns that others determine left out.
 *
 * @param target numbers, or 0 and 1
 */
export function fitInference(
  design: Design,
  target: Float64Array,
  task: 'classification' | 'regression',
): InferenceFit {
  const size = design.columnCount;
  const estimates = new Float64Array(size);
  const covariance = new Float64Array(size * size);
  const { dependent } = fitRidgeLinear(design, target, 0);
  const kept = dependent.map((value) => 1 - value);
  const places = Array.from(kept.keys()).filter((column) => kept[column] === 1);
  const obstacles = Array.from(dependent, (value): Obstacle | null => (value === 1 ? 'dependent' : null));
  const own = keepDesignColumns(design, kept);
  const fit =
    task === 'regression'
      ? fitRidgeLinear(own, target, 0)
      : fitRidgeLogistic(own, Uint8Array.from(target), faintRidge);
  const noError = task === 'regression' && isExact(fit.covariance, places.length);
  for (const [place, column] of places.entries()) {
    const variance = fit.covariance[place * places.length + place]!;
    if (noError || !(variance > 0 && Number.isFinite(variance))) obstacles[column] = 'no-error';
    else if (task === 'classification' && (!fit.converged || Math.sqrt(variance) > unsure)) {
      obstacles[column] = 'separated';
    }
  }
  for (const [i, row] of places.entries()) {
    if (obstacles[row] !== null) continue;
    estimates[row] = fit.coefficients[i]!;
    for (const [j, column] of places.entries()) {
      if (obstacles[column] === null)
        covariance[row * size + column] = fit.covariance[i * places.length + j]!;
    }
  }
  return { rowCount: design.rowCount, estimates, covariance, obstacles };
}

/** Targets are of unit variance: smaller errors than these are rounding. */
function isExact(covariance: Float64Array, size: number): boolean {
  for (let i = 0; i < size; i++) if (covariance[i * size + i]! > 1e-20) return false;
  return true;
}
