import { NotApplicable } from '../../artifacts/artifact.ts';
import { type ColumnCoverage, columnCoverages } from '../../artifacts/column-coverage.ts';
import type { Measure } from '../../result/document.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { unitRange, withInterval, withoutInterval, withStandardError } from '../estimate.ts';

/** Does the candidate reach all of train's range and categories? */
export const columnCoverage = defineAudit({
  meta: {
    id: 'column-coverage',
    category: 'fidelity',
    title: 'The range and the categories of the training data are reached',
    failureTitle: 'Parts of the range or categories of the training data are missing',
    why: 'Values that never occur in the candidate cannot be tested, trained on or shown; a distribution can look right while its ends are gone.',
    remedy:
      'Compare with the ceiling: rare categories and extremes are lost by any sample of this size. What is lost beyond that comes from clipping, from smoothing, or from too little training on rare values.',
    evidence: ['fidelity'],
    measures: {
      'range-coverage': {
        title: 'Range coverage',
        unit: 'share',
        better: 'higher',
        formula:
          'max(0, 1 − max(0, (min S − min T)/range T) − max(0, (max T − max S)/range T)), missing cells left out',
        reference: null,
        counts: 'none',
      },
      'category-coverage': {
        title: 'Category coverage',
        unit: 'share',
        better: 'higher',
        formula: 'categories of T that S has / categories of T, missing cells left out',
        reference: null,
        counts: 'none',
      },
    },
    sources: [
      'RangeCoverage and CategoryCoverage as in SDMetrics (DataCebo)',
      'Hurlbert (1971). The nonconcept of species diversity. Ecology 52(4), for what a sample of a given size would hold',
      'Good (1953). The population frequencies of species. Biometrika 40, where the holdout is smaller than the candidate',
      'Wilks (1962). Mathematical Statistics, sec. 8.7, for extremes of fresh values',
    ],
  },
  requires: { columnCoverages },
  measure({ columnCoverages: coverages }) {
    if (coverages.length === 0)
      throw new NotApplicable('no compared column varies in train and is filled in the candidate');
    const worst = coverages.reduce((least, coverage) => (lack(coverage) > lack(least) ? coverage : least));
    const whole = coverages.filter(({ share }) => share === 1).length;
    const summary =
      whole === coverages.length
        ? `All ${whole} columns reach the whole range or all categories of train.`
        : `${whole} of ${coverages.length} columns reach the whole range or all categories of train; least is reached in “${worst.name}”: ${(100 * worst.share).toFixed(1)} %.`;
    return {
      summary,
      measures: coverages.map(measureOfColumn),
      details: [
        {
          kind: 'note',
          text: 'The ceiling is the coverage expected of as many fresh real rows as the candidate has, with the range that 95 % of such samples reach. Of ranges it is predicted from the order of train’s and the holdout’s values; of categories it is the mean over all ways to draw so many holdout rows, or, where the holdout has fewer rows, predicted from how often train and holdout together met each category.',
        },
      ],
    };
  },
});

function measureOfColumn(coverage: ColumnCoverage): Measure {
  const { name, kind, share, standardError, fresh, naive, filled } = coverage;
  return measureOf({
    name: `${kind}-coverage`,
    subject: [name],
    estimate:
      standardError === null
        ? withoutInterval(share, filled, 'extremes have no interval without assumptions on the tails')
        : withStandardError(
            share,
            filled,
            standardError,
            'Poisson counts, from the categories met once (an upper bound)',
            unitRange,
          ),
    ceiling: fresh && withInterval(fresh.value, filled, fresh, 'prediction interval for as many fresh rows'),
    floor: naive === null ? null : withoutInterval(naive, filled, 'one naive candidate'),
  });
}

function lack({ share, fresh }: ColumnCoverage): number {
  return (fresh?.value ?? 1) - share;
}
