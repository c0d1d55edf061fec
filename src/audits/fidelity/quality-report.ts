import { NotApplicable } from '../../artifacts/artifact.ts';
import {
  candidateQuality,
  type QualityReport,
  qualityThresholds,
  referenceQuality,
} from '../../artifacts/quality-report.ts';
import type { Measure } from '../../result/document.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { withoutInterval } from '../estimate.ts';

const { correlation, association } = qualityThresholds;
const variants = `{pairs: with-trend} over pairs with |r| above ${correlation} or Cramér’s V above ${association} in train, as SDMetrics does by default; {pairs: all} over all pairs, as it did before`;

/** What SDMetrics' quality report says of the candidate. */
export const qualityReport = defineAudit({
  meta: {
    id: 'quality-report',
    category: 'fidelity',
    title: 'The quality report of SDMetrics scores the candidate as fresh data',
    failureTitle: 'The quality report of SDMetrics scores the candidate below fresh data',
    why: 'Many teams know these scores from SDMetrics and SDV; given under its definitions, they can be compared with earlier ones. A naive candidate scores high on them: read them against floor and ceiling.',
    remedy:
      'See column-shapes and column-pair-trends, which have intervals, cells that do not move with the candidate, and the columns and pairs that are worst.',
    evidence: ['fidelity'],
    measures: {
      'quality-score': {
        title: 'SDMetrics quality score',
        unit: 'score',
        better: 'higher',
        formula: `mean of its column shapes and column pair trends, or the former alone where no pair counts; ${variants}`,
        reference: null,
        counts: 'none',
      },
      'quality-column-shapes': {
        title: 'SDMetrics Column Shapes',
        unit: 'score',
        better: 'higher',
        formula:
          'mean over columns of 1 − sup |F_T − F_S| (numbers, dates) or 1 − ½ Σ |p_T − p_S| (categories, booleans), missing cells left out',
        reference: null,
        counts: 'none',
      },
      'quality-column-pair-trends': {
        title: 'SDMetrics Column Pair Trends',
        unit: 'score',
        better: 'higher',
        formula: `mean over pairs of 1 − |r_T − r_S| / 2 (two numbers or dates) or 1 − ½ Σ |p_T − p_S| over joint cells, numbers in ten equal widths of each file’s own range, missing is a cell; ${variants}`,
        reference: null,
        counts: 'none',
      },
    },
    sources: ['QualityReport of SDMetrics (DataCebo), compared with version 0.32.0'],
  },
  requires: { candidateQuality, referenceQuality },
  measure({ candidateQuality: found, referenceQuality: { holdout, naive } }) {
    if (found.columnShapes === null) {
      throw new NotApplicable('no compared column has filled cells in both train and the candidate');
    }
    const one = (name: string, pick: (of: QualityReport) => number | null, labels = {}): Measure[] => {
      const present = (of: QualityReport | null) => {
        const value = of && pick(of);
        return value === null ? null : withoutInterval(value, of?.rows ?? 0, noInterval);
      };
      const estimate = present(found);
      if (!estimate) return [];
      return [measureOf({ name, labels, estimate, ceiling: present(holdout), floor: present(naive) })];
    };
    const withTrend = { pairs: 'with-trend' };
    const all = { pairs: 'all' };
    const overall = overallOf(found, 'trends') as number;
    return {
      summary: `SDMetrics’ quality score is ${overall.toFixed(3)}: ${found.columnShapes.toFixed(3)} over ${found.columns} columns and ${found.trends.mean === null ? 'no pair with a trend' : `${found.trends.mean.toFixed(3)} over ${found.trends.pairs} pairs with a trend`}.`,
      measures: [
        ...one('quality-score', (of) => overallOf(of, 'trends'), withTrend),
        ...one('quality-score', (of) => overallOf(of, 'allTrends'), all),
        ...one('quality-column-shapes', (of) => of.columnShapes),
        ...one('quality-column-pair-trends', (of) => of.trends.mean, withTrend),
        ...one('quality-column-pair-trends', (of) => of.allTrends.mean, all),
      ],
      details: [
        {
          kind: 'note',
          text: 'All rows are read; SDMetrics itself takes an unseeded sample of files with more than 50,000 rows. The ceiling is the holdout’s score as it is, not scaled to the candidate’s row count, since this is how SDMetrics would give it.',
        },
      ],
    };
  },
});

const noInterval = 'SDMetrics gives none; column-shapes and column-pair-trends have one';

/** The mean of what there is, as SDMetrics takes it. */
function overallOf(of: QualityReport, trends: 'trends' | 'allTrends'): number | null {
  const { mean } = of[trends];
  if (of.columnShapes === null) return mean;
  return mean === null ? of.columnShapes : (of.columnShapes + mean) / 2;
}
