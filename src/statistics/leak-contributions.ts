import { rateAtFalsePositiveRate, sortedScores } from './rate-at-false-positive-rate.ts';

/** What each real row adds to a leak rate, to first order; null entries are not told row by row. */
export interface LeakContributions {
  readonly train: Float64Array;
  readonly holdout: Float64Array | null;
  /** Variance that is not told row by row. */
  readonly ownVariance: number;
}

/**
 * Fewer rows than these on either side of a success are not told apart: one row's chance is then no normal deviation, and
 * how few they are could be read off two candidates' correlation.
 */
const fewest = 11;

/**
 * Of (A − C)/(1 − C), with A and C the mean success on train and on the holdout: the gradient times each row's
 * deviation from its mean. Successes lie from 0 to 1. Null where fewer than eleven of train's rows succeed or fail.
 */
export function leakContributions(train: Float64Array, holdout: Float64Array): LeakContributions | null {
  const attack = meanOf(train);
  const control = meanOf(holdout);
  if (!(control < 1) || !isTold(train)) return null;
  const rest = 1 - control;
  const slope = -(1 - attack) / rest ** 2;
  const isHoldoutTold = isTold(holdout);
  return {
    train: train.map((success) => (success - attack) / (train.length * rest)),
    holdout: isHoldoutTold ? holdout.map((success) => (slope * (success - control)) / holdout.length) : null,
    ownVariance: isHoldoutTold ? 0 : (slope ** 2 * control * (1 - control)) / holdout.length,
  };
}

/**
 * Of (TPR − FPR)/(1 − FPR) at the threshold that at most a share `fpr` of non-members passes. A non-member counts through
 * the threshold: with one more above it, it rises until as many members leave as the ROC curve's slope says. The slope is
 * taken between half and one and a half of the rate. Null where fewer than eleven members pass or fail.
 */
export function scoreLeakContributions(
  members: Float64Array,
  nonMembers: Float64Array,
  fpr: number,
): LeakContributions | null {
  const sorted = [sortedScores(members), sortedScores(nonMembers)] as const;
  const at = rateAtFalsePositiveRate(...sorted, fpr);
  const passing = members.map((score) => (score >= at.threshold ? 1 : 0));
  if (!isTold(passing) || !(at.fpr < 1)) return null;
  const rest = 1 - at.fpr;
  const train = passing.map((passes) => (passes - at.tpr) / (members.length * rest));
  const accused = nonMembers.map((score) => (score >= at.threshold ? 1 : 0));
  const [low, high] = [0.5, 1.5].map((factor) =>
    rateAtFalsePositiveRate(...sorted, Math.min(0.999, factor * fpr)),
  ) as [typeof at, typeof at];
  const slope = high.fpr > low.fpr ? (high.tpr - low.tpr) / (high.fpr - low.fpr) / rest : 0;
  if (!isTold(accused))
    return { train, holdout: null, ownVariance: (slope ** 2 * fpr * (1 - fpr)) / nonMembers.length };
  const share = meanOf(accused);
  return {
    train,
    holdout: accused.map((passes) => (-slope * (passes - share)) / nonMembers.length),
    ownVariance: 0,
  };
}

/** Eleven rows and more succeed at least partly, and as many do not wholly. */
function isTold(successes: Float64Array): boolean {
  let some = 0;
  let rest = 0;
  for (const success of successes) {
    if (success > 0) some++;
    if (success < 1) rest++;
  }
  return some >= fewest && rest >= fewest;
}

function meanOf(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total / values.length;
}
