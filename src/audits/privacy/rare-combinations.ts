import { type CombinationScores, combinationScores } from '../../artifacts/combination-scores.ts';
import { holdoutRows } from '../../artifacts/holdout-rows.ts';
import { unitsOfReal } from '../../artifacts/units.ts';
import { type ValueCodes, valueCodes } from '../../artifacts/value-codes.ts';
import type { Detail, Measure } from '../../result/document.ts';
import type { Random } from '../../statistics/random.ts';
import { westfallYoung } from '../../statistics/westfall-young.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { exposureOfRows, rateEstimate, riskMeasure } from '../exposure.ts';
import { leakMeasure, tellApart } from './membership-measures.ts';

/** Copied parts of rows, to which distances over whole rows are blind. */
export const rareCombinations = defineAudit({
  meta: {
    id: 'rare-combinations',
    category: 'privacy',
    title:
      'Combinations that one training person alone holds are not met more often than those of people outside',
    failureTitle: 'Combinations that one training person alone holds are copied',
    why: 'A synthetic row may carry five cells of one person and invent the rest: it is far from every real row, yet tells that person’s birth date, postcode and diagnosis together.',
    remedy:
      'Look for steps that draw several cells from one training row (leaves of few rows, nearest neighbours, tokens of joined columns), and raise the number of rows behind each draw.',
    evidence: ['singling-out', 'linkability', 'memorisation'],
    measures: {
      'leak-rate': {
        title: 'Training people with a copied combination, beyond chance',
        unit: 'share',
        better: 'lower',
        formula:
          '(TPR − FPR) / (1 − FPR) at the lowest threshold that at most the share `fpr` of the holdout passes; score: rare values of the person that stand together in one synthetic row, then hits of combinations unique among real people beyond what the frequencies of their values explain, subsets of columns that stand out by such hits counting more',
        reference: 0,
        counts: 'real-rows',
      },
      'combination-share': {
        title: 'People of whom a unique combination occurs in the candidate',
        unit: 'share',
        better: 'none',
        formula:
          'share of train’s (the holdout’s) rows of which some combination of two to seven common values, held by nobody else, occurs in the candidate',
        reference: null,
        counts: 'real-rows',
      },
      'joined-share': {
        title: 'People whose rare values stand together in a synthetic row',
        unit: 'share',
        better: 'lower',
        formula:
          'share of train’s (the holdout’s) rows of which one synthetic row holds so many of the row’s rare values (of at most four real people each) as columns made anew — dealt out on their own, or with rare values exchanged for neighbouring ones — join for less than a tenth as many people',
        reference: 0,
        counts: 'real-rows',
      },
      'value-reuse': {
        title: 'Training people of whom a unique single value is used again',
        unit: 'share',
        better: 'none',
        formula:
          '(A − C) / (1 − C); A, C: share of train’s and of the holdout’s rows with a value that nobody else holds, in a column of mostly distinct values, and that occurs in the candidate',
        reference: null,
        counts: 'real-rows',
      },
    },
    sources: [
      'Giomi et al. (2023). A unified framework for quantifying privacy risk in synthetic data. PoPETs 2023(2)',
      'Westfall & Young (1993). Resampling-based multiple testing',
      'Rosenbaum (2002). Covariance adjustment in randomized experiments and observational studies. Statistical Science 17(3)',
      'Cochran (1968). The effectiveness of adjustment by subclassification in removing bias in observational studies. Biometrics 24(2)',
    ],
  },
  requires: { holdoutRows, combinationScores, valueCodes, unitsOfReal },
  measure({ holdoutRows, combinationScores, valueCodes, unitsOfReal }, { random }) {
    const { scores, hits, joined } = combinationScores;
    const memberCount = scores.length - holdoutRows.rowCount;
    const test = testCombinations(combinationScores, memberCount, unitsOfReal, random.stream('labels'));
    const leak = {
      ...leakMeasure(
        tellApart({ attack: 'combinations', scores, memberCount }, unitsOfReal),
        random.stream('leak-rate'),
      ),
      test,
    };
    const measures: Measure[] = [
      leak,
      ...shares('combination-share', hits.anyHit, memberCount, unitsOfReal),
      ...shares('joined-share', joined.exposed, memberCount, unitsOfReal),
      ...reuse(valueCodes, memberCount, unitsOfReal),
    ];
    const summary =
      test.adjusted <= 0.01
        ? 'Combinations of values that one training person alone holds occur in the candidate more often than those of people outside of train.'
        : 'Combinations of values that one person alone holds occur in the candidate about as often whether the person was in train or not.';
    return { summary, measures, details: [methodNote(combinationScores)] };
  },
});

