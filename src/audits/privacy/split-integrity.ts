import { holdoutRows } from '../../artifacts/holdout-rows.ts';
import { realRows } from '../../artifacts/real-rows.ts';
import { identifyRows } from '../../artifacts/row-identities.ts';
import { type Rows, sharedColumns } from '../../artifacts/rows.ts';
import { type SplitCheck, splitCheck, splitCheckPlan } from '../../artifacts/split-check.ts';
import { unitsOfReal } from '../../artifacts/units.ts';
import type { Measure } from '../../result/document.ts';
import { aucInterval } from '../../statistics/auc-interval.ts';
import { clusteredRate } from '../../statistics/clustered-rate.ts';
import { goodTuringCoverage, unitCoverage } from '../../statistics/good-turing.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { exactly, level, unitRange, withInterval, withStandardError } from '../estimate.ts';
import { rateEstimate } from '../exposure.ts';

/** Is the holdout a random part of the people that train is the other part of? */
export const splitIntegrity = defineAudit({
  meta: {
    id: 'split-integrity',
    category: 'privacy',
    title: 'Train and holdout are a random split of one population',
    failureTitle: 'Train and holdout differ before any candidate is looked at',
    why: 'Everything that tells memory from knowledge rests on the holdout being people like those of train whom the generator never saw. Where the two differ by themselves (by year, by hospital, by the order of a file), attacks tell them apart without any leak; where people stand on both sides, leaks are hidden.',
    remedy:
      'Split at random before training, whole persons or households at a time (the split command does so), train on one part and hold the other out.',
    evidence: ['validity', 'memorisation'],
    measures: {
      auc: {
        title: 'Train and holdout told apart without a candidate',
        unit: 'auc',
        better: 'lower',
        formula:
          'area under the ROC curve of a forest that was fitted on half of the people, on the other half; mean of both directions',
        reference: 0.5,
        counts: 'none',
      },
      'shared-rows': {
        title: 'Holdout rows that also stand in train',
        unit: 'share',
        better: 'none',
        formula: 'share of the holdout’s rows that equal a training row, cell for cell over compared columns',
        reference: null,
        counts: 'real-rows',
      },
      'shared-rows-expected': {
        title: 'Holdout rows expected in train by chance',
        unit: 'share',
        better: 'none',
        formula: '1 − singletons / rows of train: the chance that a fresh person’s row stands in train',
        reference: null,
        counts: 'real-rows',
      },
      'shared-rows-excess': {
        title: 'Holdout rows in train beyond chance',
        unit: 'difference',
        better: 'nearer-reference',
        formula: 'shared-rows − shared-rows-expected',
        reference: 0,
        counts: 'real-rows',
      },
      'shared-units': {
        title: 'Holdout units that also have rows in train',
        unit: 'share',
        better: 'lower',
        formula: 'share of the holdout’s persons or households that occur in train too',
        reference: 0,
        counts: 'real-rows',
      },
      'holdout-share': {
        title: 'The holdout’s share of all real rows',
        unit: 'share',
        better: 'none',
        formula: 'n_H / (n_T + n_H)',
        reference: null,
        counts: 'none',
      },
    },
    sources: [
      'Phipson & Smyth (2010). Permutation p-values should never be zero. Stat. Appl. Genet. Mol. Biol. 9',
      'Kim et al. (2021). Classification accuracy as a proxy for two-sample testing. Ann. Statist. 49(1)',
      'Obuchowski (1997). Nonparametric analysis of clustered ROC curve data. Biometrics 53(2)',
      'Good, I. J. (1953). The population frequencies of species. Biometrika 40; Esty, W. W. (1983). Ann. Statist. 11(3)',
    ],
  },
  requires: { realRows, holdoutRows, unitsOfReal, splitCheck },
  measure({ realRows: { train }, holdoutRows, unitsOfReal, splitCheck }) {
    const auc = aucMeasure(splitCheck);
    const measures: Measure[] = [
      auc,
      ...sharedRows(train, holdoutRows, unitsOfReal),
      ...(unitsOfReal ? [sharedUnits(unitsOfReal, train.rowCount)] : []),
      measureOf({
        name: 'holdout-share',
        estimate: exactly(
          holdoutRows.rowCount / (train.rowCount + holdoutRows.rowCount),
          train.rowCount + holdoutRows.rowCount,
        ),
      }),
    ];
    const shared = measures.find(({ name }) => name === 'shared-units');
    return {
      summary: [
        splitSentence(splitCheck),
        ...(shared?.estimate.value ? ['Persons or households stand on both sides of the split.'] : []),
      ].join(' '),
      measures,
      details: [
        {
          kind: 'note',
          text: `Scored ${splitCheck.trainRows} training rows and ${splitCheck.holdoutRows} holdout rows over ${splitCheck.columns} columns, at most ${splitCheckPlan.rowsOfASide} of each, with ${splitCheckPlan.trees} trees a half.`,
        },
      ],
    };
  },
});

