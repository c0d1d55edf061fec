import { NotApplicable, runData } from '../../artifacts/artifact.ts';
import { canaryDistances } from '../../artifacts/canary-distances.ts';
import type { Detail, Measure } from '../../result/document.ts';
import { binomialUpperTail } from '../../statistics/binomial.ts';
import { defineAudit, type Finding, measureOf } from '../audit.ts';
import { exactly, shareOf, withoutInterval } from '../estimate.ts';
import { boundFromCanaries } from './canary-guesses.ts';

/** A vendor's (ε, δ), held against what can be seen. */
export const differentialPrivacyClaim = defineAudit({
  meta: {
    id: 'differential-privacy-claim',
    category: 'privacy',
    title: 'Nothing seen contradicts the claimed differential privacy',
    failureTitle: 'The claimed differential privacy does not hold',
    why: 'A claim of differential privacy is a claim on an implementation, and implementations have been wrong. Canaries that were included by the toss of a coin can refute a claim; nothing measured on finished data can prove one.',
    remedy:
      'Ask for the accountant’s log, the unit of privacy and the list of everything that looked at the data; check the noise generator and the clipping; and withdraw the claim until it is explained.',
    evidence: ['memorisation'],
    measures: {
      'claimed-epsilon': {
        title: 'Claimed ε',
        unit: 'number',
        better: 'lower',
        formula: 'as given with --dp-claim',
        reference: null,
        counts: 'none',
      },
      'largest-auc': {
        title: 'Best AUC of an attack on one record that the claim allows',
        unit: 'auc',
        better: 'lower',
        formula: 'area under TPR = min(1, δ + e^ε FPR, 1 − e^−ε (1 − δ − FPR)); 1 / (1 + e^−ε) where δ = 0',
        reference: 0.5,
        counts: 'none',
      },
      'epsilon-lower-bound': {
        title: 'ε is at least',
        unit: 'number',
        better: 'lower',
        formula:
          'largest ε that the right guesses on canaries’ inclusion rule out at 95 %, over five ways of guessing (Bonferroni)',
        reference: 0,
        counts: 'none',
      },
      'largest-provable-epsilon': {
        title: 'The most that these canaries could have shown',
        unit: 'number',
        better: 'none',
        formula: 'the lower bound, had every canary been guessed right',
        reference: null,
        counts: 'none',
      },
      'guesses-right': {
        title: 'Guesses on canaries that were right',
        unit: 'share',
        better: 'lower',
        formula: 'right guesses over guesses, in the way of guessing that shows most',
        reference: 0.5,
        counts: 'none',
      },
    },
    sources: [
      'Steinke, Nasr & Jagielski (2023). Privacy auditing with one (1) training run. NeurIPS',
      'Kairouz, Oh & Viswanath (2015). The composition theorem for differential privacy. ICML (trade-off of error rates)',
      'NIST SP 800-226 (2025). Guidelines for evaluating differential privacy guarantees',
    ],
  },
  requires: { runData, canaryDistances },
  measure({ runData, canaryDistances }, { random }) {
    const claim = runData.options.dpClaim ?? null;
    if (claim === null) {
      throw new NotApplicable(
        'no claim of differential privacy was given; --dp-claim eps=1,delta=1e-5 gives one, and --canaries FILE the canaries to test it with',
      );
    }
    const measures: Measure[] = [
      measureOf({
        name: 'claimed-epsilon',
        labels: { delta: String(claim.delta) },
        estimate: exactly(claim.epsilon, 1),
      }),
      measureOf({ name: 'largest-auc', estimate: exactly(largestAuc(claim.epsilon, claim.delta), 1) }),
    ];
    if (!canaryDistances)
      return { summary: untested, measures, details: [noBound, checklist] } satisfies Finding;
    const { distances, included } = canaryDistances;
    checkCoins(included);
    const bound = boundFromCanaries({ distances, included, claim, random });
    const { best, ways } = bound;
    measures.push(
      measureOf({
        name: 'epsilon-lower-bound',
        estimate: withoutInterval(
          bound.epsilon,
          best.guesses,
          'is itself the lower end of a one-sided 95 % interval; the upper end is not known',
        ),
        test: {
          pValue: bound.pValue,
          adjusted: bound.pValue,
          family: `Bonferroni over ${ways} ways of guessing`,
        },
      }),
      measureOf({ name: 'largest-provable-epsilon', estimate: exactly(bound.provable, best.canaries) }),
    );
    if (best.guesses > 0) {
      measures.push(measureOf({ name: 'guesses-right', estimate: shareOf(best.correct, best.guesses) }));
    }
    return {
      summary: summarize(bound.epsilon, bound.provable, claim.epsilon),
      measures,
      details: [canaryNote, checklist],
    };
  },
});

