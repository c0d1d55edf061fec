import type { MembershipScores } from '../../artifacts/membership-scores.ts';
import type { Detail, Measure } from '../../result/document.ts';
import { aucInterval } from '../../statistics/auc-interval.ts';
import { clusteredAuc } from '../../statistics/clustered-auc.ts';
import { clusteredLeakRate } from '../../statistics/clustered-leak-rate.ts';
import { clusteredRate } from '../../statistics/clustered-rate.ts';
import { mannWhitney } from '../../statistics/mann-whitney.ts';
import { membershipLeakRate } from '../../statistics/membership-leak-rate.ts';
import { newcombeDifference } from '../../statistics/newcombe-difference.ts';
import type { Random } from '../../statistics/random.ts';
import { rateAtFalsePositiveRate, sortedScores } from '../../statistics/rate-at-false-positive-rate.ts';
import { falsePositiveRateFor } from '../../statistics/target-false-positive-rate.ts';
import { wilsonInterval } from '../../statistics/wilson-interval.ts';
import { measureOf } from '../audit.ts';
import { level, withInterval } from '../estimate.ts';

/** An attack's scores, told apart. */
export interface AttackResult {
  readonly attack: string;
  readonly members: Float64Array;
  readonly nonMembers: Float64Array;
  /** The unit of every member, then of every non-member; null where every row is its own. */
  readonly units: Int32Array | null;
}

/** Members and non-members of an attack whose scores were made blind. */
export function tellApart(
  { attack, scores, memberCount }: MembershipScores,
  units: Int32Array | null = null,
): AttackResult {
  return {
    attack,
    members: scores.subarray(0, memberCount),
    nonMembers: scores.subarray(memberCount),
    units,
  };
}

/** The share of training people that the attack recognises beyond chance, at few false accusations. */
export function leakMeasure(
  result: AttackResult,
  random: Random,
  targetFpr: number = falsePositiveRateFor(result.nonMembers.length),
): Measure {
  const { attack, members, nonMembers, units } = result;
  const options = {
    memberScores: members,
    nonMemberScores: nonMembers,
    targetFpr,
    replicates: 500,
    random,
    level,
  };
  const leak = units
    ? clusteredLeakRate({ ...options, ...unitsBySide(result, units) })
    : membershipLeakRate(options);
  return measureOf({
    name: 'leak-rate',
    labels: { attack, fpr: String(targetFpr) },
    estimate: withInterval(
      leak.value,
      members.length,
      leak,
      units
        ? 'resampling of the holdout’s units for its threshold, with Wilson limits for train’s effective rows'
        : 'resampling of the holdout’s threshold with Wilson limits for train',
    ),
  });
}

/** The attack's area under the curve, with the test that was made of it. */
export function aucMeasure(result: AttackResult, test: Measure['test']): Measure {
  const { attack, members, nonMembers, units } = result;
  const { auc, standardError } = units
    ? clusteredAuc(pooledScores(result), members.length, units)
    : mannWhitney(members, nonMembers);
  return measureOf({
    name: 'auc',
    labels: { attack },
    estimate: withInterval(
      auc,
      members.length + nonMembers.length,
      aucInterval(auc, standardError, [members.length, nonMembers.length], level),
      units ? 'placements of units (Obuchowski) on the logit scale' : 'DeLong on the logit scale',
    ),
    test,
  });
}

/** Guessing the closer half of all real rows to be members: its threshold is placed blind. */
export function advantageMeasure(result: AttackResult): Measure {
  const { attack, members, nonMembers } = result;
  const pooled = pooledScores(result).sort();
  const threshold = pooled[Math.floor(pooled.length / 2)] as number;
  const units = result.units && unitsBySide(result, result.units);
  const called = rateOver(members, threshold, units?.memberUnits);
  const wronglyCalled = rateOver(nonMembers, threshold, units?.nonMemberUnits);
  const difference = newcombeDifference(
    called.value * called.effectiveRows,
    called.effectiveRows,
    wronglyCalled.value * wronglyCalled.effectiveRows,
    wronglyCalled.effectiveRows,
    level,
  );
  return measureOf({
    name: 'advantage',
    labels: { attack },
    estimate: withInterval(difference.value, pooled.length, difference, 'Newcombe’s hybrid score interval'),
  });
}

/** True positive rates where the holdout leaves at least ten people above the threshold. */
export function rateMeasures(result: AttackResult): Measure[] {
  const { attack, members, nonMembers } = result;
  const units = result.units && unitsBySide(result, result.units);
  const sorted = [sortedScores(members), sortedScores(nonMembers)] as const;
  return [0.1, 0.01, 0.001]
    .filter((rate) => nonMembers.length >= 10 / rate)
    .map((rate) => {
      const { tpr, threshold } = rateAtFalsePositiveRate(...sorted, rate);
      const { effectiveRows } = rateOver(members, threshold, units?.memberUnits);
      return measureOf({
        name: `tpr-at-fpr-${rate * 100}`,
        labels: { attack },
        estimate: withInterval(
          tpr,
          members.length,
          wilsonInterval(tpr * effectiveRows, effectiveRows, level),
          'Wilson score interval at the threshold found',
        ),
      });
    });
}

function rateOver(scores: Float64Array, threshold: number, units: Int32Array | undefined) {
  return clusteredRate(
    scores.map((score) => (score >= threshold ? 1 : 0)),
    units ?? null,
  );
}

function pooledScores({ members, nonMembers }: AttackResult): Float64Array {
  const pooled = new Float64Array(members.length + nonMembers.length);
  pooled.set(members);
  pooled.set(nonMembers, members.length);
  return pooled;
}

function unitsBySide({ members }: AttackResult, units: Int32Array) {
  return { memberUnits: units.subarray(0, members.length), nonMemberUnits: units.subarray(members.length) };
}

/** ROC curves on a fixed grid of false-positive rates: a point per row would publish single people. */
export function rocCurves(results: readonly AttackResult[]): Detail {
  return {
    kind: 'curves',
    role: 'roc',
    title: 'Training people recognised against holdout people wrongly recognised',
    x: { label: 'holdout people wrongly recognised', unit: 'share' },
    y: { label: 'training people recognised', unit: 'share' },
    series: results.map(({ attack, members, nonMembers }) => {
      const sorted = [sortedScores(members), sortedScores(nonMembers)] as const;
      const points = rateGrid(nonMembers.length).map((rate) => rateAtFalsePositiveRate(...sorted, rate));
      return {
        name: attack,
        role: 'synthetic' as const,
        x: points.map(({ fpr }) => fpr),
        y: points.map(({ tpr }) => tpr),
        rows: Math.min(members.length, nonMembers.length),
      };
    }),
  };
}

/** Thirty rates, evenly spaced on a logarithmic axis, from where eleven holdout people lie above the threshold. */
function rateGrid(nonMembers: number): number[] {
  const lowest = Math.min(0.5, Math.max(0.001, 11 / nonMembers));
  const steps = 30;
  return Array.from({ length: steps + 1 }, (_, step) => lowest ** (1 - step / steps));
}
