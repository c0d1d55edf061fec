import type { AuditMeta, Detail, ResultDocument } from '../../result/document.ts';
import { auditName, type CandidateView, insufficientAudits, outcomeOf } from './candidates.ts';
import { type ColumnEntry, columnPanels, type PanelView } from './column-figures.ts';
import { curveFigures, onlyAttack } from './curve-figures.ts';
import { estimateView, intervalHead } from './estimates.ts';
import { forestFigures } from './forest-figures.ts';
import { matrixFigures } from './matrix-figures.ts';
import { type MeasureTable, measureTable } from './measure-tables.ts';
import { measureGroups, measuresOf, metaOf, shortfallOf } from './measures.ts';
import { compact } from './numbers.ts';
import { type SubjectTable, subjectTable } from './subject-tables.ts';
import type { DataTable, FigureView } from './tables.ts';
import { asSentence, inline, nameView, sentenceCase } from './text.ts';

/** One audit as the page shows it: what was observed per candidate, its measures, its evidence. */
export interface AuditView {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly insufficient: boolean;
  readonly observations: readonly {
    candidate: CandidateView;
    text: string;
    state: string;
    measured: boolean;
  }[];
  readonly measures: MeasureTable | null;
  readonly figures: readonly FigureView[];
  readonly panels: readonly PanelView[];
  readonly panelNote: string;
  readonly subjects: readonly SubjectTable[];
  /** Each text once, with the candidates it is about; none named where it is all of them. */
  readonly notes: readonly { candidates: readonly CandidateView[]; text: string }[];
  readonly facts: readonly { candidate: CandidateView; table: DataTable }[];
  /** Why values or intervals are missing, each reason once. */
  readonly reasons: readonly string[];
}

export function auditView(
  result: ResultDocument,
  audit: AuditMeta,
  candidates: readonly CandidateView[],
): AuditView {
  const details = candidates.flatMap((candidate) => {
    const outcome = outcomeOf(result, candidate, audit.id);
    return outcome?.status === 'measured' ? outcome.details.map((detail) => ({ candidate, detail })) : [];
  });
  const columns = columnPanels(columnEntries(result, audit, details), audit);
  const drawn = furthestOff(result, audit, candidates);
  const ofDrawn = details.filter(({ candidate }) => drawn.includes(candidate));
  return {
    id: audit.id,
    title: auditName(audit),
    why: audit.why,
    insufficient: insufficientAudits.includes(audit.id),
    observations: candidates.map((candidate) => observation(result, audit, candidate)),
    measures: measureTable(
      measureGroups(result, audit, candidates, 'table'),
      intervalHead(result),
      audit.category,
    ),
    figures: [
      ...curveFigures(ofDrawn.filter(isKind('curves')), audit.category),
      ...forestFigures(ofDrawn.filter(isKind('forest-plot'))),
      ...matrixFigures(ofDrawn.filter(isKind('matrix')), audit),
    ],
    panels: columns.panels,
    panelNote: panelNote(columns, candidates),
    subjects: measureGroups(result, audit, candidates, 'subjects').map((group) =>
      subjectTable(group, candidates, audit),
    ),
    notes: [
      ...notesOf(details.filter(isKind('note')), candidates),
      ...(ofDrawn.length < details.length ? [{ text: undrawnNote(ofDrawn, details), candidates: [] }] : []),
    ].filter(({ text }) => text !== ''),
    facts: ofDrawn
      .filter(isKind('table'))
      .filter(({ detail }) => detail.rows.length > 0)
      .map(({ candidate, detail }) => ({ candidate, table: factTable(detail) })),
    reasons: reasonsOf(result, audit, candidates),
  };
}

/**
 * The evidence that a finding shows: the first drawings of the audit for the candidates concerned. Of several
 * attacks' curves those of `attack` are drawn.
 */
export function findingEvidence(
  result: ResultDocument,
  audit: AuditMeta,
  concerned: readonly CandidateView[],
  all: readonly CandidateView[],
  attack: string | null,
): { figure: FigureView | null; panels: readonly PanelView[] } {
  const detailsOf = (list: readonly CandidateView[]) =>
    list.flatMap((candidate) => {
      const outcome = outcomeOf(result, candidate, audit.id);
      return outcome?.status === 'measured' ? outcome.details.map((detail) => ({ candidate, detail })) : [];
    });
  // ROC curves are read against each other; everything else is shown for the worst candidate.
  const others = all.filter(({ id }) => !concerned.some((candidate) => candidate.id === id));
  const shown = new Set([...concerned, ...others].slice(0, 6).map(({ id }) => id));
  const roc = detailsOf(all.filter(({ id }) => shown.has(id)))
    .filter(isKind('curves'))
    .filter(({ detail }) => detail.role === 'roc')
    .map((entry) => ({ ...entry, detail: onlyAttack(entry.detail, attack) }));
  const worst = detailsOf(concerned.slice(0, 1));
  const figures = [
    ...curveFigures(roc, audit.category),
    ...curveFigures(worst.filter(isKind('curves')), audit.category),
    ...forestFigures(worst.filter(isKind('forest-plot'))),
    ...matrixFigures(worst.filter(isKind('matrix')), audit).slice(-1),
  ];
  const { panels } = columnPanels(columnEntries(result, audit, detailsOf(concerned)), audit, 4);
  return { figure: figures[0] ?? null, panels };
}

/** Candidates beyond these have no drawings and tables of their own. */
const mostDrawn = 6;

