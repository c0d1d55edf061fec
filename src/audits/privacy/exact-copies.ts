import { NotApplicable } from '../../artifacts/artifact.ts';
import { type RowIdentities, rowIdentities } from '../../artifacts/row-identities.ts';
import { type PairedReplicates, pairedReplicates } from '../../artifacts/shared-resamples.ts';
import { unitsOfReal } from '../../artifacts/units.ts';
import type { Measure } from '../../result/document.ts';
import { binomialUpperTail } from '../../statistics/binomial.ts';
import { clusteredRate } from '../../statistics/clustered-rate.ts';
import { goodTuringCoverage, unitCoverage } from '../../statistics/good-turing.ts';
import { hypergeometricUpperTail } from '../../statistics/hypergeometric.ts';
import { leakRate } from '../../statistics/leak-rate.ts';
import { normalQuantile } from '../../statistics/normal-distribution.ts';
import type { Random } from '../../statistics/random.ts';
import { westfallYoung } from '../../statistics/westfall-young.ts';
import { defineAudit, type Finding, measureOf } from '../audit.ts';
import { level, shareOf, withInterval, withStandardError } from '../estimate.ts';
import { leakReplicates } from '../replicates.ts';

/** Rows of train that stand in the candidate, cell for cell, beyond what people outside of train meet with. */
export const exactCopies = defineAudit({
  meta: {
    id: 'exact-copies',
    category: 'privacy',
    title: 'Synthetic rows copy no more training rows than chance does',
    failureTitle: 'Synthetic rows copy training rows',
    why: 'A synthetic row that equals a training person’s row publishes that person. Equal rows also arise by chance, above all in tables of few, coarse columns: the holdout shows how often.',
    remedy:
      'Look for overfitting, for resampling of training rows, and for small leaves or nearest-neighbour steps in the generator; removing the copies afterwards hides them without mending it.',
    evidence: ['singling-out', 'memorisation'],
    measures: {
      'leak-rate': {
        title: 'Training rows copied beyond chance',
        unit: 'share',
        better: 'lower',
        formula: '(A − C) / (1 − C); A, C: share of train’s and of the holdout’s rows found in the candidate',
        reference: 0,
        counts: 'real-rows',
      },
      'identical-match-share': {
        title: 'Synthetic rows that equal a real row',
        unit: 'share',
        better: 'lower',
        formula: 'share of the candidate’s rows that stand in train (in the holdout), cell for cell',
        reference: null,
        counts: 'real-rows',
      },
      'identical-match-excess': {
        title: 'Identical matches beyond chance, without a holdout',
        unit: 'share',
        better: 'lower',
        formula:
          '(m − c) / (1 − c); m: share of synthetic rows that stand in train; c: share expected of a fresh person, 1 − singletons / rows of train',
        reference: 0,
        counts: 'real-rows',
      },
    },
    sources: [
      'Donner & Zou (2012). Closed-form confidence intervals for functions of the normal mean and standard deviation. Stat. Methods Med. Res. 21(4)',
      'Good, I. J. (1953). The population frequencies of species. Biometrika 40; Esty, W. W. (1983). Ann. Statist. 11(3)',
      'Giomi et al. (2023). A unified framework for quantifying privacy risk in synthetic data. PoPETs 2023(2)',
    ],
  },
  requires: { rowIdentities, unitsOfReal, pairedReplicates },
  measure({ rowIdentities, unitsOfReal, pairedReplicates }, { random }) {
    if (rowIdentities.columns.length === 0) {
      throw new NotApplicable('the candidate shares no compared column with train');
    }
    return rowIdentities.holdout
      ? againstHoldout(rowIdentities, rowIdentities.holdout, unitsOfReal, pairedReplicates, random)
      : againstChance(rowIdentities, unitsOfReal);
  },
});

