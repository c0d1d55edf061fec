import { normalUpperTail } from '../statistics/normal-distribution.ts';
import type { Errors, FollowedMeasure } from './follow-measure.ts';

/** The level of a trend's interval, and 1 − the chance of naming a collapse where there is none. */
export const level = 0.95;

/** One-sided p-value that the last candidate is no worse than the first. */
export function lossAgainstFirst({ tracked, points }: FollowedMeasure): number {
  const first = points[0];
  const last = points[points.length - 1];
  if (!first || !last) throw new RangeError('a series without points');
  return chanceOfLoss(last.point, first.point, tracked.loss);
}

/** Per candidate the one-sided p-value that it is no worse than fresh real data; empty where nothing says what that has. */
export function lossAgainstReference({ tracked, points }: FollowedMeasure): {
  candidate: string;
  pValue: number;
}[] {
  return points.flatMap(({ candidate, value, reference }) =>
    reference === null ? [] : [{ candidate, pValue: chanceOfLoss(value, reference, tracked.loss) }],
  );
}

/** From both sides' errors towards each other, as MOVER has them. */
function chanceOfLoss(value: Errors, than: Errors, loss: 'falling' | 'rising'): number {
  const lost = loss === 'falling' ? than.value - value.value : value.value - than.value;
  const error =
    loss === 'falling' ? Math.hypot(value.above, than.below) : Math.hypot(value.below, than.above);
  return normalUpperTail(lost / error);
}