const untested =
  'The claim is stated and not tested: without canaries nothing that is measured here bounds ε, in either direction.';

function summarize(epsilon: number, provable: number, claimed: number): string {
  if (epsilon > claimed) {
    return `The canaries refute the claim: ε is at least ${epsilon.toFixed(2)}, and ${claimed} was claimed.`;
  }
  const reach =
    provable > claimed
      ? `so many canaries could have shown up to ${provable.toFixed(2)}`
      : `so many canaries could have shown no more than ${provable.toFixed(2)}, so they could not refute it`;
  return `The canaries do not refute the claim of ε = ${claimed} (at least ${epsilon.toFixed(2)}; ${reach}). This does not prove it.`;
}

/** The bound holds for fair coins only. */
function checkCoins(included: Uint8Array): void {
  const canaries = included.length;
  const inside = included.reduce((count, coin) => count + coin, 0);
  if (binomialUpperTail(Math.max(inside, canaries - inside), canaries, 0.5) > 5e-5) return;
  throw new NotApplicable(
    `${inside} of ${canaries} canaries were included, which tossing a fair coin for each does not give: the bound holds only for canaries included with probability ½`,
  );
}

/** The area under the boundary of what (ε, δ) allows: two straight pieces that meet where FPR = 1 − TPR. */
function largestAuc(epsilon: number, delta: number): number {
  const corner = (1 - delta) / (1 + Math.exp(epsilon));
  return (corner * (delta + 1 - corner)) / 2 + ((1 - delta - corner) * (2 - corner)) / 2 + delta;
}

const noBound: Detail = {
  kind: 'note',
  text: 'Who was in train was not drawn anew for each record by a coin that this audit knows. So the rates at which attacks recognise members, however high or low, are no bound on ε: correlated people raise them without any breach, and a weak attack lowers them. Canaries (made-up records, each put into train with probability one half before fitting) give a bound.',
};

const canaryNote: Detail = {
  kind: 'note',
  text: 'Inclusion was guessed by each canary’s distance to the closest synthetic row, in a space made of the candidate and the canaries alone. The bound is per record, as the canaries are; it says nothing on a person with several records.',
};

const checklist: Detail = {
  kind: 'table',
  title: 'Questions to the vendor that no measurement answers (after NIST SP 800-226)',
  columns: [
    { name: 'Subject', unit: null },
    { name: 'Question', unit: null },
  ],
  rows: [
    ['Unit of privacy', 'Does ε protect a record, a person with all records, or a household?'],
    [
      'Values',
      'What are ε and δ, under which definition (pure, approximate, zero-concentrated, Rényi), and is δ well below one over the number of people?',
    ],
    ['Model of trust', 'Who sees the raw data before noise is added: a curator, or nobody?'],
    [
      'Composition',
      'Is ε for the whole release: every model, every retraining, every further release of the same people?',
    ],
    [
      'Tuning',
      'Were hyper-parameters, early stopping or the best of several runs chosen on the same data without being counted?',
    ],
    [
      'Preparation',
      'Were ranges, categories, bins, imputation or the removal of outliers learnt from the data without being counted?',
    ],
    ['Public knowledge', 'Which metadata were taken for public (bounds, levels, row counts), and are they?'],
    [
      'Implementation',
      'Is the noise drawn from a secure generator and safe against floating-point attacks, and are gradients clipped per unit?',
    ],
    ['Sampling', 'Does amplification by subsampling match how batches were really drawn?'],
    ['After release', 'Were rows filtered or corrected by comparing them with the raw data afterwards?'],
    ['Verification', 'Which library and version was used, and has anyone else reviewed or tested it?'],
  ],
};
