import type { MembershipScores } from '../../artifacts/membership-scores.ts';
import type { Detail, Measure } from '../../result/document.ts';
import { aucInterval } from '../../statistics/auc-interval.ts';
import { mannWhitney } from '../../statistics/mann-whitney.ts';
import { membershipLeakRate } from '../../statistics/membership-leak-rate.ts';
import { newcombeDifference } from '../../statistics/newcombe-difference.ts';
import type { Random } from '../../statistics/random.ts';
import { rateAtFalsePositiveRate } from '../../statistics/rate-at-false-positive-rate.ts';
import { falsePositiveRateFor } from '../../statistics/target-false-positive-rate.ts';
import { wilsonInterval } from '../../statistics/wilson-interval.ts';
import { measureOf } from '../audit.ts';
import { level, withInterval } from '../estimate.ts';

/** An attack's scores, told apart. */
export interface AttackResult {
  readonly attack: string;
  readonly members: Float64Array;
  readonly nonMembers: Float64Array;
}

/** Members and non-members of an attack whose scores were made blind. */
export function tellApart({ attack, scores, memberCount }: MembershipScores): AttackResult {
  return { attack, members: scores.subarray(0, memberCount), nonMembers: scores.subarray(memberCount) };
}

/** The share of training people that the attack recognises beyond chance, at few false accusations. */
export function leakMeasure(result: AttackResult, random: Random): Measure {
  const { attack, members, nonMembers } = result;
  const targetFpr = falsePositiveRateFor(nonMembers.length);
  const leak = membershipLeakRate({
    memberScores: members,
    nonMemberScores: nonMembers,
    targetFpr,
    replicates: 500,
    random,
    level,
  });
  return measureOf({
    name: 'leak-rate',
    labels: { attack, fpr: String(targetFpr) },
    estimate: withInterval(
      leak.value,
      members.length,
      leak,
      'resampling of the holdout’s threshold with Wilson limits for train',
    ),
  });
}

/** The attack's area under the curve, with the test that was made of it. */
export function aucMeasure({ attack, members, nonMembers }: AttackResult, test: Measure['test']): Measure {
  const { auc, standardError } = mannWhitney(members, nonMembers);
  return measureOf({
    name: 'auc',
    labels: { attack },
    estimate: withInterval(
      auc,
      members.length + nonMembers.length,
      aucInterval(auc, standardError, [members.length, nonMembers.length], level),
      'DeLong on the logit scale',
    ),
    test,
  });
}

/** Guessing the closer half of all real rows to be members: its threshold is placed blind. */
export function advantageMeasure({ attack, members, nonMembers }: AttackResult): Measure {
  const pooled = new Float64Array(members.length + nonMembers.length);
  pooled.set(members);
  pooled.set(nonMembers, members.length);
  pooled.sort();
  const threshold = pooled[Math.floor(pooled.length / 2)] as number;
  const passing = (scores: Float64Array) =>
    scores.reduce((count, score) => count + (score >= threshold ? 1 : 0), 0);
  const difference = newcombeDifference(
    passing(members),
    members.length,
    passing(nonMembers),
    nonMembers.length,
    level,
  );
  return measureOf({
    name: 'advantage',
    labels: { attack },
    estimate: withInterval(difference.value, pooled.length, difference, 'Newcombe’s hybrid score interval'),
  });
}

/** True positive rates where the holdout leaves at least ten people above the threshold. */
export function rateMeasures({ attack, members, nonMembers }: AttackResult): Measure[] {
  return [0.1, 0.01, 0.001]
    .filter((rate) => nonMembers.length >= 10 / rate)
    .map((rate) => {
      const { tpr } = rateAtFalsePositiveRate(members, nonMembers, rate);
      const passing = Math.round(tpr * members.length);
      return measureOf({
        name: `tpr-at-fpr-${rate * 100}`,
        labels: { attack },
        estimate: withInterval(
          tpr,
          members.length,
          wilsonInterval(passing, members.length, level),
          'Wilson score interval at the threshold found',
        ),
      });
    });
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
      const points = rateGrid(nonMembers.length).map((rate) =>
        rateAtFalsePositiveRate(members, nonMembers, rate),
      );
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