const permutations = 999;

function testCombinations(
  { hits, joined }: CombinationScores,
  memberCount: number,
  units: Int32Array | null,
  random: Random,
) {
  const { raw, family } = westfallYoung({
    weights: [hits.beyondMargins, Float64Array.from(joined.exposed)],
    memberCount,
    permutations,
    random,
    units,
  });
  return {
    pValue: Math.min(...raw),
    adjusted: family,
    family: `Westfall–Young over 2 statistics, ${permutations} relabellings of people`,
  };
}

function shares(name: string, flags: Uint8Array, memberCount: number, units: Int32Array | null): Measure[] {
  const { attack, control } = exposureOfRows(Float64Array.from(flags), memberCount, units);
  return [
    measureOf({ name, labels: { of: 'train' }, estimate: rateEstimate(attack) }),
    measureOf({ name, labels: { of: 'holdout' }, estimate: rateEstimate(control) }),
  ];
}

/** Values used again are described: an honest bootstrap of columns uses all of train’s and none of the holdout’s. */
function reuse(columns: readonly ValueCodes[], memberCount: number, units: Int32Array | null): Measure[] {
  const distinct = columns.filter(({ holderCounts, missing }) => {
    const held = holderCounts.reduce((sum, holders, code) => sum + (code === missing ? 0 : holders), 0);
    return holderCounts.length > held / 2;
  });
  const first = distinct[0];
  if (!first) return [];
  const reused = new Float64Array(first.real.length);
  for (const { real, holderCounts, syntheticCounts, missing } of distinct) {
    for (let row = 0; row < real.length; row++) {
      const code = real[row] as number;
      if (holderCounts[code] === 1 && code !== missing && (syntheticCounts[code] as number) > 0)
        reused[row] = 1;
    }
  }
  const exposure = exposureOfRows(reused, memberCount, units);
  if (exposure.control.value > 0.9) return [];
  return [riskMeasure(exposure, {}, { name: 'value-reuse' })];
}

function methodNote({ hits, joined }: CombinationScores): Detail {
  const looked = hits.sizes.map(
    ({ size, taken, possible }) =>
      `${taken === possible ? 'all' : `${taken} of`} ${possible} subsets of ${size}`,
  );
  const combined =
    looked.length > 0
      ? `Combinations of common values (held by at least five real people) were looked for in ${looked.join(', ')} of ${hits.columns} columns${hits.shared > 0 ? `, and in ${hits.shared} subsets of three to seven in which synthetic rows agree with real ones more often than real rows with one another` : ''}.`
      : 'No two columns have values common enough to be combined.';
  const rare =
    joined.together === null
      ? 'Rare values (of at most four real people) stand together no more often than in columns made anew.'
      : `Rare values (of at most four real people) of ${joined.columns} columns count as joined from ${joined.together} in one synthetic row.`;
  return {
    kind: 'note',
    text: `${combined} Each hit counts beyond what the frequencies of its values, in the candidate and among real rows, explain, so that using values again is no alarm. The p-value is exact where the candidate knows nothing of train. Where it knows how often train holds each value, and no rows, what a sum over a person’s common values explains is taken off before people are relabelled: the p-value is then right to first order in the number of rows, and not exact; the leak rate is not adjusted so, and may lie a little above 0. Copied parts are seen where a few columns together single people out; of copied parts that many share nothing is said. ${rare}`,
  };
}
