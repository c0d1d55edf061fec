import { NotApplicable } from '../../artifacts/artifact.ts';
import { candidateRows } from '../../artifacts/candidate-rows.ts';
import { naiveRows } from '../../artifacts/naive-rows.ts';
import { normalScores, type Scoring, scoreColumns } from '../../artifacts/normal-scores.ts';
import { realRows } from '../../artifacts/real-rows.ts';
import { type Cells, type CodedCells, filledCount, type Rows, sharedColumns } from '../../artifacts/rows.ts';
import type { KnownEstimate, Measure } from '../../result/document.ts';
import {
  covarianceOf,
  type LogGeneralizedVariance,
  logGeneralizedVariance,
} from '../../statistics/log-generalized-variance.ts';
import {
  entropy,
  type LogVariability,
  type LogVariance,
  logVariance,
  logVarianceRatio,
} from '../../statistics/log-variance.ts';
import { normalQuantile } from '../../statistics/normal-distribution.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { level, withInterval, withoutInterval, withStandardError } from '../estimate.ts';

/** Do columns, and all of them together, vary as much as in train? */
export const spread = defineAudit({
  meta: {
    id: 'spread',
    category: 'diversity',
    title: 'Columns vary as much as in the training data',
    failureTitle: 'Columns vary less or more than in the training data',
    why: 'A generator that falls back on typical cases keeps means and loses variance; each column can keep its own while all together lie in a narrower space, which the generalised variance shows.',
    remedy:
      'Sample at temperature 1, give the model more capacity, and train on real rows rather than on earlier output.',
    evidence: ['diversity'],
    measures: {
      'variance-ratio': {
        title: 'Variance against train’s',
        unit: 'ratio',
        better: 'nearer-reference',
        formula: 'Var_S / Var_T per column of numbers or dates, missing cells left out',
        reference: 1,
        counts: 'none',
      },
      'entropy-ratio': {
        title: 'Entropy against train’s',
        unit: 'ratio',
        better: 'nearer-reference',
        formula:
          'H_S / H_T per categorical column, with Miller and Madow’s correction, missing cells left out; for the table the mean over columns',
        reference: 1,
        counts: 'none',
      },
      'generalized-variance-ratio': {
        title: 'Generalised variance against train’s, per dimension',
        unit: 'ratio',
        better: 'nearer-reference',
        formula:
          '(det Σ_S / det Σ_T)^(1/d) of the covariance of normal scores by train’s ranks; missing scores 0; columns that earlier ones explain to more than 95 % in T are left out',
        reference: 1,
        counts: 'none',
      },
    },
    sources: [
      'Wilks (1932). Certain generalizations in the analysis of variance. Biometrika 24',
      'Miller (1968). Jackknifing variances. Annals of Mathematical Statistics 39',
      'Bonett (2006). Robust confidence interval for a ratio of standard deviations. Applied Psychological Measurement 30',
      'Miller (1955). Note on the bias of information estimates. Information Theory in Psychology',
      'Shumailov et al. (2024). AI models collapse when trained on recursively generated data. Nature 631',
    ],
  },
  requires: { realRows, candidateRows, naiveRows, normalScores },
  measure({ realRows, candidateRows, naiveRows, normalScores }) {
    const { train, holdout } = realRows;
    const measures: Measure[] = [];
    for (const { name, real } of sharedColumns(train, candidateRows)) {
      const ratio = ratioTo(real, (rows) => rows.columns.get(name) as Cells);
      const estimate = ratio(candidateRows);
      if (!estimate) continue;
      measures.push(
        measureOf({
          name: real.type === 'number' ? 'variance-ratio' : 'entropy-ratio',
          subject: [name],
          estimate,
          ceiling: holdout && ratio(holdout),
          floor: ratio(naiveRows),
        }),
      );
    }
    if (measures.length === 0) throw new NotApplicable('no shared column varies in train');
    const coded = measures
      .filter(({ name }) => name === 'entropy-ratio')
      .map(({ subject }) => subject[0] as string);
    const entropies = meanEntropyRatio(train, candidateRows, coded);
    if (entropies) {
      measures.unshift(
        measureOf({
          name: 'entropy-ratio',
          estimate: entropies,
          ceiling: holdout && meanEntropyRatio(train, holdout, coded),
          floor: meanEntropyRatio(train, naiveRows, coded),
        }),
      );
    }
    const names = independentColumns(train, candidateRows, normalScores);
    const generalizedOf = (rows: Rows) => logGeneralizedVariance(scoreColumns(rows, normalScores, names));
    const ofTrain = names.length === 0 ? null : generalizedOf(train);
    const joint = (rows: Rows) =>
      ofTrain && generalizedRatio(ofTrain, generalizedOf(rows), rows.rowCount, names.length);
    const generalized = joint(candidateRows);
    if (generalized) {
      measures.unshift(
        measureOf({
          name: 'generalized-variance-ratio',
          estimate: generalized,
          ceiling: holdout && joint(holdout),
          floor: joint(naiveRows),
        }),
      );
    }
    const narrower = measures.filter(
      ({ subject, estimate: { value }, estimate }) =>
        subject.length > 0 && value !== null && value < 1 && isApart(estimate as KnownEstimate),
    );
    const columns = measures.filter(({ subject }) => subject.length > 0).length;
    const together = generalized
      ? ` Per dimension the generalised variance is ${generalized.value.toFixed(2)} times train’s.`
      : '';
    const summary = `${narrower.length} of ${columns} columns vary less than in train, beyond chance.${together}`;
    return { summary, measures, details: [] };
  },
});

