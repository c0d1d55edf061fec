import { categories, type ResultDocument } from '../../result/document.ts';
import { auditName, auditsOf, type CandidateView } from './candidates.ts';
import {
  type ComparedRow,
  comparedRows,
  decisionTable,
  differenceTable,
  planeFigures,
} from './compared-tables.ts';
import { comparisonSentences, decisionSentences, viewsOf } from './comparison-sentences.ts';
import { estimateView } from './estimates.ts';
import { measureGroups } from './measures.ts';
import type { DataTable, FigureView } from './tables.ts';
import { sentenceCase } from './text.ts';

/** Candidates beside each other: what tells them apart, then all measures of whole tables; states no winner. */
export interface ComparisonView {
  /** Who can be told apart, by what; who is on the front; ranks where weights were given. */
  readonly sentences: readonly string[];
  readonly compared: readonly ComparedRow[];
  readonly planes: readonly FigureView[];
  readonly decision: DataTable | null;
  readonly differences: DataTable | null;
  readonly candidates: readonly CandidateView[];
  /** All columns of the table. */
  readonly span: number;
  readonly blocks: readonly {
    readonly title: string;
    readonly rows: readonly {
      readonly title: string;
      readonly detail: string;
      readonly cells: readonly { readonly text: string; readonly note: string }[];
    }[];
  }[];
}

/** Null where there is only one candidate. */
export function comparisonView(
  result: ResultDocument,
  candidates: readonly CandidateView[],
): ComparisonView | null {
  if (candidates.length < 2) return null;
  const blocks = [...categories].reverse().flatMap((category) =>
    auditsOf(result, category).flatMap((audit) => {
      const rows = measureGroups(result, audit, candidates, 'table').map((group) => ({
        title: group.title,
        detail: [group.detail, directions[group.meta.better]].filter((part) => part !== '').join('; '),
        cells: candidates.map((candidate) => {
          const entry = group.entries.find((other) => other.candidate.id === candidate.id);
          if (entry === undefined) return { text: '–', note: '' };
          const view = estimateView(entry.measure.estimate, group.meta.unit);
          return { text: view.text, note: view.interval ?? '' };
        }),
      }));
      return rows.length === 0 ? [] : [{ title: `${sentenceCase(category)}: ${auditName(audit)}`, rows }];
    }),
  );
  if (blocks.length === 0) return null;
  const { comparison } = result;
  const views = viewsOf(result);
  return {
    sentences: [...comparisonSentences(result), ...decisionSentences(result)],
    compared: comparison === null ? [] : comparedRows(result, comparison, candidates, views),
    planes: comparison === null ? [] : planeFigures(result, comparison, candidates),
    decision: comparison && decisionTable(comparison, views),
    differences: comparison && differenceTable(result, comparison, views),
    candidates,
    span: candidates.length + 1,
    blocks,
  };
}

const directions = {
  higher: 'higher is better',
  lower: 'lower is better',
  'nearer-reference': 'nearer the reference is better',
  none: '',
} as const;
