import { categories, type ResultDocument } from '../../result/document.ts';
import { auditName, auditsOf, type CandidateView } from './candidates.ts';
import { estimateView } from './estimates.ts';
import { measureGroups } from './measures.ts';
import { sentenceCase } from './text.ts';

/** Table-level measures of all candidates beside each other; states no winner. */
export interface ComparisonView {
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
  return blocks.length === 0 ? null : { candidates, span: candidates.length + 1, blocks };
}

const directions = {
  higher: 'higher is better',
  lower: 'lower is better',
  'nearer-reference': 'nearer the reference is better',
  none: '',
} as const;
