import type { Evaluate } from './predictions.ts';
import type { Random } from './random.ts';

export interface BootstrapPlan {
  readonly rowCount: number;
  readonly replicates: number;
  readonly random: Random;
  /** Unit of each row (0, 1, …), where rows of one person or household belong together: units are drawn then. */
  readonly units?: Int32Array | null;
}

export interface PairedReplicates {
  /** Each metric on the rows as they are; NaN where it is undefined there. */
  readonly points: Float64Array;
  /**
   * By metric, its values on the same resamples in the same order. Empty where the metric's point is undefined.
   * Shorter than asked for where too many resamples left some metric undefined.
   */
  readonly values: readonly Float64Array[];
  /** Resamples that left some metric undefined (no positives drawn) and were replaced by others. */
  readonly redrawn: number;
}

/**
 * Bootstrap over rows (Efron and Tibshirani, "An introduction to the bootstrap", 1993, chapters 6 and 8): every metric
 * is evaluated on the same resamples, so that differences and ratios of two models keep their pairing. A resample is a
 * count per row; metrics that sorted their rows beforehand read it in O(rows).
 */
export function pairedBootstrap(metrics: readonly Evaluate[], plan: BootstrapPlan): PairedReplicates {
  const { rowCount, replicates } = plan;
  const draw = drawerOf(plan);
  const points = Float64Array.from(metrics, (evaluate) => evaluate(null));
  const defined = Array.from(points.keys()).filter((metric) => Number.isFinite(points[metric]!));
  const values = metrics.map(
    (_, metric) => new Float64Array(Number.isFinite(points[metric]!) ? replicates : 0),
  );
  const counts = new Int32Array(rowCount);
  let kept = 0;
  let redrawn = 0;
  while (defined.length > 0 && kept < replicates && redrawn <= replicates) {
    draw(counts);
    let usable = true;
    for (const metric of defined) {
      const value = metrics[metric]!(counts);
      values[metric]![kept] = value;
      if (Number.isFinite(value)) continue;
      usable = false;
      break;
    }
    if (usable) kept++;
    else redrawn++;
  }
  return { points, values: values.map((list) => list.slice(0, kept)), redrawn };
}

/** Replicates of first − second. */
export function differenceReplicates(first: Float64Array, second: Float64Array): Float64Array {
  return first.map((value, i) => value - second[i]!);
}

/** Replicates of first / second; where a second is zero there is no interval, so none are returned. */
export function ratioReplicates(first: Float64Array, second: Float64Array): Float64Array {
  const ratios = first.map((value, i) => value / second[i]!);
  return ratios.every(Number.isFinite) ? ratios : new Float64Array(0);
}

function drawerOf({ rowCount, random, units }: BootstrapPlan): (counts: Int32Array) => void {
  if (!units) {
    return (counts) => {
      counts.fill(0);
      for (let i = 0; i < rowCount; i++) counts[random.below(rowCount)]!++;
    };
  }
  const unitCount = units.reduce((most, unit) => Math.max(most, unit + 1), 0);
  const drawn = new Int32Array(unitCount);
  return (counts) => {
    drawn.fill(0);
    for (let i = 0; i < unitCount; i++) drawn[random.below(unitCount)]!++;
    for (let row = 0; row < rowCount; row++) counts[row] = drawn[units[row]!]!;
  };
}
