import { NotApplicable } from '../../artifacts/artifact.ts';
import { candidateRows } from '../../artifacts/candidate-rows.ts';
import { naiveRows } from '../../artifacts/naive-rows.ts';
import { realRows } from '../../artifacts/real-rows.ts';
import { type Cells, filledCount, isCompared, type Rows } from '../../artifacts/rows.ts';
import type { KnownEstimate, Measure } from '../../result/document.ts';
import { absoluteValueInterval } from '../../statistics/absolute-value-interval.ts';
import { cellVariance } from '../../statistics/cell-variance.ts';
import { newcombeDifference } from '../../statistics/newcombe-difference.ts';
import { noiseScaling, scaleDistance } from '../../statistics/noise-scaling.ts';
import { totalVariation } from '../../statistics/total-variation.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { level, unitRange, withInterval, withStandardError } from '../estimate.ts';

/** Are cells missing as often, and together with the same others, as in train? */
export const missingness = defineAudit({
  meta: {
    id: 'missingness',
    category: 'validity',
    title: 'Cells are missing as often and as jointly as in the training data',
    failureTitle: 'Missing cells differ from the training data',
    why: 'What is missing carries meaning (a test not ordered, a question not answered); imputation and filters written on the candidate behave otherwise on real data if it differs.',
    remedy: 'Model missingness explicitly, with an indicator per column; do not impute before fitting.',
    evidence: ['validity', 'fidelity'],
    measures: {
      'missing-value-similarity': {
        title: 'Similarity of the share of missing cells',
        unit: 'score',
        better: 'higher',
        formula: '1 − |share missing in T − share missing in S|',
        reference: null,
        // Whoever holds the candidate can subtract: the similarity tells train’s number of missing cells.
        counts: 'real-rows',
      },
      'missing-pattern-similarity': {
        title: 'Similarity of which columns are missing together',
        unit: 'score',
        better: 'higher',
        formula: '1 − ½ Σ |p_T − p_S| over patterns of missing columns',
        reference: null,
        counts: 'none',
      },
    },
    sources: [
      'MissingValueSimilarity of SDMetrics (DataCebo)',
      'Newcombe (1998). Interval estimation for the difference between independent proportions. Stat. Med. 17',
    ],
  },
  requires: { realRows, candidateRows, naiveRows },
  measure({ realRows, candidateRows, naiveRows }) {
    const { train, holdout } = realRows;
    const names = [...train.columns]
      .filter(([name, { schema }]) => isCompared(schema) && candidateRows.columns.has(name))
      .map(([name]) => name);
    if (names.length === 0) throw new NotApplicable('the candidate shares no compared column with train');

    const measures: Measure[] = [patternMeasure(names, train, holdout, candidateRows, naiveRows)];
    let affected = 0;
    for (const name of names) {
      const similarity = (other: Rows, scaling = 1) =>
        valueSimilarity(train.columns.get(name) as Cells, other.columns.get(name) as Cells, scaling);
      const estimate = similarity(candidateRows);
      if (estimate.value < 1) affected++;
      measures.push(
        measureOf({
          name: 'missing-value-similarity',
          subject: [name],
          estimate,
          ceiling:
            holdout &&
            similarity(holdout, noiseScaling(train.rowCount, holdout.rowCount, candidateRows.rowCount)),
          floor: similarity(naiveRows),
        }),
      );
    }
    const summary =
      affected === 0
        ? 'Every column has the same share of missing cells as in train.'
        : `${affected} of ${names.length} columns have another share of missing cells than in train.`;
    return { summary, measures, details: [] };
  },
});

function valueSimilarity(train: Cells, other: Cells, scaling: number): KnownEstimate {
  const trainRows = rowCountOf(train);
  const otherRows = rowCountOf(other);
  const difference = newcombeDifference(
    trainRows - filledCount(train),
    trainRows,
    otherRows - filledCount(other),
    otherRows,
    level,
  );
  const distance = absoluteValueInterval(difference);
  return withInterval(
    1 - scaleDistance(Math.abs(difference.value), scaling),
    otherRows,
    { low: 1 - scaleDistance(distance.high, scaling), high: 1 - scaleDistance(distance.low, scaling) },
    scaling === 1 ? hybrid : `${hybrid}; the holdout’s noise scaled to the candidate’s row count`,
  );
}

const hybrid = 'Newcombe’s hybrid score interval';

function patternMeasure(
  names: readonly string[],
  train: Rows,
  holdout: Rows | null,
  candidate: Rows,
  naive: Rows,
): Measure {
  const datasets = [train, candidate, naive, ...(holdout ? [holdout] : [])];
  const [trainCounts, candidateCounts, naiveCounts, holdoutCounts] = patternCounts(datasets, names);
  const similarity = (counts: Float64Array, scaling: number) => {
    const sign = (trainCounts as Float64Array).map((count, cell) =>
      count / train.rowCount >= (counts[cell] as number) / sum(counts) ? 0.5 : -0.5,
    );
    const variance = cellVariance(sign, trainCounts as Float64Array) + cellVariance(sign, counts);
    return withStandardError(
      1 - scaleDistance(totalVariation(trainCounts as Float64Array, counts), scaling),
      sum(counts),
      scaling * Math.sqrt(variance),
      'delta method for the multinomial',
      unitRange,
    );
  };
  return measureOf({
    name: 'missing-pattern-similarity',
    estimate: similarity(candidateCounts as Float64Array, 1),
    ceiling: holdout
      ? similarity(
          holdoutCounts as Float64Array,
          noiseScaling(train.rowCount, holdout.rowCount, candidate.rowCount),
        )
      : null,
    floor: similarity(naiveCounts as Float64Array, 1),
  });
}

/** Rows per pattern of missing columns, over one numbering of patterns for all datasets. */
function patternCounts(datasets: readonly Rows[], names: readonly string[]): Float64Array[] {
  const numbers = new Map<string, number>();
  const perDataset = datasets.map((rows) => {
    const patterns = rowPatterns(rows, names);
    const counts = new Map<number, number>();
    for (const pattern of patterns) {
      let number = numbers.get(pattern);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(pattern, number);
      }
      counts.set(number, (counts.get(number) ?? 0) + 1);
    }
    return counts;
  });
  return perDataset.map((counts) => {
    const dense = new Float64Array(numbers.size);
    for (const [pattern, count] of counts) dense[pattern] = count;
    return dense;
  });
}

/** Each row's missing columns as a short text: one character per sixteen columns that are ever missing. */
function* rowPatterns(rows: Rows, names: readonly string[]): Generator<string> {
  const columns = names.map((name) => rows.columns.get(name) as Cells);
  const words = new Uint16Array(Math.ceil(columns.length / 16));
  for (let row = 0; row < rows.rowCount; row++) {
    words.fill(0);
    for (const [index, cells] of columns.entries()) {
      const isMissing =
        cells.type === 'number' ? Number.isNaN(cells.values[row]) : (cells.codes[row] as number) < 0;
      if (isMissing) words[index >> 4] = (words[index >> 4] as number) | (1 << (index & 15));
    }
    yield String.fromCharCode(...words);
  }
}

function rowCountOf(cells: Cells): number {
  return cells.type === 'number' ? cells.values.length : cells.codes.length;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