/** The candidates whose measures of the audit lie furthest beyond their references, in the candidates' order. */
function furthestOff(
  result: ResultDocument,
  audit: AuditMeta,
  candidates: readonly CandidateView[],
): readonly CandidateView[] {
  if (candidates.length <= mostDrawn) return candidates;
  const sizeOf = (candidate: CandidateView) =>
    Math.max(
      0,
      ...measuresOf(outcomeOf(result, candidate, audit.id)).map(
        (measure) => shortfallOf(measure, metaOf(audit, measure.name), audit.category)?.size ?? 0,
      ),
    );
  const sizes = new Map(candidates.map((candidate) => [candidate, sizeOf(candidate)]));
  const kept = [...candidates].sort((a, b) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0)).slice(0, mostDrawn);
  return candidates.filter((candidate) => kept.includes(candidate));
}

function undrawnNote(drawn: readonly Entry[], all: readonly Entry[]): string {
  const hasOwn = ({ detail }: Entry) => ['curves', 'forest-plot', 'matrix', 'table'].includes(detail.kind);
  if (drawn.filter(hasOwn).length === all.filter(hasOwn).length) return '';
  return `Curves, plots and tables are given for the ${mostDrawn} candidates that are furthest off; the others’ stand in result.json.`;
}

type Entry<D extends Detail = Detail> = { candidate: CandidateView; detail: D };

function isKind<K extends Detail['kind']>(kind: K) {
  return (entry: Entry): entry is Entry<Extract<Detail, { kind: K }>> => entry.detail.kind === kind;
}

function columnEntries(result: ResultDocument, audit: AuditMeta, details: readonly Entry[]): ColumnEntry[] {
  const byColumn = new Map<string, ColumnEntry['measures'][number][]>();
  const key = (candidate: CandidateView, column: string) => JSON.stringify([candidate.id, column]);
  for (const { candidate } of new Map(details.map((entry) => [entry.candidate.id, entry])).values()) {
    for (const measure of measuresOf(outcomeOf(result, candidate, audit.id))) {
      if (measure.subject.length !== 1) continue;
      const at = key(candidate, measure.subject[0]!);
      byColumn.set(at, [...(byColumn.get(at) ?? []), measure]);
    }
  }
  return details.flatMap(({ candidate, detail }) =>
    detail.kind === 'histogram' || detail.kind === 'categories'
      ? [{ candidate, detail, measures: byColumn.get(key(candidate, detail.column)) ?? [] }]
      : [],
  );
}

function observation(result: ResultDocument, audit: AuditMeta, candidate: CandidateView) {
  const outcome = outcomeOf(result, candidate, audit.id);
  if (outcome === null) return { candidate, text: 'Was not run.', state: 'Not run', measured: false };
  if (outcome.status === 'measured') {
    return { candidate, text: asSentence(outcome.summary), state: '', measured: true };
  }
  if (outcome.status === 'not-applicable') {
    return { candidate, text: asSentence(outcome.reason), state: 'Not assessed', measured: false };
  }
  return {
    candidate,
    text: asSentence(`${outcome.message} (${outcome.code})`),
    state: 'Broke',
    measured: false,
  };
}

function panelNote(
  columns: { panels: readonly PanelView[]; columns: number },
  candidates: readonly CandidateView[],
): string {
  if (columns.panels.length === 0) return '';
  const left = columns.columns - columns.panels.length;
  const capped =
    left > 0 ? ` The ${columns.panels.length} worst are drawn; the other ${left} are in the table.` : '';
  const lines = candidates.length > 4 ? ' Each panel draws the four candidates that are furthest off.' : '';
  return `Worst column first. Filled: training rows; grey mark or line: holdout rows; hues: candidates.${lines}${capped}`;
}

function notesOf(
  details: readonly Entry<Extract<Detail, { kind: 'note' }>>[],
  candidates: readonly CandidateView[],
): AuditView['notes'] {
  const byText = new Map<string, CandidateView[]>();
  for (const { candidate, detail } of details) {
    const text = asSentence(detail.text);
    byText.set(text, [...(byText.get(text) ?? []), candidate]);
  }
  return [...byText].map(([text, about]) => ({
    text,
    candidates: about.length === candidates.length ? [] : about,
  }));
}

function factTable(detail: Extract<Detail, { kind: 'table' }>): DataTable {
  const most = 200;
  const format = (cell: string | number | null, unit: string | null) => {
    if (cell === null) return '–';
    if (typeof cell === 'string') return inline(cell, 60);
    return unit === '%' ? `${compact(cell)}\u00a0%` : compact(cell);
  };
  return {
    summary: inline(detail.title, 120),
    heads: detail.columns.map(
      ({ name, unit }) =>
        `${sentenceCase(inline(name, 40))}${unit === null || unit === '%' ? '' : ` (${inline(unit, 16)})`}`,
    ),
    rows: detail.rows.slice(0, most).map(([head, ...cells]) => ({
      head: nameView(format(head ?? null, detail.columns[0]?.unit ?? null), 60),
      cells: cells.map((cell, index) => format(cell, detail.columns[index + 1]?.unit ?? null)),
    })),
  };
}

function reasonsOf(result: ResultDocument, audit: AuditMeta, candidates: readonly CandidateView[]): string[] {
  const reasons = new Set<string>();
  for (const candidate of candidates) {
    for (const { estimate } of measuresOf(outcomeOf(result, candidate, audit.id))) {
      const { reason } = estimateView(estimate, 'number');
      if (reason !== null) reasons.add(inline(reason, 300));
      if (reasons.size >= 8) return [...reasons];
    }
  }
  return [...reasons];
}