function aucMeasure({ auc, standardError, pValue, trainRows, holdoutRows }: SplitCheck): Measure {
  return measureOf({
    name: 'auc',
    estimate: withInterval(
      auc,
      trainRows + holdoutRows,
      intervalOf({ auc, standardError, trainRows, holdoutRows }),
      'placements of units on the logit scale; the two halves as if they were one',
    ),
    test: {
      pValue,
      adjusted: pValue,
      family: `the smaller of two permutation p-values, doubled; ${splitCheckPlan.permutations} relabellings each`,
    },
  });
}

function intervalOf(check: Pick<SplitCheck, 'auc' | 'standardError' | 'trainRows' | 'holdoutRows'>) {
  return aucInterval(check.auc, check.standardError, [check.trainRows, check.holdoutRows], level);
}

function splitSentence(check: SplitCheck): string {
  if (check.pValue < 0.001 && intervalOf(check).low > 0.52) {
    return 'Train and holdout can be told apart without any candidate: they are no random split, so membership results are void and cannot support a release.';
  }
  if (check.pValue < 0.001) {
    return 'Train and holdout differ slightly without any candidate: read small membership results with care.';
  }
  return 'Without a candidate, train and holdout cannot be told apart better than relabelled people could be.';
}

/** Equal rows on both sides, against what a fresh person would meet with in train. */
function sharedRows(train: Rows, holdout: Rows, units: Int32Array | null): Measure[] {
  const columns = sharedColumns(train, holdout).map(({ name }) => name);
  const { identities, distinct } = identifyRows([train, holdout], columns);
  const [ofTrain, ofHoldout] = identities as [Int32Array, Int32Array];
  const timesSeen = new Float64Array(distinct);
  for (const identity of ofTrain) timesSeen[identity] = (timesSeen[identity] as number) + 1;
  const found = Float64Array.from(ofHoldout, (identity) => ((timesSeen[identity] as number) > 0 ? 1 : 0));
  const { coverage, standardError } = units
    ? unitCoverage(ofTrain, units.subarray(0, ofTrain.length))
    : goodTuringCoverage(timesSeen);
  const shared = clusteredRate(found, units?.subarray(ofTrain.length) ?? null);
  const share = shared.value;
  const error = Math.hypot(standardError, Math.sqrt((share * (1 - share)) / shared.effectiveRows));
  const chance = 'Good–Turing with Esty’s variance';
  return [
    measureOf({ name: 'shared-rows', estimate: rateEstimate(shared) }),
    measureOf({
      name: 'shared-rows-expected',
      estimate: withStandardError(coverage, ofTrain.length, standardError, chance, unitRange),
    }),
    measureOf({
      name: 'shared-rows-excess',
      estimate: withStandardError(
        share - coverage,
        ofHoldout.length,
        error,
        `binomial; chance by ${chance}`,
        { low: -1, high: 1 },
      ),
    }),
  ];
}

function sharedUnits(units: Int32Array, trainRows: number): Measure {
  const ofTrain = new Set(units.subarray(0, trainRows));
  const ofHoldout = new Set(units.subarray(trainRows));
  let shared = 0;
  for (const unit of ofHoldout) if (ofTrain.has(unit)) shared++;
  return measureOf({ name: 'shared-units', estimate: exactly(shared / ofHoldout.size, ofHoldout.size) });
}
