import { NotApplicable, runData } from '../../artifacts/artifact.ts';
import { candidateRows } from '../../artifacts/candidate-rows.ts';
import { contentOrder } from '../../artifacts/content-order.ts';
import { holdoutRows } from '../../artifacts/holdout-rows.ts';
import { naiveRows } from '../../artifacts/naive-rows.ts';
import { equalIndexes, indexRows } from '../../artifacts/predicate-index.ts';
import type { Rows } from '../../artifacts/rows.ts';
import type { EqualIndexes, PredicateIndex } from '../../attacks/predicates.ts';
import { guessRate, singleOut } from '../../attacks/singling-out.ts';
import {
  guessedQueries,
  type MadeQueries,
  multivariateQueries,
  univariateQueries,
} from '../../attacks/singling-out-queries.ts';
import type { KnownEstimate, Measure } from '../../result/document.ts';
import { leakRate } from '../../statistics/leak-rate.ts';
import type { Random } from '../../statistics/random.ts';
import { defineAudit } from '../audit.ts';
import { withoutInterval } from '../estimate.ts';
import {
  exposureMeta,
  isExposed,
  rateMeasures,
  riskMeasure,
  tellsNothing,
  tellsNothingReason,
} from '../exposure.ts';

const rates = exposureMeta({
  attack: 'share of the queries made that exactly one row of train meets',
  control: 'share of the same queries that exactly one of equally many holdout rows meets',
  baseline:
    'share of as many queries with random columns, operators and values that exactly one row of train meets',
});

/**
 * Do claims of the kind “exactly one person is like this”, read off the candidate, hold for train more often than for
 * others? Claims on one column are kept apart: whoever publishes a column’s real values makes them true, without
 * joining anything about a person, so a bootstrap of columns would raise the alarm.
 */
export const singlingOut = defineAudit({
  meta: {
    id: 'singling-out',
    category: 'privacy',
    title: 'The candidate singles out training people no better than other people',
    failureTitle: 'The candidate singles out training people',
    why: 'Whoever can say “there is exactly one person who is like this” has singled that person out, with or without a name; this is the first of the three risks by which European data protection authorities judge anonymisation. An outlier that a generator remembered gives such a claim away.',
    remedy:
      'Cut or coarsen extreme and unique values before training, raise the minimum leaf or group size, or train with differential privacy.',
    evidence: ['singling-out'],
    measures: {
      ...rates,
      'univariate-risk': {
        ...rates.risk,
        title: 'Training rows exposed by single values beyond what holdout rows are',
        formula: `${rates.risk.formula}; for queries on one column. Floor: columns drawn from train one by one, which reuse single values and join none`,
      },
    },
    sources: [
      'Giomi et al. (2023). A unified framework for quantifying privacy risk in synthetic data. PoPETs 2023(2)',
      'Article 29 Data Protection Working Party (2014). Opinion 05/2014 on anonymisation techniques (WP216)',
      'Cohen & Nissim (2020). Towards formalizing the GDPR’s notion of singling out. PNAS 117(15)',
      'Donner & Zou (2012). Closed-form confidence intervals for functions of the normal mean and standard deviation. Stat. Methods Med. Res. 21(4)',
    ],
  },
  requires: { holdoutRows, runData, naiveRows, candidateRows, contentOrder, equalIndexes },
  measure({ runData, naiveRows, candidateRows, contentOrder, equalIndexes }, { random }) {
    const { wanted, attempts, deals } = effort[runData.options.preset];
    const synthetic = indexShared(candidateRows, equalIndexes.train);
    if (synthetic.columns.size === 0) {
      throw new NotApplicable('the candidate shares no compared column with train');
    }
    const modes = [
      {
        mode: 'univariate',
        width: 1,
        made: univariateQueries(synthetic, wanted, random.stream('univariate')),
      },
      {
        mode: 'multivariate',
        width: 3,
        made: multivariateQueries(
          synthetic,
          contentOrder,
          { wanted, attempts },
          random.stream('multivariate'),
        ),
      },
    ];
    const measures: Measure[] = [];
    const notes: string[] = [];
    for (const { mode, width, made } of modes) {
      const count = made.queries.length;
      if (count < made.wanted) notes.push(shortage(mode, made));
      if (count === 0) continue;
      const exposure = {
        ...singleOut(made.queries, equalIndexes, { deals, random: random.stream(`${mode}-deals`) }),
        baseline: guessRate(
          guessedQueries(synthetic, { count, width }, random.stream(`${mode}-guesses`)),
          equalIndexes,
        ),
      };
      measures.push(...rateMeasures(exposure, { mode }));
      if (tellsNothing(exposure)) {
        notes.push(`The ${mode} attack is described only: ${tellsNothingReason}.`);
        continue;
      }
      const { pValue } = exposure;
      measures.push(
        riskMeasure(
          exposure,
          { attack: `singling-out-${mode}` },
          {
            test: {
              pValue,
              adjusted: Math.min(1, modes.length * pValue),
              family: `Bonferroni over ${modes.length} kinds of query, ${deals} random deals of people to train and holdout`,
            },
            ...(mode === 'univariate'
              ? {
                  name: 'univariate-risk',
                  floor: floorOf(naiveRows, synthetic, equalIndexes, wanted, random.stream('floor')),
                }
              : {}),
          },
        ),
      );
    }
    const risks = measures.filter(({ name }) => name === 'risk' || name === 'univariate-risk');
    if (risks.length === 0) {
      throw new NotApplicable(
        measures.length === 0
          ? 'no condition is met by one synthetic row alone, so no query could be made'
          : tellsNothingReason,
      );
    }
    if (equalIndexes.leftOut > 0) notes.push(equalSidesNote);
    return {
      summary: summarize(measures),
      measures,
      details: notes.map((text) => ({ kind: 'note' as const, text })),
    };
  },
});

