import type { MeanInfluence } from '../artifacts/column-shapes.ts';
import type { PairedReplicates } from '../artifacts/shared-resamples.ts';
import type { Measure } from '../result/document.ts';
import { leakContributions, scoreLeakContributions } from '../statistics/leak-contributions.ts';

/** Of a score that is one minus a mean distance. */
export function scoreReplicates(
  paired: PairedReplicates,
  name: string,
  mean: MeanInfluence | null,
): Measure['replicates'] {
  if (mean === null) return null;
  const train = mean.train.map((share) => -share);
  return paired(name, { train, holdout: null, ownVariance: mean.otherVariance });
}

/** Of a leak rate (A − C)/(1 − C), from an attack's success on every real row, train's rows first. */
export function leakReplicates(
  paired: PairedReplicates,
  name: string,
  successes: Float64Array,
  trainRows: number,
): Measure['replicates'] {
  const contributions = leakContributions(successes.subarray(0, trainRows), successes.subarray(trainRows));
  return contributions && paired(name, contributions);
}

/** Of a leak rate at the threshold that a share `fpr` of non-members passes. */
export function scoreLeakReplicates(
  paired: PairedReplicates,
  name: string,
  { members, nonMembers }: { members: Float64Array; nonMembers: Float64Array },
  fpr: number,
): Measure['replicates'] {
  const contributions = scoreLeakContributions(members, nonMembers, fpr);
  return contributions && paired(name, contributions);
}
