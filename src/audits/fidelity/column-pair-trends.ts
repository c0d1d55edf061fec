import { NotApplicable } from '../../artifacts/artifact.ts';
import {
  candidatePairTrends,
  type MeanTrend,
  type PairTrend,
  type PairTrends,
  referencePairTrends,
  trendFrom,
} from '../../artifacts/pair-trends.ts';
import { pairedReplicates } from '../../artifacts/shared-resamples.ts';
import type { Detail, KnownEstimate, Measure } from '../../result/document.ts';
import { noiseScaling, scaleDistance } from '../../statistics/noise-scaling.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { unitRange, withStandardError } from '../estimate.ts';
import { scoreReplicates } from '../replicates.ts';

/** Do columns hang together in pairs as they do in train? */
export const columnPairTrends = defineAudit({
  meta: {
    id: 'column-pair-trends',
    category: 'fidelity',
    title: 'Pairs of columns hang together as in the training data',
    failureTitle: 'Pairs of columns hang together differently from the training data',
    why: 'Models, cross tables and regressions live on relations between columns; every column can be right on its own while all relations are lost, which is what the naive floor shows.',
    remedy:
      'Look at the worst pairs; raise the model’s capacity for interactions, or give it the columns in an order that lets it learn them.',
    evidence: ['fidelity'],
    measures: {
      'column-pair-trends': {
        title: 'Column pair trends, mean over pairs',
        unit: 'score',
        better: 'higher',
        formula: `mean over pairs of correlation-similarity (Pearson) and contingency-similarity; {pairs: with-trend} over pairs with |r| or bias-corrected Cramér’s V of at least ${trendFrom} in train`,
        reference: null,
        counts: 'none',
      },
      'correlation-similarity': {
        title: 'Correlation similarity',
        unit: 'score',
        better: 'higher',
        formula: '1 − |r_T − r_S| / 2, Pearson or Spearman, rows where both cells are filled',
        reference: null,
        counts: 'none',
      },
      'contingency-similarity': {
        title: 'Contingency similarity',
        unit: 'score',
        better: 'higher',
        formula:
          '1 − ½ Σ |p_T − p_S| over joint cells; numbers cut into ten cells of equal frequency in train, missing is a cell',
        reference: null,
        counts: 'none',
      },
    },
    sources: [
      'CorrelationSimilarity and ContingencySimilarity as in SDMetrics (DataCebo), which cuts numbers into ten equal widths',
      'Devlin, Gnanadesikan & Kettenring (1975). Robust estimation and outlier detection with correlation coefficients. Biometrika 62(3)',
      'Bergsma (2013). A bias-correction for Cramér’s V and Tschuprow’s T. J. Korean Stat. Soc. 42(3)',
    ],
  },
  requires: { candidatePairTrends, referencePairTrends, pairedReplicates },
  measure({ candidatePairTrends: trends, referencePairTrends: references, pairedReplicates }) {
    if (!trends.mean) throw new NotApplicable('there are no two compared columns that vary in train');
    const holdout = references.holdout && indexPairs(references.holdout);
    const naive = indexPairs(references.naive);
    const reference = (of: PairTrends, index: PairIndex, pick: 'mean' | 'meanWithTrend'): Reference => ({
      index,
      error: of[pick]?.standardError ?? 0,
    });
    const ceilingOf = (pick: 'mean' | 'meanWithTrend') =>
      references.holdout && holdout && reference(references.holdout, holdout, pick);
    const measures = [
      meanMeasure(
        trends.pairs,
        trends.mean,
        {},
        ceilingOf('mean'),
        reference(references.naive, naive, 'mean'),
      ),
      ...(trends.meanWithTrend
        ? [
            meanMeasure(
              trends.pairs.filter(({ strength }) => strength >= trendFrom),
              trends.meanWithTrend,
              { pairs: 'with-trend' },
              ceilingOf('meanWithTrend'),
              reference(references.naive, naive, 'meanWithTrend'),
              scoreReplicates(pairedReplicates, 'pair-trends', trends.meanWithTrend),
            ),
          ]
        : []),
    ];
    const worst = [...trends.pairs].sort((a, b) => b.distance - a.distance).slice(0, mostPairs);
    for (const pair of worst)
      measures.push(...pairMeasures(pair, holdout?.get(keyOf(pair)), naive.get(keyOf(pair))));

    const top = worst[0] as PairTrend;
    const summary = `Over ${trends.pairs.length} pairs the mean similarity to train is ${(1 - trends.mean.distance).toFixed(3)}; the least similar pair is “${top.a}” with “${top.b}” at ${(1 - top.distance).toFixed(3)}.`;
    return {
      summary,
      measures,
      details: [similarityMatrix(trends, references.holdout), tableOfFlags(trends)],
    };
  },
});

/** Pairs beyond these stand in the matrix. */
const mostPairs = 40;

