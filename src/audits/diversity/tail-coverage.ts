import { NotApplicable } from '../../artifacts/artifact.ts';
import { candidateRows } from '../../artifacts/candidate-rows.ts';
import { naiveRows } from '../../artifacts/naive-rows.ts';
import { realRows } from '../../artifacts/real-rows.ts';
import type { Rows } from '../../artifacts/rows.ts';
import { countBeyond, type Tail, tails } from '../../artifacts/tails.ts';
import type { KnownEstimate, Measure } from '../../result/document.ts';
import { rateRatio } from '../../statistics/rate-ratio.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { level, withInterval, withStandardError } from '../estimate.ts';

/** Are the ends of numbers and dates as populated as in train? */
export const tailCoverage = defineAudit({
  meta: {
    id: 'tail-coverage',
    category: 'diversity',
    title: 'The tails of numbers and dates are kept',
    failureTitle: 'The tails of numbers and dates are worn away',
    why: 'Extremes are what risk, cost and safety questions are about, and the first thing that a generator loses when it is trained on its own output.',
    remedy:
      'Sample without a lowered temperature, train on real rather than on synthetic rows, and give skewed columns a transformation that keeps their ends.',
    evidence: ['diversity'],
    measures: {
      'tail-coverage': {
        title: 'Mass in the tails against train’s',
        unit: 'ratio',
        better: 'nearer-reference',
        formula:
          'share of S strictly beyond a quantile of T (1, 5, 95, 99 %) over T’s own share beyond it (ties make it smaller than the name says); for the table the mean over tails',
        reference: 1,
        counts: 'none',
      },
    },
    sources: [
      'Shumailov et al. (2024). AI models collapse when trained on recursively generated data. Nature 631 (loss of tails first)',
      'Przyborowski & Wilenski (1940). Homogeneity of results in testing samples from Poisson series. Biometrika 31',
    ],
  },
  requires: { realRows, candidateRows, naiveRows, tails },
  measure({ realRows, candidateRows, naiveRows, tails }) {
    const shared = tails.filter(({ column }) => filledOf(candidateRows, column) > 0);
    if (shared.length === 0) {
      throw new NotApplicable('no column of numbers or dates has five rows beyond a tail’s bound in train');
    }
    const { train, holdout } = realRows;
    const perTail = shared.map((tail): Measure => {
      const ratio = (rows: Rows) => coverageOf(rows, tail);
      return measureOf({
        name: 'tail-coverage',
        subject: [tail.column],
        labels: { tail: tail.tail },
        estimate: ratio(candidateRows) as KnownEstimate,
        ceiling: holdout && ratio(holdout),
        floor: ratio(naiveRows),
      });
    });
    const table = measureOf({
      name: 'tail-coverage',
      estimate: meanCoverage(train, candidateRows, shared) as KnownEstimate,
      ceiling: holdout && meanCoverage(train, holdout, shared),
      floor: meanCoverage(train, naiveRows, shared),
    });
    const eroded = perTail.filter(({ estimate }) => highOf(estimate) < 1).length;
    const thick = perTail.filter(({ estimate }) => lowOf(estimate) > 1).length;
    const mean = (table.estimate.value as number).toFixed(2);
    const summary = `Over ${shared.length} tails the candidate holds ${mean} times the mass that train has there; ${eroded} are thinner than train’s and ${thick} thicker, beyond chance.`;
    return { summary, measures: [table, ...perTail], details: [] };
  },
});

function coverageOf(rows: Rows, tail: Tail): KnownEstimate | null {
  const cells = rows.columns.get(tail.column);
  if (!cells) return null;
  const { beyond, filled } = countBeyond(cells, tail);
  if (filled === 0) return null;
  const ratio = rateRatio(beyond, filled, tail.trainRows, tail.trainFilled, level);
  return withInterval(
    ratio.value,
    filled,
    ratio,
    'Wilson score interval of the conditional share of rows beyond, both files resampled',
  );
}

/** The mean ratio; its standard error from the rows' joint influence, since tails share rows. */
function meanCoverage(train: Rows, rows: Rows, tails: readonly Tail[]): KnownEstimate | null {
  const known = tails.filter(({ column }) => filledOf(rows, column) > 0);
  if (known.length === 0) return null;
  const ofTrain = new Float64Array(train.rowCount);
  const ofRows = new Float64Array(rows.rowCount);
  let mean = 0;
  for (const tail of known) {
    const own = countBeyond(cellsOf(rows, tail), tail);
    const expected = tail.trainRows / tail.trainFilled;
    const ratio = own.beyond / own.filled / expected;
    mean += ratio / known.length;
    addInfluence(ofRows, rows, tail, {
      share: own.beyond / own.filled,
      slope: 1 / expected / own.filled / known.length,
    });
    addInfluence(ofTrain, train, tail, {
      share: expected,
      slope: -ratio / expected / tail.trainFilled / known.length,
    });
  }
  if (mean === 0) {
    // Nothing beyond any bound has no error to estimate: the mean of the tails' own upper ends.
    const highs = known.map((tail) => coverageOf(rows, tail)).filter((ratio) => ratio !== null);
    const high = highs.reduce((total, ratio) => total + highOf(ratio), 0) / known.length;
    return withInterval(0, rows.rowCount, { low: 0, high }, 'mean of the tails’ Wilson limits');
  }
  return withStandardError(
    mean,
    rows.rowCount,
    Math.sqrt(sumOfSquares(ofTrain) + sumOfSquares(ofRows)),
    'linearization: both files resampled, tails of one row together',
    { low: 0, high: Number.POSITIVE_INFINITY },
  );
}

/** Adds every row's part in a tail's share: slope × (beyond or not − share), 0 where the cell is missing. */
function addInfluence(
  influence: Float64Array,
  rows: Rows,
  tail: Tail,
  { share, slope }: { share: number; slope: number },
): void {
  const cells = cellsOf(rows, tail);
  if (cells.type !== 'number') return;
  for (let row = 0; row < influence.length; row++) {
    const value = cells.values[row] as number;
    if (Number.isNaN(value)) continue;
    const isBeyond = tail.side === 'below' ? value < tail.bound : value > tail.bound;
    influence[row] = (influence[row] as number) + slope * ((isBeyond ? 1 : 0) - share);
  }
}

function cellsOf(rows: Rows, { column }: Tail) {
  const cells = rows.columns.get(column);
  if (!cells) throw new Error('a tail is measured where its column is there');
  return cells;
}

function filledOf(rows: Rows, column: string): number {
  const cells = rows.columns.get(column);
  return cells ? countBeyond(cells, { side: 'above', bound: Number.POSITIVE_INFINITY }).filled : 0;
}

function sumOfSquares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}

function highOf(estimate: Measure['estimate']): number {
  return estimate.value !== null && estimate.uncertainty.kind === 'interval' ? estimate.uncertainty.high : 1;
}

function lowOf(estimate: Measure['estimate']): number {
  return estimate.value !== null && estimate.uncertainty.kind === 'interval' ? estimate.uncertainty.low : 1;
}
