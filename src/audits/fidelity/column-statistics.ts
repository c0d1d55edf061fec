import { NotApplicable } from '../../artifacts/artifact.ts';
import {
  type ColumnStatistics,
  candidateStatistics,
  comparedQuantiles,
  referenceStatistics,
  type StatisticDifference,
} from '../../artifacts/column-statistics.ts';
import type { KnownEstimate, Measure } from '../../result/document.ts';
import { benjaminiHochberg } from '../../statistics/benjamini-hochberg.ts';
import { noiseScaling } from '../../statistics/noise-scaling.ts';
import { normalUpperTail } from '../../statistics/normal-distribution.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { withInterval } from '../estimate.ts';

/** Are means, spreads and quantiles where they are in train? */
export const columnStatistics = defineAudit({
  meta: {
    id: 'column-statistics',
    category: 'fidelity',
    title: 'Means, spreads and quantiles are those of the training data',
    failureTitle: 'Means, spreads or quantiles are off from the training data',
    why: 'The first numbers that anyone draws from a table are means and quantiles; a shift of a tenth of a standard deviation is visible in any summary.',
    remedy:
      'Look at the columns with the largest shifts: clipped tails lower the spread, a wrong treatment of zeros or outliers moves the mean but not the median.',
    evidence: ['fidelity'],
    measures: {
      'mean-difference': {
        title: 'Difference of means in standard deviations',
        unit: 'difference',
        better: 'nearer-reference',
        formula: '(mean(S) − mean(T)) / sd(T), missing cells left out',
        reference: 0,
        counts: 'none',
      },
      'standard-deviation-ratio': {
        title: 'Ratio of standard deviations',
        unit: 'ratio',
        better: 'nearer-reference',
        formula: 'sd(S) / sd(T)',
        reference: 1,
        counts: 'none',
      },
      'median-difference': {
        title: 'Difference of medians in standard deviations',
        unit: 'difference',
        better: 'nearer-reference',
        formula: '(median(S) − median(T)) / sd(T)',
        reference: 0,
        counts: 'none',
      },
      'quantile-difference': {
        title: 'Difference of quantiles in standard deviations',
        unit: 'difference',
        better: 'nearer-reference',
        formula: `(q(S) − q(T)) / sd(T) at the shares ${comparedQuantiles.join(' and ')} {quantile}`,
        reference: 0,
        counts: 'none',
      },
    },
    sources: [
      'Cohen (1988). Statistical Power Analysis for the Behavioral Sciences, for standardised differences',
      'Conover (1999). Practical Nonparametric Statistics, for intervals of quantiles',
      'Miller (1968). Jackknifing variances. Annals of Mathematical Statistics 39',
      'Bonett (2006). Robust confidence interval for a ratio of standard deviations. Applied Psychological Measurement 30',
      'Zou & Donner (2008). Construction of confidence limits about effect measures. Stat. Med. 27(10)',
      'Benjamini & Hochberg (1995). Controlling the false discovery rate. JRSS B 57(1)',
    ],
  },
  requires: { candidateStatistics, referenceStatistics },
  measure({ candidateStatistics: found, referenceStatistics: references }) {
    const names = [...found.keys()];
    if (names.length === 0)
      throw new NotApplicable('no column of numbers or dates that varies in train is shared');
    const pValues = names.map((name) => {
      const { mean, meanError } = found.get(name) as ColumnStatistics;
      if (meanError === 0) return mean.value === 0 ? 1 : 0;
      return Math.min(1, 2 * normalUpperTail(Math.abs(mean.value) / meanError));
    });
    const adjusted = benjaminiHochberg(pValues);
    const family = `Benjamini–Hochberg over ${names.length} columns`;
    const measures = names.flatMap((name, i) => {
      const sides: Sides = {
        name,
        found: found.get(name) as ColumnStatistics,
        holdout: references.holdout?.get(name),
        naive: references.naive.get(name),
      };
      const test = { pValue: pValues[i] as number, adjusted: adjusted[i] as number, family };
      return columnMeasures(sides, test);
    });
    const worst = names.reduce((most, name) => (shiftOf(found, name) > shiftOf(found, most) ? name : most));
    const shift = (found.get(worst) as ColumnStatistics).mean.value;
    return {
      summary: `Over ${names.length} columns of numbers and dates the largest shift of a mean is ${shift.toFixed(3)} standard deviations, in “${worst}”.`,
      measures,
      details: [],
    };
  },
});

interface Sides {
  readonly name: string;
  readonly found: ColumnStatistics;
  readonly holdout: ColumnStatistics | undefined;
  readonly naive: ColumnStatistics | undefined;
}

const byNormal = 'normal, unequal variances';
const byLogarithm = 'jackknife on the logarithm, each side’s error at least that of both together';
const byOrder = 'order statistics of both quantiles, combined by MOVER';

function columnMeasures(sides: Sides, test: NonNullable<Measure['test']>): Measure[] {
  const measures: Measure[] = [
    { ...measureFrom('mean-difference', {}, sides, byNormal, 0, (of) => of.mean), test },
  ];
  if (sides.found.deviationRatio) {
    measures.push(
      measureFrom('standard-deviation-ratio', {}, sides, byLogarithm, 1, (of) => of.deviationRatio),
    );
  }
  measures.push(measureFrom('median-difference', {}, sides, byOrder, 0, (of) => of.median));
  for (const [index, share] of comparedQuantiles.entries()) {
    const pick = (of: ColumnStatistics) => of.quantiles[index]?.difference ?? null;
    measures.push(measureFrom('quantile-difference', { quantile: String(share) }, sides, byOrder, 0, pick));
  }
  return measures;
}

function measureFrom(
  name: string,
  labels: Record<string, string>,
  { name: column, found, holdout, naive }: Sides,
  method: string,
  reference: number,
  pick: (of: ColumnStatistics) => StatisticDifference | null,
): Measure {
  const present = (of: ColumnStatistics | undefined, factor: number): KnownEstimate | null => {
    const difference = of && pick(of);
    if (!difference) return null;
    const scale = (value: number) => reference + (value - reference) * factor;
    const interval = { low: scale(difference.low), high: scale(difference.high) };
    return withInterval(
      scale(difference.value),
      found.otherFilled,
      reference === 1 ? { low: Math.max(0, interval.low), high: interval.high } : interval,
      factor === 1 ? method : `${method}; the holdout’s noise scaled to the candidate’s row count`,
    );
  };
  return measureOf({
    name,
    subject: [column],
    labels,
    estimate: present(found, 1) as KnownEstimate,
    ceiling: present(
      holdout,
      holdout ? noiseScaling(holdout.realFilled, holdout.otherFilled, found.otherFilled) : 1,
    ),
    floor: present(naive, 1),
  });
}

function shiftOf(found: ReadonlyMap<string, ColumnStatistics>, name: string): number {
  return Math.abs((found.get(name) as ColumnStatistics).mean.value);
}
