import { NotApplicable } from '../../artifacts/artifact.ts';
import { candidateRows } from '../../artifacts/candidate-rows.ts';
import { type ColumnFormats, columnFormats, countFollowing } from '../../artifacts/column-formats.ts';
import { naiveRows } from '../../artifacts/naive-rows.ts';
import { realRows } from '../../artifacts/real-rows.ts';
import type { Rows } from '../../artifacts/rows.ts';
import type { Detail, KnownEstimate, Measure } from '../../result/document.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { shareOf } from '../estimate.ts';

/** Are codes, identifiers and addresses written as train writes them? */
export const formatAdherence = defineAudit({
  meta: {
    id: 'format-adherence',
    category: 'validity',
    title: 'Codes and texts are written in the training data’s formats',
    failureTitle: 'Codes or texts are not written in the training data’s formats',
    why: 'A code with a digit too few or an e-mail address without its @ is refused by forms, look-ups and checks that accept every real one.',
    remedy: 'Generate such columns from their pattern, apart from the model.',
    evidence: ['validity'],
    measures: {
      'format-adherence': {
        title: 'Cells written in one of train’s formats',
        unit: 'share',
        better: 'higher',
        formula:
          'share of S’s filled cells that follow the metadata’s pattern, else a known format (e-mail, IBAN, UUID, web address, phone) that 99 % of T follow, else one of up to 20 shapes of character classes that cover 99 % of T',
        reference: null,
        counts: 'none',
      },
    },
    sources: [
      'RegexFormatAdherence of SDMetrics (DataCebo)',
      'ISO 13616 (IBAN check digits); ITU-T E.164 (length of phone numbers)',
    ],
  },
  requires: { realRows, candidateRows, naiveRows, columnFormats },
  measure({ realRows, candidateRows, naiveRows, columnFormats: { columns, unreadable } }) {
    const measures: Measure[] = [];
    const judged: ColumnFormats[] = [];
    for (const column of columns) {
      const estimate = shareFollowing(candidateRows, column);
      if (!estimate) continue;
      judged.push(column);
      measures.push(
        measureOf({
          name: 'format-adherence',
          subject: [column.column],
          labels: { format: column.source },
          estimate,
          ceiling: realRows.holdout && shareFollowing(realRows.holdout, column),
          floor: shareFollowing(naiveRows, column),
        }),
      );
    }
    if (measures.length === 0) {
      throw new NotApplicable('no column of codes or texts follows a format in train that could be learnt');
    }
    const faulty = measures.filter(({ estimate }) => (estimate.value ?? 1) < 1).length;
    const summary =
      faulty === 0
        ? `All ${measures.length} formatted columns are written as in train.`
        : `${faulty} of ${measures.length} formatted columns hold cells that are not written as in train.`;
    return { summary, measures, details: [tableOf(judged), ...notesOn(unreadable)] };
  },
});

/** A format that fewer real rows follow is counted, not shown. */
const fewestShown = 11;

function shareFollowing(rows: Rows, column: ColumnFormats): KnownEstimate | null {
  const { following, filled } = countFollowing(rows, column);
  return filled === 0 ? null : shareOf(following, filled);
}

function tableOf(columns: readonly ColumnFormats[]): Detail {
  return {
    kind: 'table',
    title: 'Formats (A an upper-case letter, a another letter, 9 a digit)',
    columns: [
      { name: 'column', unit: null },
      { name: 'formats', unit: null },
      { name: 'further ones that few rows have', unit: null },
    ],
    rows: columns.map(({ column, formats }) => {
      const shown = formats.filter(({ rows }) => rows >= fewestShown).map(({ name }) => name);
      return [column, shown.join('   '), formats.length - shown.length];
    }),
  };
}

function notesOn(unreadable: readonly string[]): Detail[] {
  if (unreadable.length === 0) return [];
  const names = unreadable.map((name) => `“${name}”`).join(', ');
  return [
    {
      kind: 'note',
      text: `The metadata’s pattern of ${names} cannot be evaluated here: it is no regular expression of this dialect, or its time could grow without bound. Formats were learnt from train instead.`,
    },
  ];
}
