import { chiSquareUpperTail } from './chi-square-distribution.ts';
import type { Interval } from './interval.ts';
import { normalQuantile, normalUpperTail } from './normal-distribution.ts';
import { studentQuantile, studentUpperTail } from './student-distribution.ts';

/** A value at a place on the axis, with its standard error downwards and upwards. */
export interface TrendPoint {
  readonly at: number;
  readonly value: number;
  readonly below: number;
  readonly above: number;
}

export interface TrendSlope extends Interval {
  readonly value: number;
  /** Two-sided, of no slope. */
  readonly pValue: number;
  /** How many times as far as their errors explain the points scatter about the line; null with two points. */
  readonly scatter: number | null;
  /** Whether that is more than chance explains, and therefore widened the interval. */
  readonly widened: boolean;
}

/**
 * The slope of values with known, independent errors, by weighted least squares. Its interval recovers the errors from
 * each point's own, which need not be symmetrical. Where the points scatter more about the line than their errors
 * explain (Cochran's Q, 5 %), errors are multiplied by √(Q / (n − 2)) and Student's distribution is used.
 *
 * Throws a RangeError with fewer than two points, without a positive error, or where all points lie at one place.
 * Sources: Zou & Donner (2008), Statistics in Medicine 27 (MOVER); Birge (1932), Physical Review 40 (the factor);
 * Cochran (1954), Biometrics 10.
 */
export function trendSlope(points: readonly TrendPoint[], level = 0.95): TrendSlope {
  if (points.length < 2) throw new RangeError('a slope needs two points');
  const weights = points.map(({ below, above }) => {
    const weight = ((below + above) / 2) ** -2;
    if (!Number.isFinite(weight)) throw new RangeError('a point has no error');
    return weight;
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (of: (point: TrendPoint) => number) =>
    points.reduce((sum, point, index) => sum + (weights[index] as number) * of(point), 0) / total;
  const centre = mean(({ at }) => at);
  const spread = total * mean(({ at }) => (at - centre) ** 2);
  if (!(spread > 0)) throw new RangeError('all points lie at one place');
  const parts = points.map(({ at }, index) => ((weights[index] as number) * (at - centre)) / spread);
  const value = points.reduce((sum, point, index) => sum + (parts[index] as number) * point.value, 0);
  const middle = mean(({ value }) => value);
  const q = total * mean((point) => (point.value - middle - value * (point.at - centre)) ** 2);
  const degrees = points.length - 2;
  const widened = degrees > 0 && chiSquareUpperTail(q, degrees) < 0.05;
  const factor = widened ? Math.sqrt(q / degrees) : 1;
  const errorOf = (side: 'below' | 'above') =>
    factor * Math.hypot(...points.map((point, index) => partOf(parts[index] as number, point, side)));
  const errors = { below: errorOf('below'), above: errorOf('above') };
  const reach = widened ? studentQuantile((1 + level) / 2, degrees) : normalQuantile((1 + level) / 2);
  // The error on the side of 0 is the one that a test of no slope asks for.
  const score = Math.abs(value) / (value > 0 ? errors.below : errors.above);
  return {
    value,
    low: value - reach * errors.below,
    high: value + reach * errors.above,
    pValue: Math.min(1, 2 * (widened ? studentUpperTail(score, degrees) : normalUpperTail(score))),
    scatter: degrees === 0 ? null : Math.sqrt(q / degrees),
    widened,
  };
}

/** A point that counts negatively pulls the slope down by its error upwards. */
function partOf(part: number, point: TrendPoint, side: 'below' | 'above'): number {
  const other = side === 'below' ? 'above' : 'below';
  return part * (part >= 0 ? point[side] : point[other]);
}
