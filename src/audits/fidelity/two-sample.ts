import { candidateDistances } from '../../artifacts/row-distances.ts';
import {
  candidateSampleDistances,
  referenceSampleDistances,
  samplePlan,
} from '../../artifacts/sample-distances.ts';
import type { SampleDistance, SampleDistances } from '../../statistics/energy-statistics.ts';
import { holm } from '../../statistics/holm.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { withStandardError } from '../estimate.ts';

/** Do the rows as a whole come from the distribution of train's rows? */
export const twoSample = defineAudit({
  meta: {
    id: 'two-sample',
    category: 'fidelity',
    title: 'Synthetic rows and real rows pass as draws from one distribution',
    failureTitle: 'Synthetic rows and real rows are draws from different distributions',
    why: 'These distances are zero only for equal joint distributions, whatever the difference is; they need no model and no choice of columns.',
    remedy:
      'They say that something differs, not what: column shapes, pair trends and the discriminator’s columns do.',
    evidence: ['fidelity'],
    measures: {
      'energy-distance': {
        title: 'Energy distance',
        unit: 'distance',
        better: 'lower',
        formula:
          '2 E √d(T, S) − E √d(T, T′) − E √d(S, S′), without bias, so it may be below 0; d: sum over columns of mid-rank differences and mismatches, whose root is a Euclidean distance (without the root, relations would not be seen)',
        reference: 0,
        counts: 'none',
      },
      mmd: {
        title: 'Squared maximum mean discrepancy',
        unit: 'distance',
        better: 'lower',
        formula:
          'E k(T, T′) + E k(S, S′) − 2 E k(T, S), without bias; k = exp(−d/m), m the median of d over all pairs of rows: a Gaussian kernel in the space where d is the squared distance',
        reference: 0,
        counts: 'none',
      },
    },
    sources: [
      'Székely & Rizzo (2013). Energy statistics: a class of statistics based on distances. J. Stat. Plan. Inference 143(8)',
      'Gretton, Borgwardt, Rasch, Schölkopf & Smola (2012). A kernel two-sample test. JMLR 13',
      'Phipson & Smyth (2010). Permutation p-values should never be zero. Stat. Appl. Genet. Mol. Biol. 9(1)',
    ],
  },
  requires: { candidateDistances, candidateSampleDistances, referenceSampleDistances },
  measure({ candidateDistances, candidateSampleDistances: found, referenceSampleDistances }) {
    const { holdout, naive } = referenceSampleDistances(candidateDistances.rows);
    const adjusted = holm([found.energy.pValue, found.discrepancy.pValue]);
    const one = (name: string, index: 0 | 1, pick: (of: SampleDistances) => SampleDistance) => {
      const present = (of: SampleDistances) =>
        withStandardError(pick(of).value, of.rows, pick(of).standardError, method);
      return measureOf({
        name,
        estimate: present(found),
        test: {
          pValue: pick(found).pValue,
          adjusted: adjusted[index] as number,
          family: 'Holm over 2 permutation tests',
        },
        ceiling: holdout && present(holdout),
        floor: present(naive),
      });
    };
    return {
      summary: `On ${found.rows} rows a side the energy distance to train is ${found.energy.value.toFixed(4)}${holdout ? ` (fresh rows: ${holdout.energy.value.toFixed(4)})` : ''}; a permutation test ${found.energy.pValue < 0.05 ? 'tells them apart' : 'does not tell them apart'} (p = ${found.energy.pValue.toFixed(3)}).`,
      measures: [
        one('energy-distance', 0, ({ energy }) => energy),
        one('mmd', 1, ({ discrepancy }) => discrepancy),
      ],
      details: [
        {
          kind: 'note',
          text: `Measured on ${found.rows} random rows of every dataset (at most ${samplePlan.mostRows}: all pairs of rows are read) with ${samplePlan.permutations} permutations. With more rows any difference becomes significant; read the size of the distance against its ceiling first. A candidate that repeats rows of train can be nearer than fresh rows are.`,
        },
      ],
    };
  },
});

const method = 'linear part of the U-statistic and spread under relabelling';
