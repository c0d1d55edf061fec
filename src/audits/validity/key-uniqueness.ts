import { NotApplicable, runData } from '../../artifacts/artifact.ts';
import { candidateRows } from '../../artifacts/candidate-rows.ts';
import { realRows } from '../../artifacts/real-rows.ts';
import type { Cells } from '../../artifacts/rows.ts';
import type { Measure } from '../../result/document.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { exactly } from '../estimate.ts';

/** Does every synthetic row have a key of its own? */
export const keyUniqueness = defineAudit({
  meta: {
    id: 'key-uniqueness',
    category: 'validity',
    title: 'Keys are present and unique',
    failureTitle: 'Keys are missing or repeated',
    why: 'A key that is missing or stands on two rows breaks joins, counts rows twice and is refused by a database.',
    remedy: 'Generate keys apart from the model, as running numbers or random identifiers.',
    evidence: ['validity'],
    measures: {
      'key-uniqueness': {
        title: 'Rows with a key of their own',
        unit: 'share',
        better: 'higher',
        formula: 'share of the candidate’s rows whose key is filled and stands on no other row',
        reference: 1,
        counts: 'none',
      },
      'missing-key-share': {
        title: 'Rows without a key',
        unit: 'share',
        better: 'lower',
        formula: 'share of the candidate’s rows whose key is missing',
        reference: 0,
        counts: 'none',
      },
    },
    sources: ['KeyUniqueness of SDMetrics (DataCebo), which counts the first of equal keys as unique'],
  },
  requires: { runData, realRows, candidateRows },
  measure({ runData, realRows, candidateRows }) {
    const keys = [...realRows.train.columns]
      .filter(([name, cells]) => isKey(cells, name === runData.schema.primaryKey))
      .map(([name]) => name);
    if (keys.length === 0) {
      throw new NotApplicable(
        'the metadata name no primary key, and no identifier column is unique in train',
      );
    }
    const present = keys.filter((name) => candidateRows.columns.has(name));
    if (present.length === 0) throw new NotApplicable('the candidate has no key column of train’s');

    const measures: Measure[] = [];
    let faulty = 0;
    for (const name of present) {
      const { unique, missing, rows } = countKeys(candidateRows.columns.get(name) as Cells);
      if (rows === 0) throw new NotApplicable('the candidate has no rows');
      const train = countKeys(realRows.train.columns.get(name) as Cells);
      if (unique < rows) faulty++;
      measures.push(
        measureOf({
          name: 'key-uniqueness',
          subject: [name],
          estimate: exactly(unique / rows, rows),
          ceiling: exactly(train.unique / train.rows, train.rows),
        }),
        measureOf({
          name: 'missing-key-share',
          subject: [name],
          estimate: exactly(missing / rows, rows),
        }),
      );
    }
    const summary =
      faulty === 0
        ? `Every row has a key of its own, in all ${present.length} key columns.`
        : `In ${faulty} of ${present.length} key columns some rows have no key of their own.`;
    return { summary, measures, details: [] };
  },
});

/** The primary key, or an identifier column whose filled cells are all different in train. */
function isKey(cells: Cells, isPrimary: boolean): boolean {
  const { unique, missing, rows } = countKeys(cells);
  if (isPrimary) return rows > 0;
  return cells.schema.kind === 'identifier' && unique > 0 && unique + missing === rows;
}

function countKeys(cells: Cells): { unique: number; missing: number; rows: number } {
  const values = cells.type === 'number' ? cells.values : cells.codes;
  const times = new Map<number, number>();
  let missing = 0;
  for (const value of values) {
    if (Number.isNaN(value) || (cells.type === 'coded' && value < 0)) missing++;
    else times.set(value, (times.get(value) ?? 0) + 1);
  }
  let unique = 0;
  for (const count of times.values()) if (count === 1) unique++;
  return { unique, missing, rows: values.length };
}
