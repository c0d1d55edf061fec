import { holdoutRows } from '../../artifacts/holdout-rows.ts';
import { type MembershipScores, membershipScores } from '../../artifacts/membership-scores.ts';
import { nearestSyntheticOfReal } from '../../artifacts/nearest-rows.ts';
import { type PairedReplicates, pairedReplicates } from '../../artifacts/shared-resamples.ts';
import { unitsOfReal } from '../../artifacts/units.ts';
import { attacks, textAttacks } from '../../attacks/index.ts';
import type { NearestRows } from '../../kernels/nearest-rows.ts';
import type { Estimate, Measure } from '../../result/document.ts';
import { midRanks } from '../../statistics/mid-ranks.ts';
import type { Random } from '../../statistics/random.ts';
import { topShareWeights } from '../../statistics/top-share-weights.ts';
import { westfallYoung } from '../../statistics/westfall-young.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { withoutInterval } from '../estimate.ts';
import { scoreLeakReplicates } from '../replicates.ts';
import {
  type AttackResult,
  advantageMeasure,
  aucMeasure,
  leakMeasure,
  rateMeasures,
  rocCurves,
  tellApart,
} from './membership-measures.ts';

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
      'family-p-value': {
        title: 'Chance that relabelled people would be recognised as well by the best of all attacks',
        unit: 'number',
        better: 'none',
        formula:
          'Westfall–Young p over AUC, members among the top 1 % of scores, and exact matches, of all attacks',
        reference: null,
        counts: 'none',
      },
      'tpr-at-fpr-10': rateMeta('10 %'),
      'tpr-at-fpr-1': rateMeta('1 %'),
      'tpr-at-fpr-0.1': rateMeta('0.1 %'),
    },
    sources: [
      'Chen et al. (2020). GAN-Leaks: a taxonomy of membership inference attacks against generative models. CCS',
      'van Breugel et al. (2023). Membership inference attacks against synthetic data through overfitting detection (DOMIAS). AISTATS',
      'Westfall & Young (1993). Resampling-based multiple testing',
      ...[...attacks, ...textAttacks].map(({ id, method }) => `${id}: ${method}`),
      'Carlini et al. (2022). Membership inference attacks from first principles. IEEE S&P',
      'Yeom et al. (2018). Privacy risk in machine learning. CSF',
      'DeLong et al. (1988). Comparing the areas under correlated ROC curves. Biometrics 44(3)',
    ],
  },
  requires: { holdoutRows, membershipScores, nearestSyntheticOfReal, unitsOfReal, pairedReplicates },
  measure({ membershipScores, nearestSyntheticOfReal, unitsOfReal, pairedReplicates }, { random }) {
    const tests = testAttacks(membershipScores, nearestSyntheticOfReal, unitsOfReal, random.stream('labels'));
    const results = membershipScores.map((scored) => tellApart(scored, unitsOfReal));
    const measures: Measure[] = [];
    for (const [index, result] of results.entries()) {
      const test = {
        pValue: tests.raw[index] as number,
        adjusted: tests.adjusted[index] as number,
        family: `Westfall–Young over ${tests.raw.length} statistics of ${results.length} attacks, ${permutations} relabellings`,
      };
      measures.push(
        withReplicates(leakMeasure(result, random.stream(result.attack)), result, pairedReplicates),
        aucMeasure(result, test),
        advantageMeasure(result),
        ...rateMeasures(result),
      );
    }
    measures.push(
      measureOf({
        name: 'family-p-value',
        labels: { attack: 'ensemble' },
        estimate: withoutInterval(
          tests.family,
          membershipScores[0]?.scores.length ?? 0,
          `a p-value from ${permutations} relabellings: it cannot be smaller than ${1 / (1 + permutations)}`,
        ),
      }),
    );
    return { summary: summarize(measures, tests.family), measures, details: [rocCurves(results)] };
  },
});

/** The leak rate, with what compares it to other candidates'. */
function withReplicates(leak: Measure, result: AttackResult, paired: PairedReplicates): Measure {
  const replicates = scoreLeakReplicates(paired, result.attack, result, Number(leak.labels.fpr));
  return { ...leak, replicates };
}

const permutations = 1999;

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

/**
 * AUC of every attack first, then members among its top 1 %, then exact matches: few copied rows that an AUC over all
 * rows averages away show in the last two. Everything is computed before anyone is told which rows are train's.
 */
function testAttacks(
  scored: readonly MembershipScores[],
  nearest: NearestRows,
  units: Int32Array | null,
  random: Random,
) {
  const weights = [
    ...scored.map(({ scores }) => midRanks(scores)),
    ...scored.map(({ scores }) => topShareWeights(scores, 0.01)),
    exactMatches(nearest),
  ];
  const memberCount = scored[0]?.memberCount ?? 0;
  return westfallYoung({ weights, memberCount, permutations, random, units });
}

function exactMatches(nearest: NearestRows): Float64Array {
  const found = new Float64Array(nearest.tieCounts.length);
  for (let row = 0; row < found.length; row++) found[row] = nearest.distances[row * nearest.k] === 0 ? 1 : 0;
  return found;
}

function summarize(measures: readonly Measure[], familyP: number): string {
  const leaks = measures.filter(({ name }) => name === 'leak-rate');
  const strongest = leaks.reduce((most, leak) =>
    lowEnd(leak.estimate) > lowEnd(most.estimate) ? leak : most,
  );
  const informed =
    familyP <= 0.01
      ? 'The candidate carries information on which people were in train'
      : 'No attack tells train from holdout better than relabelled people would be told apart';
  if (lowEnd(strongest.estimate) > 0) {
    return `${informed}; the ${strongest.labels.attack?.replaceAll('-', ' ')} attack recognises training people beyond chance at few false accusations.`;
  }
  return `${informed}; at few false accusations no attack recognises training people beyond chance, within what this many rows can show.`;
}

function lowEnd(estimate: Estimate): number {
  if (estimate.value === null) return estimate.censored.low;
  return estimate.uncertainty.kind === 'interval' ? estimate.uncertainty.low : estimate.value;
}
