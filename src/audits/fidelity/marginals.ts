import { NotApplicable } from '../../artifacts/artifact.ts';
import { coarseCells, levelsKept } from '../../artifacts/marginal-cells.ts';
import {
  candidateMarginals,
  type MarginalOrder,
  type Marginals,
  referenceMarginals,
} from '../../artifacts/marginals.ts';
import { pairedReplicates } from '../../artifacts/shared-resamples.ts';
import type { Detail, KnownEstimate, Measure } from '../../result/document.ts';
import { noiseScaling, scaleDistance } from '../../statistics/noise-scaling.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { withStandardError } from '../estimate.ts';
import { scoreReplicates } from '../replicates.ts';

const names = { 1: 'univariate-accuracy', 2: 'bivariate-accuracy', 3: 'trivariate-accuracy' } as const;

const cellsText = `ten cells of equal frequency in train for numbers and dates, the ${levelsKept} most frequent categories and one cell for all others, missing is a cell`;

const coarseText = `joined to ${coarseCells} cells of equal frequency or the ${coarseCells} most frequent categories, one cell for all others, and missing`;

/** Do tables over one, two and three columns have the same shares as in train? */
export const marginals = defineAudit({
  meta: {
    id: 'marginals',
    category: 'fidelity',
    title: 'Tables over one, two and three columns show the same shares as the training data',
    failureTitle: 'Tables over one, two or three columns show other shares than the training data',
    why: 'Cross tables are what most published statistics are made of; a candidate that is right on single columns and wrong on triples misleads as soon as anyone looks at a subgroup.',
    remedy:
      'Look at the marginals listed worst first: a column that is in most of them is wrong itself; where single columns are right and pairs are not, relations are lost.',
    evidence: ['fidelity'],
    measures: {
      'univariate-accuracy': {
        title: 'Accuracy of single columns',
        unit: 'score',
        better: 'higher',
        formula: `mean over columns of 1 − ½ Σ |p_T − p_S| over cells: ${cellsText}`,
        reference: null,
        counts: 'none',
      },
      'bivariate-accuracy': {
        title: 'Accuracy of pairs',
        unit: 'score',
        better: 'higher',
        formula: 'mean over pairs of columns of 1 − ½ Σ |p_T − p_S| over joint cells',
        reference: null,
        counts: 'none',
      },
      'trivariate-accuracy': {
        title: 'Accuracy of triples',
        unit: 'score',
        better: 'higher',
        formula: `mean over triples of columns of 1 − ½ Σ |p_T − p_S| over joint cells, ${coarseText}`,
        reference: null,
        counts: 'none',
      },
      'k-marginal-score': {
        title: 'k-marginal score, three columns',
        unit: 'number',
        better: 'higher',
        formula: '1000 · trivariate-accuracy, from 0 to 1000',
        reference: null,
        counts: 'none',
      },
    },
    sources: [
      'Platzer & Reutterer (2021). Holdout-based empirical assessment of mixed-type synthetic data. Front. Big Data 4, for accuracies of one to three columns, and five cells of a column in tables over three',
      'NIST SDNist: k-marginal metric. NIST’s own reports use feature bins of their own and, by default, pairs',
    ],
  },
  requires: { candidateMarginals, referenceMarginals, pairedReplicates },
  measure({ candidateMarginals: found, referenceMarginals: references, pairedReplicates }) {
    if (found.orders.length === 0)
      throw new NotApplicable('there is no shared column with rows on both sides');
    const measures = found.orders.flatMap((order) => {
      const own: Sides = {
        order,
        found,
        holdout: referenceOf(references.holdout, order),
        naive: referenceOf(references.naive, order),
      };
      const replicates = order.order === 2 ? scoreReplicates(pairedReplicates, 'bivariate', order) : null;
      const accuracy = { ...measureFrom(names[order.order], 1, own), replicates };
      return order.order === 3 ? [accuracy, measureFrom('k-marginal-score', 1000, own)] : [accuracy];
    });
    const text = found.orders.map(({ order, mean }) => `${names[order]} ${(1 - mean).toFixed(3)}`);
    return {
      summary: `Shares in tables agree with train as follows: ${text.join(', ')}.`,
      measures,
      details: [...found.orders.map((order) => worstOf(order, references.holdout)), noteOf(found)],
    };
  },
});

