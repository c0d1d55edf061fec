import { NotApplicable } from '../../artifacts/artifact.ts';
import {
  candidateQueryErrors,
  type QueryError,
  type QueryErrors,
  queryPlan,
  referenceQueryErrors,
  type WorkloadErrors,
} from '../../artifacts/query-errors.ts';
import type { KnownEstimate, Measure } from '../../result/document.ts';
import { noiseScaling } from '../../statistics/noise-scaling.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { withStandardError } from '../estimate.ts';

/** How wrong are the answers to questions that an analyst would ask? */
export const queryWorkload = defineAudit({
  meta: {
    id: 'query-workload',
    category: 'fidelity',
    title: 'Counts and means under conditions are answered as by the training data',
    failureTitle: 'Counts and means under conditions are answered differently than by the training data',
    why: 'This is how an analyst would notice: “how many, and what on average, among those who …” is what synthetic data is asked for, and errors are in percent.',
    remedy:
      'A high 95th percentile with a low median means that some subgroups are badly off: see the least accurate marginals for the columns.',
    evidence: ['fidelity'],
    measures: {
      'count-query-error': {
        title: 'Relative error of conditional counts',
        unit: 'share',
        better: 'lower',
        formula:
          'median or 95th percentile {quantile} over queries of |p_S − p_T| / p_T, p the share of rows that meet one to three conditions',
        reference: null,
        counts: 'none',
      },
      'mean-query-error': {
        title: 'Error of conditional means in standard deviations',
        unit: 'difference',
        better: 'lower',
        formula:
          'median or 95th percentile {quantile} over queries of |mean_S − mean_T| / sd(T) of a column among the rows that meet the conditions; 1 where no row of S does',
        reference: null,
        counts: 'none',
      },
    },
    sources: [
      'Karr, Kohnen, Oganian, Reiter & Sanil (2006). A framework for evaluating the utility of data altered to protect confidentiality. Am. Stat. 60(3)',
      'Hardt, Ligett & McSherry (2012). A simple and practical algorithm for differentially private data release. NeurIPS 25, for workloads of conjunctions',
    ],
  },
  requires: { candidateQueryErrors, referenceQueryErrors },
  measure({ candidateQueryErrors: found, referenceQueryErrors: { holdout, naive } }) {
    if (!found.count)
      throw new NotApplicable('no condition on shared columns is met by enough rows of train');
    const sides: Sides = { found, holdout, naive };
    const measures = [
      measureFrom(
        'count-query-error',
        '0.5',
        sides,
        ({ count }) => count,
        ({ median }) => median,
      ),
      measureFrom(
        'count-query-error',
        '0.95',
        sides,
        ({ count }) => count,
        ({ high }) => high,
      ),
      measureFrom(
        'mean-query-error',
        '0.5',
        sides,
        ({ mean }) => mean,
        ({ median }) => median,
      ),
      measureFrom(
        'mean-query-error',
        '0.95',
        sides,
        ({ mean }) => mean,
        ({ high }) => high,
      ),
    ].filter((measure) => measure !== null);
    const percent = (error: QueryError) => `${(100 * error.value).toFixed(1)} %`;
    return {
      summary: `Over ${found.count.queries} counts under conditions the median relative error is ${percent(found.count.median)}; one in twenty is off by ${percent(found.count.high)} or more.`,
      measures,
      details: [
        {
          kind: 'note',
          text: `${found.count.queries} queries of one to ${queryPlan.mostConditions} conditions on cells (of numbers) or categories that a random row of train meets, each met by at least ${100 * queryPlan.leastShare} % and ${queryPlan.leastRows} rows of train; ${found.realRows} and ${found.otherRows} rows were read. The holdout answers the same queries.`,
        },
      ],
    };
  },
});

interface Sides {
  readonly found: WorkloadErrors;
  readonly holdout: WorkloadErrors | null;
  readonly naive: WorkloadErrors;
}

function measureFrom(
  name: string,
  quantile: string,
  { found, holdout, naive }: Sides,
  kind: (of: WorkloadErrors) => QueryErrors | null,
  pick: (of: QueryErrors) => QueryError,
): Measure | null {
  const present = (of: WorkloadErrors | null, factor: number): KnownEstimate | null => {
    const errors = of && kind(of);
    if (!errors) return null;
    const { value, standardError } = pick(errors);
    return withStandardError(
      value * factor,
      found.otherRows,
      standardError * factor,
      factor === 1 ? method : `${method}; the holdout’s noise scaled to the candidate’s row count`,
      { low: 0, high: Number.POSITIVE_INFINITY },
    );
  };
  const estimate = present(found, 1);
  if (!estimate) return null;
  return measureOf({
    name,
    labels: { quantile },
    estimate,
    ceiling: present(
      holdout,
      holdout ? noiseScaling(holdout.realRows, holdout.otherRows, found.otherRows) : 1,
    ),
    floor: present(naive, 1),
  });
}

const method = `standard deviation over ${queryPlan.replicates} resamples of ${queryPlan.blocks} blocks of rows of both files`;
