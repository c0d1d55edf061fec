import { candidateTable, runData } from '../../artifacts/artifact.ts';
import { leftOut } from '../../artifacts/real-rows.ts';
import type { Column, ColumnSchema, Table } from '../../datasets/table.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { exactly } from '../estimate.ts';

/** Does the candidate have train's columns, and can their cells be read as what train says they are? */
export const tableStructure = defineAudit({
  meta: {
    id: 'table-structure',
    category: 'validity',
    title: 'The candidate has the training data’s columns',
    failureTitle: 'The candidate’s columns differ from the training data’s',
    why: 'A missing or mistyped column breaks every program that was written for the real table, and takes the column out of all other audits.',
    remedy: 'Add what is missing, drop what is extra, and write cells as train writes them.',
    evidence: ['validity'],
    measures: {
      'table-structure': {
        title: 'Columns present with a compatible type',
        unit: 'share',
        better: 'higher',
        formula:
          'columns of train that the candidate has and whose filled cells can mostly be read, over the columns of train',
        reference: 1,
        counts: 'none',
      },
      'readable-share': {
        title: 'Cells readable under train’s schema',
        unit: 'share',
        better: 'higher',
        formula: '1 − unreadable cells / rows of the candidate',
        reference: 1,
        counts: 'none',
      },
    },
    sources: ['TableStructure of SDMetrics (DataCebo), with types judged by what train’s schema can read'],
  },
  requires: { runData, candidateTable },
  measure({ runData, candidateTable }) {
    const ignored = leftOut(runData.options);
    const columns = runData.schema.columns.filter(({ name }) => !ignored.has(name));
    const judged = columns.map((column) => judge(column, candidateTable));
    const sound = judged.filter(({ status }) => status === 'present').length;
    const faulty = judged.filter(({ status, unreadable }) => status !== 'present' || unreadable > 0);
    const extra = candidateTable.extraColumns;

    const measures = [
      measureOf({
        name: 'table-structure',
        estimate: exactly(sound / columns.length, columns.length),
      }),
      ...judged
        .filter(({ status }) => status !== 'missing')
        .map(({ name, unreadable }) =>
          measureOf({
            name: 'readable-share',
            subject: [name],
            estimate: exactly(1 - unreadable / Math.max(1, candidateTable.rowCount), candidateTable.rowCount),
          }),
        ),
    ];
    return {
      summary: summarize(judged, extra),
      measures,
      details: [
        {
          kind: 'table' as const,
          title: 'Columns that differ from train',
          columns: [
            { name: 'column', unit: null },
            { name: 'finding', unit: null },
            { name: 'unreadable cells', unit: 'rows' },
          ],
          rows: [
            ...faulty.map(({ name, status, unreadable }) => [name, statusText[status], unreadable]),
            ...extra.map((name) => [name, 'not in train', null]),
          ],
        },
      ],
    };
  },
});

type Status = 'present' | 'missing' | 'mistyped';

const statusText: Readonly<Record<Status, string>> = {
  present: 'some cells cannot be read as train’s type',
  missing: 'missing in the candidate',
  mistyped: 'most filled cells cannot be read as train’s type',
};

interface Judged {
  readonly name: string;
  readonly status: Status;
  readonly unreadable: number;
}

function judge(schema: ColumnSchema, table: Table): Judged {
  const column = table.columns.get(schema.name);
  if (!column) return { name: schema.name, status: 'missing', unreadable: 0 };
  const readable = filled(column);
  const mistyped = column.unreadable > readable;
  return { name: schema.name, status: mistyped ? 'mistyped' : 'present', unreadable: column.unreadable };
}

function filled(column: Column): number {
  let count = 0;
  if (column.type === 'number') {
    for (const value of column.values) if (!Number.isNaN(value)) count++;
    return count;
  }
  for (const code of column.codes) if (code >= 0) count++;
  return count;
}

function summarize(judged: readonly Judged[], extra: readonly string[]): string {
  const missing = judged.filter(({ status }) => status === 'missing').length;
  const mistyped = judged.filter(({ status }) => status === 'mistyped').length;
  const partly = judged.filter(({ status, unreadable }) => status === 'present' && unreadable > 0).length;
  const faults = [
    [missing, 'missing'],
    [mistyped, 'mistyped'],
    [partly, 'with some unreadable cells'],
    [extra.length, 'beyond train’s'],
  ] as const;
  const found = faults.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return found.length === 0
    ? `All ${judged.length} columns of train are there and readable.`
    : `Of train’s ${judged.length} columns: ${found.join(', ')}.`;
}
