import { NotApplicable } from '../../artifacts/artifact.ts';
import { candidateRows } from '../../artifacts/candidate-rows.ts';
import { naiveRows } from '../../artifacts/naive-rows.ts';
import { realRows } from '../../artifacts/real-rows.ts';
import type { Cells, Rows } from '../../artifacts/rows.ts';
import type { KnownEstimate, Measure } from '../../result/document.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { shareOf } from '../estimate.ts';

/** Do the candidate's numbers and dates stay within what train spans? */
export const boundaryAdherence = defineAudit({
  meta: {
    id: 'boundary-adherence',
    category: 'validity',
    title: 'Numbers and dates stay within the range of the training data',
    failureTitle: 'Numbers or dates lie outside the range of the training data',
    why: 'Values beyond anything real (a negative age, a date before the register began) break programs and trust; fresh real data goes beyond train’s range too, but rarely: the ceiling says how often.',
    remedy: 'Clip or model bounded columns as bounded; check units and date formats.',
    evidence: ['validity'],
    measures: {
      'boundary-adherence': {
        title: 'Cells within train’s range',
        unit: 'share',
        better: 'higher',
        formula: 'share of the candidate’s filled cells that lie in [min T, max T]',
        reference: null,
        counts: 'none',
      },
    },
    sources: ['BoundaryAdherence of SDMetrics (DataCebo); missing cells are left to `missingness`'],
  },
  requires: { realRows, candidateRows, naiveRows },
  measure({ realRows, candidateRows, naiveRows }) {
    const measures: Measure[] = [];
    for (const [name, train] of realRows.train.columns) {
      const range = rangeOf(train);
      if (!range || train.schema.kind === 'identifier') continue;
      const estimate = shareWithin(candidateRows, name, range);
      if (!estimate) continue;
      measures.push(
        measureOf({
          name: 'boundary-adherence',
          subject: [name],
          estimate,
          ceiling: realRows.holdout && shareWithin(realRows.holdout, name, range),
          floor: shareWithin(naiveRows, name, range),
        }),
      );
    }
    if (measures.length === 0) {
      throw new NotApplicable(
        'no column of numbers or dates has filled cells in both train and the candidate',
      );
    }
    const outside = measures.filter(({ estimate }) => (estimate.value ?? 1) < 1).length;
    const summary =
      outside === 0
        ? `All ${measures.length} columns of numbers and dates stay within train’s range.`
        : `${outside} of ${measures.length} columns of numbers and dates hold values outside train’s range.`;
    return { summary, measures, details: [] };
  },
});

interface Range {
  readonly low: number;
  readonly high: number;
}

function rangeOf(cells: Cells): Range | null {
  if (cells.type !== 'number') return null;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of cells.values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? { low, high } : null;
}

function shareWithin(rows: Rows, name: string, { low, high }: Range): KnownEstimate | null {
  const cells = rows.columns.get(name);
  if (cells?.type !== 'number') return null;
  let within = 0;
  let filled = 0;
  for (const value of cells.values) {
    if (Number.isNaN(value)) continue;
    filled++;
    if (value >= low && value <= high) within++;
  }
  return filled === 0 ? null : shareOf(within, filled);
}