const linearized = 'linearization: both files resampled, at these row counts';
const scaled = 'train against holdout, its sampling noise scaled to the candidate’s row count';

type PairIndex = ReadonlyMap<string, PairTrend>;

interface Reference {
  readonly index: PairIndex;
  readonly error: number;
}

function indexPairs(trends: PairTrends): PairIndex {
  return new Map(trends.pairs.map((pair) => [keyOf(pair), pair]));
}

function keyOf({ a, b }: { a: string; b: string }): string {
  return JSON.stringify([a, b]);
}

function meanMeasure(
  pairs: readonly PairTrend[],
  mean: MeanTrend,
  labels: Record<string, string>,
  holdout: Reference | null,
  naive: Reference,
  replicates: Measure['replicates'] = null,
): Measure {
  // The same pairs on all three sides, so that the means can be compared.
  const referenceMean = (index: PairIndex, error: number, isCeiling: boolean): KnownEstimate | null => {
    let total = 0;
    let counted = 0;
    for (const pair of pairs) {
      const match = index.get(keyOf(pair));
      if (!match) continue;
      total += scaleDistance(match.distance, isCeiling ? scalingOf(match, pair) : 1);
      counted++;
    }
    if (counted === 0) return null;
    return similarity(total / counted, error, pairs[0]?.otherRows ?? 0, isCeiling ? scaled : linearized);
  };
  return measureOf({
    name: 'column-pair-trends',
    labels,
    estimate: similarity(mean.distance, mean.standardError, pairs[0]?.otherRows ?? 0, linearized),
    ceiling: holdout && referenceMean(holdout.index, holdout.error, true),
    floor: referenceMean(naive.index, naive.error, false),
    replicates,
  });
}

function pairMeasures(
  pair: PairTrend,
  holdout: PairTrend | undefined,
  naive: PairTrend | undefined,
): Measure[] {
  const subject = [pair.a, pair.b];
  const scaling = holdout ? scalingOf(holdout, pair) : 1;
  const trend = pair.strength >= trendFrom ? 'yes' : 'no';
  const one = (
    pick: (from: PairTrend) => { distance: number; standardError: number } | null,
    name: string,
    labels: Record<string, string>,
  ): Measure => {
    const own = pick(pair) as { distance: number; standardError: number };
    const ceiling = holdout && pick(holdout);
    const floor = naive && pick(naive);
    return measureOf({
      name,
      subject,
      labels: { ...labels, trend },
      estimate: similarity(own.distance, own.standardError, pair.otherRows, linearized),
      ceiling: ceiling
        ? similarity(
            scaleDistance(ceiling.distance, scaling),
            ceiling.standardError * scaling,
            pair.otherRows,
            scaled,
          )
        : null,
      floor: floor ? similarity(floor.distance, floor.standardError, pair.realRows, linearized) : null,
    });
  };
  if (pair.kind === 'contingency') return [one((from) => from, 'contingency-similarity', {})];
  return [
    one((from) => from, 'correlation-similarity', { coefficient: 'pearson' }),
    ...(pair.spearman
      ? [one((from) => from.spearman, 'correlation-similarity', { coefficient: 'spearman' })]
      : []),
  ];
}

function similarity(distance: number, error: number, rows: number, method: string): KnownEstimate {
  return withStandardError(1 - distance, rows, error, method, unitRange);
}

function scalingOf(holdout: PairTrend, candidate: PairTrend): number {
  return noiseScaling(holdout.realRows, holdout.otherRows, candidate.otherRows);
}

function similarityMatrix(trends: PairTrends, holdout: PairTrends | null): Detail {
  return {
    kind: 'matrix',
    measure: 'pair-similarity',
    title: 'Similarity of every pair: correlation (two numbers) or contingency (with a category)',
    rows: [...trends.names],
    columns: [...trends.names],
    values: matrixOf(trends, trends.names),
    ceiling: holdout && matrixOf(holdout, trends.names),
  };
}

function matrixOf(trends: PairTrends, names: readonly string[]): (number | null)[][] {
  const position = new Map(names.map((name, index) => [name, index]));
  const values = names.map(() => new Array<number | null>(names.length).fill(null));
  for (const { a, b, distance } of trends.pairs) {
    const i = position.get(a);
    const j = position.get(b);
    if (i === undefined || j === undefined) continue;
    (values[i] as (number | null)[])[j] = 1 - distance;
    (values[j] as (number | null)[])[i] = 1 - distance;
  }
  return values;
}

function tableOfFlags(trends: PairTrends): Detail {
  const withTrend = trends.pairs.filter(({ strength }) => strength >= trendFrom).length;
  return {
    kind: 'note',
    text: `${withTrend} of ${trends.pairs.length} pairs have a trend in train (|r| or bias-corrected Cramér’s V of at least ${trendFrom}); the others are similar in any candidate that keeps the columns, so the mean over pairs with a trend says more. At most the ${mostPairs} least similar pairs are listed; the matrix has all.`,
  };
}
