import { NotApplicable } from '../../artifacts/artifact.ts';
import { candidateRows } from '../../artifacts/candidate-rows.ts';
import { naiveRows } from '../../artifacts/naive-rows.ts';
import { realRows } from '../../artifacts/real-rows.ts';
import { type Cells, isCompared, type Rows } from '../../artifacts/rows.ts';
import type { KnownEstimate, Measure } from '../../result/document.ts';
import { type ExpectedPresence, expectPresence } from '../../statistics/expected-presence.ts';
import { normalQuantile } from '../../statistics/normal-distribution.ts';
import { rateRatio } from '../../statistics/rate-ratio.ts';
import { wilsonInterval } from '../../statistics/wilson-interval.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { level, shareOf, unitRange, withInterval, withStandardError } from '../estimate.ts';

/** Categories below this share of train’s filled cells are rare. */
const rareBelow = 0.01;

/** Are train's rare categories still there, and as frequent? */
export const rareCategoryRetention = defineAudit({
  meta: {
    id: 'rare-category-retention',
    category: 'diversity',
    title: 'Rare categories are kept',
    failureTitle: 'Rare categories are lost or thinned out',
    why: 'Rare categories are often the people that a decision concerns most; who works on the candidate does not even see that they exist. A fresh sample misses some of the rarest too: the ceiling says how many.',
    remedy:
      'Sample without a lowered temperature, do not merge rare levels before fitting, or condition on them when sampling.',
    evidence: ['diversity'],
    measures: {
      'rare-category-retention': {
        title: 'Rare categories that are still present',
        unit: 'share',
        better: 'higher',
        formula:
          'share of T’s categories with less than 1 % of its filled cells that occur in S; ceiling: what |S| fresh rows would hold, on average over subsets of H where it is large enough, else Σ 1 − (N / (N + |S|))^(count + a), a from how many are met once and twice',
        reference: null,
        // Categories are counted, not people; which ones is not said.
        counts: 'none',
      },
      'rare-category-mass-ratio': {
        title: 'Mass of rare categories against train’s',
        unit: 'ratio',
        better: 'nearer-reference',
        formula:
          'share of S in T’s categories met less than m = 1 % of |T| times, over the share of T in categories met 2 to m + 1 times: what categories that were met so rarely have in fresh rows (Good–Turing)',
        reference: 1,
        // Who holds the candidate could tell train’s rows in rare categories from it.
        counts: 'real-rows',
      },
    },
    sources: [
      'Good, I. J. (1953). The population frequencies of species. Biometrika 40',
      'Hurlbert (1971). The nonconcept of species diversity. Ecology 52 (expectation over random subsets)',
      'Przyborowski & Wilenski (1940). Homogeneity of results in testing samples from Poisson series. Biometrika 31',
    ],
  },
  requires: { realRows, candidateRows, naiveRows },
  measure({ realRows, candidateRows, naiveRows }) {
    const { train, holdout } = realRows;
    const columns = [...train.columns]
      .map(([name, cells]) => rareOf(name, cells))
      .filter((column) => column !== null)
      .filter(({ name }) => filledRows(candidateRows, name) > 0);
    if (columns.length === 0) {
      throw new NotApplicable('no categorical column of train has categories below 1 % of its filled cells');
    }
    const measures: Measure[] = [];
    let kept = 0;
    let rare = 0;
    let expected = 0;
    let missing = 0;
    let variance = 0;
    for (const column of columns) {
      const own = countsOf(candidateRows, column.name, column.levelCount);
      const ofFresh = expectPresent(column, holdout, sum(own));
      const present = column.rare.filter((code) => (own[code] ?? 0) > 0).length;
      if (present < column.rare.length) missing++;
      kept += present;
      rare += column.rare.length;
      expected += ofFresh.count;
      variance += ofFresh.variance;
      measures.push(
        measureOf({
          name: 'rare-category-retention',
          subject: [column.name],
          estimate: shareOf(present, column.rare.length),
          ceiling: expectation(ofFresh, column.rare.length),
          floor: presenceIn(naiveRows, column),
        }),
      );
      const mass = (rows: Rows) => massRatio(rows, column);
      const estimate = mass(candidateRows);
      if (estimate) {
        measures.push(
          measureOf({
            name: 'rare-category-mass-ratio',
            subject: [column.name],
            estimate,
            ceiling: holdout && mass(holdout),
            floor: mass(naiveRows),
          }),
        );
      }
    }
    const pooled = (rows: Rows) => pooledMass(train, rows, columns);
    const tableMass = pooled(candidateRows);
    const table = [
      measureOf({
        name: 'rare-category-retention',
        estimate: shareOf(kept, rare),
        ceiling: expectation({ count: expected, variance }, rare),
      }),
      ...(tableMass
        ? [
            measureOf({
              name: 'rare-category-mass-ratio',
              estimate: tableMass,
              ceiling: holdout && pooled(holdout),
              floor: pooled(naiveRows),
            }),
          ]
        : []),
    ];
    const summary = `Of train’s ${rare} rare categories ${kept} are still there, where about ${Math.round(expected)} of them would be in as many fresh rows; ${missing} of ${columns.length} columns have lost some.`;
    return { summary, measures: [...table, ...measures], details: [] };
  },
});