/**
 * Queries wanted, and how often a row and columns are drawn for one that joins columns: coarse tables let few draws
 * succeed. Limits of 5 % are kept visibly where some 5,000 queries are worth independent ones.
 */
const effort = {
  quick: { wanted: 2000, attempts: 500_000, deals: 199 },
  standard: { wanted: 10_000, attempts: 3_000_000, deals: 199 },
  full: { wanted: 20_000, attempts: 10_000_000, deals: 999 },
} as const;

const equalSidesNote =
  'Queries are put to equally many rows of train and of the holdout: the larger side is cut to the smaller by a random draw, the same for all candidates.';

/** Columns that train lacks make no queries. */
function indexShared(rows: Rows, { columns }: Pick<PredicateIndex, 'columns'>): PredicateIndex {
  const shared = new Map([...rows.columns].filter(([name]) => columns.has(name)));
  return indexRows(
    { rowCount: rows.rowCount, columns: shared },
    Int32Array.from({ length: rows.rowCount }, (_, row) => row),
  );
}

/** What the reuse of single values alone gives: univariate queries of a bootstrap of train's columns. */
function floorOf(
  naive: Rows,
  synthetic: PredicateIndex,
  equal: EqualIndexes,
  wanted: number,
  random: Random,
): KnownEstimate | null {
  const { queries } = univariateQueries(indexShared(naive, synthetic), wanted, random.stream('queries'));
  if (queries.length === 0) return null;
  const { attack, control } = singleOut(queries, equal, { deals: 1, random: random.stream('deals') });
  if (tellsNothing({ control })) return null;
  const rate = leakRate(attack.value * attack.rows, attack.rows, control.value * control.rows, control.rows);
  return withoutInterval(rate.value, attack.rows, 'a single draw of the columns');
}

function shortage(mode: string, { queries, wanted }: MadeQueries): string {
  return `Of ${wanted} ${mode} queries asked for, ${queries.length} could be made: conditions that one synthetic row alone meets are rare in this candidate. Rates are over the queries made.`;
}

function summarize(measures: readonly Measure[]): string {
  if (measures.some((measure) => measure.name === 'risk' && isExposed(measure))) {
    return 'Claims that exactly one person is like this, read off the candidate, hold for train more often than for the holdout.';
  }
  if (measures.some((measure) => measure.name === 'univariate-risk' && isExposed(measure))) {
    return 'Single values that occur once in the candidate occur once in train more often than in the holdout; claims that join several columns show no exposure, within what this many queries can show.';
  }
  return 'Claims that exactly one person is like this, read off the candidate, hold for train no more often than for the holdout, within what this many queries can show.';
}
