import { NotApplicable } from '../../artifacts/artifact.ts';
import { rowIdentities } from '../../artifacts/row-identities.ts';
import type { KnownEstimate } from '../../result/document.ts';
import { type DuplicateShare, duplicateShare } from '../../statistics/duplicate-share.ts';
import { wilsonInterval } from '../../statistics/wilson-interval.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { level, withInterval } from '../estimate.ts';

/** Are more of the candidate's rows equal to one another than of train's? */
export const duplicateRows = defineAudit({
  meta: {
    id: 'duplicate-rows',
    category: 'validity',
    title: 'Synthetic rows repeat one another no more than real rows do',
    failureTitle: 'Synthetic rows repeat one another',
    why: 'Repeated rows count one case several times, make models too sure of themselves, and show that the generator knows few cases. In coarse tables real rows repeat too: the ceiling says how often, at the same row count.',
    remedy:
      'Raise the sampling temperature or the number of distinct cases; do not oversample a small output.',
    evidence: ['validity', 'diversity'],
    measures: {
      'duplicate-share': {
        title: 'Rows that equal another row of the same file',
        unit: 'share',
        better: 'lower',
        formula:
          'share of rows equal to at least one other row over the compared columns, on average over random subsets of min(|S|, |T|) rows; {rows: all} over all of S',
        reference: null,
        counts: 'real-rows',
      },
    },
    sources: [
      'Hurlbert (1971). The nonconcept of species diversity. Ecology 52 (expectation over random subsets)',
      'Efron & Stein (1981). The jackknife estimate of variance. Ann. Statist. 9',
    ],
  },
  requires: { rowIdentities },
  measure({ rowIdentities }) {
    const { columns, train, synthetic, distinct } = rowIdentities;
    if (columns.length === 0) throw new NotApplicable('the candidate shares no compared column with train');
    const rows = Math.min(train.length, synthetic.length);
    if (rows < 2) throw new NotApplicable('train or the candidate has fewer than two rows');
    const ofSynthetic = timesSeen(synthetic, distinct);
    const candidate = duplicateShare(ofSynthetic, rows);
    const real = duplicateShare(timesSeen(train, distinct), rows);
    const measures = [
      measureOf({
        name: 'duplicate-share',
        estimate: present(candidate),
        ceiling: present(real),
      }),
      ...(synthetic.length > rows
        ? [
            measureOf({
              name: 'duplicate-share',
              labels: { rows: 'all' },
              estimate: present(duplicateShare(ofSynthetic)),
            }),
          ]
        : []),
    ];
    const apart = 2 * Math.hypot(candidate.standardError, real.standardError);
    const summary =
      candidate.value - real.value > apart
        ? `${percent(candidate.value)} of the candidate’s rows equal another of its rows, more than among as many training rows.`
        : 'The candidate’s rows repeat one another no more than training rows do, at the same row count.';
    const note = `Rows are compared over ${columns.length} columns as typed values, missing equals missing; identifiers and free text are left out.`;
    return { summary, measures, details: [{ kind: 'note' as const, text: note }] };
  },
});

/** A Wilson interval at the row count that has the jackknife's variance; rows repeat at least in pairs, so never all. */
function present({ value, standardError, rows }: DuplicateShare): KnownEstimate {
  const variance = standardError ** 2;
  const effective = variance > 0 ? Math.min(rows / 2, (value * (1 - value)) / variance) : rows / 4;
  const trials = Math.max(1, effective);
  return withInterval(
    value,
    rows,
    wilsonInterval(value * trials, trials, level),
    'Wilson score interval at the jackknife’s effective number of rows',
  );
}

function timesSeen(identities: Int32Array, distinct: number): Float64Array {
  const times = new Float64Array(distinct);
  for (const identity of identities) times[identity] = (times[identity] as number) + 1;
  return times;
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
