import { categories, type ResultDocument } from '../../result/document.ts';
import { auditName, auditsOf } from './candidates.ts';
import { formatPercent } from './numbers.ts';
import { inline, type NameView, nameView, sentenceCase, words } from './text.ts';

export interface MethodView {
  readonly entries: readonly { readonly title: string; readonly text: string }[];
  readonly disclosed: readonly string[];
  readonly columns: readonly {
    readonly name: NameView;
    readonly type: string;
    readonly role: string;
    readonly source: string;
    readonly codes: string;
    readonly missing: string;
  }[];
  readonly audits: readonly {
    readonly id: string;
    readonly title: string;
    readonly category: string;
    readonly asks: string;
    readonly why: string;
    readonly measures: readonly { readonly title: string; readonly id: string; readonly formula: string }[];
    readonly sources: readonly string[];
    readonly evidence: readonly string[];
  }[];
}

export function methodView(result: ResultDocument): MethodView {
  return {
    entries: result.method.map(({ title, text }) => ({ title, text: inline(text, 4000) })),
    disclosed: result.disclosed,
    columns: result.columns.map((column) => ({
      name: nameView(column.name),
      type: [
        column.type,
        column.numeric ?? '',
        column.datetimeFormat === null ? '' : inline(column.datetimeFormat, 24),
      ]
        .filter((part) => part !== '')
        .join(', '),
      role: column.role,
      source: column.source,
      codes: ['empty cell', ...column.missingCodes.map((code) => `“${inline(code, 16)}”`)].join(', '),
      missing: formatPercent(column.missingShare),
    })),
    audits: [...categories].reverse().flatMap((category) =>
      auditsOf(result, category).map((audit) => ({
        id: audit.id,
        title: auditName(audit),
        category: sentenceCase(category),
        asks: audit.title,
        why: audit.why,
        measures: Object.entries(audit.measures).map(([id, { title, formula }]) => ({ id, title, formula })),
        sources: audit.sources,
        evidence: audit.evidence.map(words),
      })),
    ),
  };
}