const both = 'both files resampled';

/** Of a column: variance or entropy of its cells in other rows against train’s. */
function ratioTo(train: Cells, cellsOf: (rows: Rows) => Cells): (rows: Rows) => KnownEstimate | null {
  if (train.type === 'coded') return (rows) => entropyRatio(train, cellsOf(rows));
  const real = logVariance(train.values);
  return (rows) => real && varianceRatio(real, cellsOf(rows));
}

function varianceRatio(real: LogVariance, other: Cells): KnownEstimate | null {
  const filled = filledCount(other);
  if (filled === 0 || other.type !== 'number') return null;
  const own = logVariance(other.values);
  if (!own) return withoutInterval(0, filled, 'the column does not vary, so its variance has no logarithm');
  const method = `jackknife on the logarithm, each side’s error at least that of both together, ${both}`;
  return ratioFromLog(logVarianceRatio(own, real), filled, method);
}

/** Null where train does not vary or nothing is filled. */
function entropyRatio(train: CodedCells, other: Cells): KnownEstimate | null {
  const filled = filledCount(other);
  if (filled === 0 || other.type !== 'coded') return null;
  const real = entropy(countCodes(train.codes, other.levels.length));
  const own = entropy(countCodes(other.codes, other.levels.length));
  if (real.value === 0) return null;
  const ratio = own.value / real.value;
  const error = Math.hypot(own.standardError, ratio * real.standardError) / real.value;
  return withStandardError(ratio, filled, error, `delta method, ${both}`, {
    low: 0,
    high: Number.POSITIVE_INFINITY,
  });
}

/** The mean over columns; its standard error from the rows' joint influence, since columns hang together. */
function meanEntropyRatio(train: Rows, rows: Rows, names: readonly string[]): KnownEstimate | null {
  const ofTrain = new Float64Array(train.rowCount);
  const ofRows = new Float64Array(rows.rowCount);
  const pairs = names.flatMap((name) => {
    const real = train.columns.get(name);
    const own = rows.columns.get(name);
    return real?.type === 'coded' && own?.type === 'coded' && filledCount(own) > 0 ? [{ real, own }] : [];
  });
  if (pairs.length === 0) return null;
  let mean = 0;
  for (const { real, own } of pairs) {
    const realCounts = countCodes(real.codes, own.levels.length);
    const ownCounts = countCodes(own.codes, own.levels.length);
    const reference = entropy(realCounts).value;
    const ratio = entropy(ownCounts).value / reference;
    mean += ratio / pairs.length;
    addSurprise(ofRows, own.codes, ownCounts, 1 / reference / pairs.length);
    addSurprise(ofTrain, real.codes, realCounts, -ratio / reference / pairs.length);
  }
  const error = Math.sqrt(sumOfSquares(ofTrain) + sumOfSquares(ofRows));
  const method = `linearization, columns of one row together, ${both}`;
  return withStandardError(mean, rows.rowCount, error, method, { low: 0, high: Number.POSITIVE_INFINITY });
}

