import { holdoutRows } from '../../artifacts/holdout-rows.ts';
import { nearestToReal } from '../../artifacts/nearest-rows.ts';
import { attackByDistance } from '../../attacks/distance-to-closest.ts';
import type { MembershipScores } from '../../attacks/membership-scores.ts';
import type { Detail, Measure } from '../../result/document.ts';
import { aucInterval } from '../../statistics/auc-interval.ts';
import { labelPermutationPValue } from '../../statistics/label-permutation.ts';
import { mannWhitney } from '../../statistics/mann-whitney.ts';
import { membershipLeakRate } from '../../statistics/membership-leak-rate.ts';
import { newcombeDifference } from '../../statistics/newcombe-difference.ts';
import type { Random } from '../../statistics/random.ts';
import { rateAtFalsePositiveRate } from '../../statistics/rate-at-false-positive-rate.ts';
import { wilsonInterval } from '../../statistics/wilson-interval.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { level, withInterval } from '../estimate.ts';

/** Can somebody who holds a person's record tell from the candidate that the person was trained on? */
export const membershipInference = defineAudit({
  meta: {
    id: 'membership-inference',
    category: 'privacy',
    title: 'Training people are recognised no better than people outside of it',
    failureTitle: 'Training people can be recognised',
    why: 'Being in the data can itself be the secret (a clinic’s patients, a debtor register), and a generator that lets members be recognised has remembered more than the population. An average over everybody hides the few who are recognised with near certainty, so the rate at few false accusations decides.',
    remedy:
      'Stop training earlier, regularise, raise the minimum leaf or group size, or train with differential privacy; then generate and audit again.',
    evidence: ['singling-out', 'linkability', 'memorisation'],
    measures: {
      'leak-rate': {
        title: 'Training people recognised beyond chance',
        unit: 'share',
        better: 'lower',
        formula:
          '(TPR − FPR) / (1 − FPR) at the lowest threshold that at most the share `fpr` of the holdout passes',
        reference: 0,
        counts: 'real-rows',
      },
      auc: {
        title: 'Area under the attack’s ROC curve',
        unit: 'auc',
        better: 'lower',
        formula: 'P(score of a member > score of a non-member) + ½ P(equal)',
        reference: 0.5,
        counts: 'none',
      },
      advantage: {
        title: 'Membership advantage',
        unit: 'difference',
        better: 'lower',
        formula: 'TPR − FPR when the closer half of all real rows is guessed to be members',
        reference: 0,
        counts: 'none',
      },
      'tpr-at-fpr-10': rateMeta('10 %'),
      'tpr-at-fpr-1': rateMeta('1 %'),
      'tpr-at-fpr-0.1': rateMeta('0.1 %'),
    },
    sources: [
      'Chen et al. (2020). GAN-Leaks: a taxonomy of membership inference attacks against generative models. CCS',
      'Carlini et al. (2022). Membership inference attacks from first principles. IEEE S&P',
      'Yeom et al. (2018). Privacy risk in machine learning. CSF',
      'DeLong et al. (1988). Comparing the areas under correlated ROC curves. Biometrics 44(3)',
    ],
  },
  requires: { holdoutRows, nearestToReal },
  measure({ nearestToReal }, { random }) {
    const scores = attackByDistance(nearestToReal);
    const { measures, leak } = scoreAttack(scores, random.stream(scores.attack));
    const summary =
      leak.low > 0
        ? 'Training people are recognised more often than holdout people who are equally close to a synthetic row.'
        : 'Training people are recognised no more often than holdout people, within what this many rows can show.';
    return { summary, measures, details: [rocOf([scores])] };
  },
});

const permutations = 1999;
const replicates = 500;
const falsePositiveRates = [0.1, 0.01, 0.001];

function rateMeta(rate: string) {
  return {
    title: `Training people recognised at ${rate} false accusations`,
    unit: 'share' as const,
    better: 'lower' as const,
    formula: `share of train that passes the lowest threshold which at most ${rate} of the holdout passes; ties are never split`,
    reference: null,
    counts: 'real-rows' as const,
  };
}

/** All measures of one attack. */
function scoreAttack(scores: MembershipScores, random: Random) {
  const { attack, members, nonMembers } = scores;
  const labels = { attack };
  const { auc, standardError } = mannWhitney(members, nonMembers);
  const pooled = new Float64Array(members.length + nonMembers.length);
  pooled.set(members);
  pooled.set(nonMembers, members.length);
  const { pValue } = labelPermutationPValue({
    scores: pooled,
    memberCount: members.length,
    permutations,
    random: random.stream('permutations'),
  });

  // At 1 % false accusations 1,000 holdout people leave ten above the threshold; fewer cannot place it.
  const targetFpr = nonMembers.length >= 1000 ? 0.01 : 0.1;
  const leak = membershipLeakRate({
    memberScores: members,
    nonMemberScores: nonMembers,
    targetFpr,
    replicates,
    random: random.stream('leak-rate'),
    level,
  });

  const measures: Measure[] = [
    measureOf({
      name: 'leak-rate',
      labels: { attack, fpr: String(targetFpr) },
      estimate: withInterval(
        leak.value,
        members.length,
        leak,
        'bootstrap of train and holdout, threshold chosen anew each time',
      ),
    }),
    measureOf({
      name: 'auc',
      labels,
      estimate: withInterval(
        auc,
        pooled.length,
        aucInterval(auc, standardError, [members.length, nonMembers.length], level),
        'DeLong on the logit scale',
      ),
      test: { pValue, adjusted: pValue, family: `${permutations} permutations of membership, one attack` },
    }),
    advantageMeasure(scores),
  ];
  for (const rate of falsePositiveRates) {
    if (nonMembers.length < 10 / rate) continue;
    const { tpr } = rateAtFalsePositiveRate(members, nonMembers, rate);
    measures.push(
      measureOf({
        name: `tpr-at-fpr-${rate * 100}`,
        labels,
        estimate: withInterval(
          tpr,
          members.length,
          wilsonInterval(Math.round(tpr * members.length), members.length, level),
          'Wilson score interval at the threshold found',
        ),
      }),
    );
  }
  return { measures, leak };
}

function advantageMeasure({ attack, members, nonMembers }: MembershipScores): Measure {
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

/** ROC curves on a fixed grid of false-positive rates: a point per row would publish single people. */
function rocOf(attacks: readonly MembershipScores[]): Detail {
  return {
    kind: 'curves',
    role: 'roc',
    title: 'Training people recognised against holdout people wrongly recognised',
    x: { label: 'holdout people wrongly recognised', unit: 'share' },
    y: { label: 'training people recognised', unit: 'share' },
    series: attacks.map(({ attack, members, nonMembers }) => {
      const rates = gridOf(nonMembers.length);
      const points = rates.map((rate) => rateAtFalsePositiveRate(members, nonMembers, rate));
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
function gridOf(nonMembers: number): number[] {
  const lowest = Math.min(0.5, Math.max(0.001, 11 / nonMembers));
  const steps = 30;
  return Array.from({ length: steps + 1 }, (_, step) => lowest ** (1 - step / steps));
}