interface Reference {
  readonly order: MarginalOrder;
  readonly rows: Marginals;
}

interface Sides {
  readonly order: MarginalOrder;
  readonly found: Marginals;
  readonly holdout: Reference | null;
  readonly naive: Reference | null;
}

function referenceOf(rows: Marginals | null, { order }: MarginalOrder): Reference | null {
  const match = rows?.orders.find((of) => of.order === order);
  return rows && match ? { order: match, rows } : null;
}

const linearized = 'linearization: both files resampled, at these row counts';
const scaled = 'train against holdout, its sampling noise scaled to the candidate’s row count';

function measureFrom(name: string, full: number, { order, found, holdout, naive }: Sides): Measure {
  const present = (distance: number, error: number, method: string): KnownEstimate =>
    withStandardError(full * (1 - distance), found.otherRows, full * error, method, { low: 0, high: full });
  const scaling = holdout ? noiseScaling(holdout.rows.realRows, holdout.rows.otherRows, found.otherRows) : 1;
  const ceiling = holdout && meanOver(order, holdout.order);
  const floor = naive && meanOver(order, naive.order);
  return measureOf({
    name,
    estimate: present(order.mean, order.standardError, linearized),
    ceiling:
      holdout && ceiling !== null
        ? present(scaleDistance(ceiling, scaling), holdout.order.standardError * scaling, scaled)
        : null,
    floor: naive && floor !== null ? present(floor, naive.order.standardError, linearized) : null,
  });
}

/** Over the marginals that the candidate has too; of sampled ones, those in both samples, or all where none are. */
function meanOver(own: MarginalOrder, reference: MarginalOrder): number | null {
  const wanted = new Set(own.distances.map(({ columns }) => JSON.stringify(columns)));
  const shared = reference.distances.filter(({ columns }) => wanted.has(JSON.stringify(columns)));
  if (shared.length === 0) return reference.distances.length === 0 ? null : reference.mean;
  return shared.reduce((sum, { distance }) => sum + distance, 0) / shared.length;
}

const mostListed = 15;

function worstOf(order: MarginalOrder, holdout: Marginals | null): Detail {
  const reference = holdout?.orders.find((of) => of.order === order.order);
  const fresh = new Map(
    reference?.distances.map(({ columns, distance }) => [JSON.stringify(columns), distance]),
  );
  const worst = [...order.distances].sort((a, b) => b.distance - a.distance).slice(0, mostListed);
  return {
    kind: 'table',
    title: `Least accurate tables over ${['', 'one column', 'two columns', 'three columns'][order.order]}`,
    columns: [
      { name: 'columns', unit: null },
      { name: 'accuracy', unit: 'score' },
      { name: 'accuracy of the holdout', unit: 'score' },
    ],
    rows: worst.map(({ columns, distance }) => {
      const reached = fresh.get(JSON.stringify(columns));
      return [
        columns.map((column) => `“${column}”`).join(' × '),
        Number((1 - distance).toFixed(4)),
        reached === undefined ? null : Number((1 - reached).toFixed(4)),
      ];
    }),
  };
}

function noteOf({ orders }: Marginals): Detail {
  const compared = orders.map(({ order, all, distances }) =>
    distances.length === all
      ? `all ${all} tables over ${order}`
      : `a seeded random sample of ${distances.length} of ${all} tables over ${order}`,
  );
  return {
    kind: 'note',
    text: `Compared: ${compared.join(', ')} column(s). Cells: ${cellsText}; over three columns ${coarseText}. The interval is that of the rows; which tables were sampled is the same for candidate, holdout and naive candidate.`,
  };
}
