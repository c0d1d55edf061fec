import { NotApplicable } from '../../artifacts/artifact.ts';
import { candidateRows } from '../../artifacts/candidate-rows.ts';
import { naiveRows } from '../../artifacts/naive-rows.ts';
import { realRows } from '../../artifacts/real-rows.ts';
import { type Cells, isCompared, type Rows } from '../../artifacts/rows.ts';
import type { KnownEstimate, Measure } from '../../result/document.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { shareOf } from '../estimate.ts';

/** Are the candidate's categories ones that train has? */
export const categoryAdherence = defineAudit({
  meta: {
    id: 'category-adherence',
    category: 'validity',
    title: 'Categories are ones that the training data has',
    failureTitle: 'Categories occur that the training data does not have',
    why: 'An invented category (a misspelling, a code that does not exist) breaks joins and look-ups. Fresh real data brings new rare categories too: the ceiling says how often.',
    remedy: 'Check spelling, case and encoding first; then sample categories from those seen in training.',
    evidence: ['validity'],
    measures: {
      'category-adherence': {
        title: 'Cells whose category exists in train',
        unit: 'share',
        better: 'higher',
        formula: 'share of the candidate’s filled cells whose category occurs in train',
        reference: null,
        counts: 'none',
      },
    },
    sources: ['CategoryAdherence of SDMetrics (DataCebo); missing cells are left to `missingness`'],
  },
  requires: { realRows, candidateRows, naiveRows },
  measure({ realRows, candidateRows, naiveRows }) {
    const measures: Measure[] = [];
    for (const [name, train] of realRows.train.columns) {
      if (!isCompared(train.schema)) continue;
      const known = knownCodes(train);
      if (!known) continue;
      const estimate = shareKnown(candidateRows, name, known);
      if (!estimate) continue;
      measures.push(
        measureOf({
          name: 'category-adherence',
          subject: [name],
          estimate,
          ceiling: realRows.holdout && shareKnown(realRows.holdout, name, known),
          floor: shareKnown(naiveRows, name, known),
        }),
      );
    }
    if (measures.length === 0) {
      throw new NotApplicable('no categorical column has filled cells in both train and the candidate');
    }
    const inventive = measures.filter(({ estimate }) => (estimate.value ?? 1) < 1).length;
    const summary =
      inventive === 0
        ? `All ${measures.length} categorical columns use train’s categories only.`
        : `${inventive} of ${measures.length} categorical columns hold categories that train does not have.`;
    return { summary, measures, details: [] };
  },
});

function knownCodes(cells: Cells): ReadonlySet<number> | null {
  if (cells.type !== 'coded') return null;
  const known = new Set(cells.codes);
  known.delete(-1);
  return known.size > 0 ? known : null;
}

function shareKnown(rows: Rows, name: string, known: ReadonlySet<number>): KnownEstimate | null {
  const cells = rows.columns.get(name);
  if (cells?.type !== 'coded') return null;
  let filled = 0;
  let found = 0;
  for (const code of cells.codes) {
    if (code < 0) continue;
    filled++;
    if (known.has(code)) found++;
  }
  return filled === 0 ? null : shareOf(found, filled);
}