/** Adds every row's part in a column's entropy: slope × (−log p − H) / filled rows, 0 where the cell is missing. */
function addSurprise(influence: Float64Array, codes: Int32Array, counts: Float64Array, slope: number): void {
  const filled = counts.reduce((sum, count) => sum + count, 0);
  const surprise = counts.map((count) => (count === 0 ? 0 : -Math.log(count / filled)));
  const mean = surprise.reduce((sum, value, code) => sum + (value * (counts[code] as number)) / filled, 0);
  for (let row = 0; row < influence.length; row++) {
    const code = codes[row] as number;
    if (code < 0) continue;
    influence[row] = (influence[row] as number) + (slope * ((surprise[code] as number) - mean)) / filled;
  }
}

function sumOfSquares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}

function ratioFromLog({ value, standardError }: LogVariability, rows: number, method: string): KnownEstimate {
  // A table of a few odd rows: nothing beyond e^±300 is a number to read.
  const reach = Math.min(300, normalQuantile((1 + level) / 2) * standardError);
  const at = (log: number) => Math.exp(Math.min(600, Math.max(-600, log)));
  return withInterval(at(value), rows, { low: at(value - reach), high: at(value + reach) }, method);
}

function generalizedRatio(
  real: LogGeneralizedVariance,
  own: LogGeneralizedVariance | null,
  rows: number,
  dimensions: number,
): KnownEstimate {
  if (!own) return withoutInterval(0, rows, 'the rows lie in a space of fewer dimensions than train’s');
  const method = `delta method on the logarithm, from the rows’ influence, ${both}`;
  const perDimension = {
    value: (own.value - real.value) / dimensions,
    standardError: Math.hypot(own.standardError, real.standardError) / dimensions,
  };
  return ratioFromLog(perDimension, rows, method);
}

/** In the schema's order, columns of which at least 5 % of the variance is left when the earlier ones are known. */
function independentColumns(
  train: Rows,
  candidate: Rows,
  scorings: ReadonlyMap<string, Scoring>,
): readonly string[] {
  const names = [...scorings.keys()].filter((name) => candidate.columns.get(name)?.type === 'number');
  if (names.length === 0 || train.rowCount < 2) return [];
  const covariance = covarianceOf(scoreColumns(train, scorings, names));
  const kept: number[] = [];
  const factor: number[][] = [];
  for (let column = 0; column < names.length; column++) {
    const line: number[] = [];
    let left = covariance.get(column, column);
    for (const [place, other] of kept.entries()) {
      let value = covariance.get(column, other);
      const above = factor[place] as number[];
      for (let i = 0; i < place; i++) value -= (line[i] as number) * (above[i] as number);
      value /= above[place] as number;
      line.push(value);
      left -= value * value;
    }
    if (left < 0.05 * covariance.get(column, column) || left <= 0) continue;
    line.push(Math.sqrt(left));
    factor.push(line);
    kept.push(column);
  }
  return kept.map((column) => names[column] as string);
}

function isApart({ uncertainty }: KnownEstimate): boolean {
  return uncertainty.kind !== 'interval' || uncertainty.high < 1;
}

function countCodes(codes: Int32Array, levelCount: number): Float64Array {
  const counts = new Float64Array(levelCount);
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] as number) + 1;
  return counts;
}