function againstHoldout(
  identities: RowIdentities,
  holdout: Int32Array,
  units: Int32Array | null,
  pairedReplicates: PairedReplicates,
  random: Random,
): Finding {
  const { train, synthetic, distinct } = identities;
  const inSynthetic = presence(synthetic, distinct);
  const trainFound = countPresent(train, inSynthetic);
  const holdoutFound = countPresent(holdout, inSynthetic);
  if (holdoutFound > 0.9 * holdout.length) {
    throw new NotApplicable(
      'more than 90 % of the holdout’s rows stand in the candidate too: the columns are so coarse that equal rows tell nothing',
    );
  }
  const found = Float64Array.from([...train, ...holdout], (identity) => inSynthetic[identity] as number);
  const copied = clusteredRate(found.subarray(0, train.length), units?.subarray(0, train.length));
  const met = clusteredRate(found.subarray(train.length), units?.subarray(train.length));
  const rate = leakRate(
    copied.value * copied.effectiveRows,
    copied.effectiveRows,
    met.value * met.effectiveRows,
    met.effectiveRows,
    level,
  );
  const test = units
    ? testUnits(found, train.length, units, random)
    : testRows(trainFound, train.length, holdoutFound, holdout.length);
  const measures: Measure[] = [
    measureOf({
      name: 'leak-rate',
      labels: { attack: 'exact-match' },
      estimate: withInterval(
        rate.value,
        train.length,
        rate,
        `MOVER-R on (1 − A)/(1 − C) with Wilson limits${units ? ' for effective rows over units' : ''}`,
      ),
      test,
      replicates: leakReplicates(pairedReplicates, 'exact-copies', found, train.length),
    }),
    matchShare(identities, 'train', train),
    matchShare(identities, 'holdout', holdout),
  ];
  const summary =
    rate.low > 0
      ? 'More training rows than holdout rows stand in the candidate, cell for cell.'
      : 'Training rows stand in the candidate no more often than holdout rows do, within what this many rows can show.';
  return { summary, measures, details: [columnsNote(identities)] };
}

/** Given which rows of train and holdout are found, the labels are a random subset: exactly hypergeometric. */
function testRows(trainFound: number, trainRows: number, holdoutFound: number, holdoutRows: number) {
  const pValue = hypergeometricUpperTail(
    trainFound,
    trainRows + holdoutRows,
    trainFound + holdoutFound,
    trainRows,
  );
  return { pValue, adjusted: pValue, family: 'one hypergeometric test' };
}

/** The same where whole units change sides. */
function testUnits(found: Float64Array, memberCount: number, units: Int32Array, random: Random) {
  const permutations = 1999;
  const { family } = westfallYoung({ weights: [found], memberCount, permutations, random, units });
  return {
    pValue: family,
    adjusted: family,
    family: `one permutation test, ${permutations} relabellings of units`,
  };
}

/** Without a holdout, chance is what a fresh person would meet with: the mass of rows that train has seen already. */
function againstChance(identities: RowIdentities, units: Int32Array | null): Finding {
  const { train, synthetic, distinct } = identities;
  const timesSeen = new Float64Array(distinct);
  for (const identity of train) timesSeen[identity] = (timesSeen[identity] as number) + 1;
  const { coverage, standardError } = units ? unitCoverage(train, units) : goodTuringCoverage(timesSeen);
  const matches = countPresent(synthetic, presence(train, distinct));
  const share = matches / synthetic.length;
  if (coverage > 0.9) {
    throw new NotApplicable(
      'a fresh person’s row would stand in train with a chance above 90 %: the columns are so coarse that equal rows tell nothing',
    );
  }
  // The test is against the upper end of what chance may give, so an uncertain coverage raises no alarm.
  const chanceAtMost = Math.min(1, coverage + normalQuantile((1 + level) / 2) * standardError);
  const pValue = binomialUpperTail(matches, synthetic.length, chanceAtMost);
  const excess = (share - coverage) / (1 - coverage);
  const error = Math.hypot(
    Math.sqrt((share * (1 - share)) / synthetic.length) / (1 - coverage),
    (standardError * (1 - share)) / (1 - coverage) ** 2,
  );
  const measures = [
    measureOf({
      name: 'identical-match-excess',
      estimate: withStandardError(
        excess,
        synthetic.length,
        error,
        'delta method; chance by Good–Turing with Esty’s variance',
        { low: -1, high: 1 },
      ),
      test: { pValue, adjusted: pValue, family: 'one binomial test' },
    }),
    matchShare(identities, 'train', train),
  ];
  const summary =
    pValue < 0.001
      ? 'Far more synthetic rows equal a training row than chance gives. There is no holdout: this can show a leak, it cannot show that there is none.'
      : 'Synthetic rows equal training rows no more often than chance gives. There is no holdout, so this does not show that nothing leaks.';
  return { summary, measures, details: [columnsNote(identities)] };
}

function matchShare(identities: RowIdentities, against: string, real: Int32Array): Measure {
  const matches = countPresent(identities.synthetic, presence(real, identities.distinct));
  return measureOf({
    name: 'identical-match-share',
    labels: { against },
    estimate: shareOf(matches, identities.synthetic.length),
  });
}

function columnsNote(identities: RowIdentities) {
  return {
    kind: 'note' as const,
    text: `Rows are compared over ${identities.columns.length} columns as typed values; identifiers and free text are left out, missing equals missing.`,
  };
}

function presence(identities: Int32Array, distinct: number): Uint8Array {
  const present = new Uint8Array(distinct);
  for (const identity of identities) present[identity] = 1;
  return present;
}

function countPresent(identities: Int32Array, present: Uint8Array): number {
  let found = 0;
  for (const identity of identities) found += present[identity] as number;
  return found;
}