interface RareColumn {
  readonly name: string;
  readonly levelCount: number;
  readonly counts: Float64Array;
  /** Codes of the rare categories. */
  readonly rare: readonly number[];
  readonly filled: number;
  /** Train’s rows in rare categories. */
  readonly rows: number;
  /** Codes of the categories whose rows in train estimate the mass of the rare ones: met once more than those. */
  readonly estimating: readonly number[];
}

function rareOf(name: string, cells: Cells): RareColumn | null {
  if (cells.type !== 'coded' || !isCompared(cells.schema)) return null;
  const counts = countCodes(cells.codes, cells.levels.length);
  const filled = sum(counts);
  const rare: number[] = [];
  let rows = 0;
  const estimating: number[] = [];
  for (const [code, count] of counts.entries()) {
    if (count >= 2 && count - 1 < rareBelow * filled) estimating.push(code);
    if (count === 0 || count >= rareBelow * filled) continue;
    rare.push(code);
    rows += count;
  }
  return rare.length === 0
    ? null
    : { name, levelCount: counts.length, counts, rare, filled, rows, estimating };
}

function expectPresent(column: RareColumn, holdout: Rows | null, rows: number): ExpectedPresence {
  const fresh = holdout && countsOf(holdout, column.name, column.levelCount);
  return expectPresence(column.rare, column.counts, fresh, rows);
}

function expectation({ count, variance }: ExpectedPresence, categories: number): KnownEstimate {
  return withStandardError(
    count / categories,
    categories,
    Math.sqrt(variance) / categories,
    'normal prediction interval for as many fresh rows, categories independent',
    unitRange,
  );
}

function presenceIn(rows: Rows, column: RareColumn): KnownEstimate {
  const own = countsOf(rows, column.name, column.levelCount);
  return shareOf(column.rare.filter((code) => (own[code] ?? 0) > 0).length, column.rare.length);
}

function massRatio(rows: Rows, column: RareColumn): KnownEstimate | null {
  const expected = column.estimating.reduce((total, code) => total + (column.counts[code] as number), 0);
  const own = countsOf(rows, column.name, column.levelCount);
  const filled = sum(own);
  if (expected === 0 || filled === 0) return null;
  const found = column.rare.reduce((total, code) => total + (own[code] ?? 0), 0);
  const ratio = rateRatio(found, filled, expected, column.filled, level);
  return withInterval(
    ratio.value,
    column.rows,
    ratio,
    'Wilson score interval of the conditional share of rows in rare categories, both files resampled',
  );
}

/** Over all columns: cells in rare categories per row. Rows, not cells, are independent. */
function pooledMass(train: Rows, rows: Rows, columns: readonly RareColumn[]): KnownEstimate | null {
  const real = rareCellsPerRow(train, columns, 'estimating');
  const own = rareCellsPerRow(rows, columns, 'rare');
  const cells = columns.reduce((total, column) => total + column.rows, 0);
  if (real.mean === 0) return null;
  const ratio = own.mean / real.mean;
  if (own.mean === 0) {
    // The logarithm has no value at 0.
    const high = wilsonInterval(0, rows.rowCount, level).high / real.mean;
    return withInterval(0, cells, { low: 0, high }, 'Wilson score interval of no rows');
  }
  const error = Math.hypot(own.standardError / own.mean, real.standardError / real.mean);
  const reach = Math.exp(normalQuantile((1 + level) / 2) * error);
  return withInterval(
    ratio,
    cells,
    { low: ratio / reach, high: ratio * reach },
    'delta method on the logarithm, rows as units, both files resampled',
  );
}

function rareCellsPerRow(
  rows: Rows,
  columns: readonly RareColumn[],
  which: 'rare' | 'estimating',
): { mean: number; standardError: number } {
  const perRow = new Float64Array(rows.rowCount);
  for (const column of columns) {
    const cells = rows.columns.get(column.name);
    if (cells?.type !== 'coded') continue;
    const isRare = new Uint8Array(cells.levels.length);
    for (const code of column[which]) isRare[code] = 1;
    for (let row = 0; row < perRow.length; row++) {
      const code = cells.codes[row] as number;
      if (code >= 0) perRow[row] = (perRow[row] as number) + (isRare[code] as number);
    }
  }
  const mean = sum(perRow) / perRow.length;
  let squares = 0;
  for (const value of perRow) squares += (value - mean) ** 2;
  return { mean, standardError: Math.sqrt(squares) / perRow.length };
}

function countsOf(rows: Rows, name: string, levelCount: number): Float64Array {
  const cells = rows.columns.get(name);
  return cells?.type === 'coded'
    ? countCodes(cells.codes, Math.max(levelCount, cells.levels.length))
    : new Float64Array(levelCount);
}

function filledRows(rows: Rows, name: string): number {
  return sum(countsOf(rows, name, 0));
}

function countCodes(codes: Int32Array, levelCount: number): Float64Array {
  const counts = new Float64Array(levelCount);
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] as number) + 1;
  return counts;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
