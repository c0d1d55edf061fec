import type { AuditMeta } from '../../result/document.ts';
import type { CandidateView } from './candidates.ts';
import { estimateText, estimateView, middle } from './estimates.ts';
import { type MeasureGroup, shortfallOf } from './measures.ts';
import { formatPValue, formatValue } from './numbers.ts';
import { type NameView, nameView } from './text.ts';

/** A measure by column or by pair: a row per subject, worst first, a cell per candidate. */
export interface SubjectTable {
  readonly summary: string;
  readonly subjectHead: string;
  readonly candidates: readonly CandidateView[];
  readonly hasCeiling: boolean;
  readonly hasFloor: boolean;
  readonly rows: readonly SubjectRow[];
}

interface SubjectRow {
  readonly subject: readonly NameView[];
  readonly cells: readonly { readonly text: string; readonly note: string }[];
  readonly ceiling: string;
  readonly floor: string;
}

type Entry = MeasureGroup['entries'][number];

export function subjectTable(
  group: MeasureGroup,
  candidates: readonly CandidateView[],
  audit: AuditMeta,
): SubjectTable {
  const bySubject = new Map<string, Entry[]>();
  for (const entry of group.entries) {
    const key = JSON.stringify(entry.measure.subject);
    const entries = bySubject.get(key);
    if (entries === undefined) bySubject.set(key, [entry]);
    else entries.push(entry);
  }
  const rows = [...bySubject.values()]
    .map((entries) => ({
      entries,
      badness: Math.max(...entries.map((entry) => badnessOf(entry, group, audit))),
    }))
    .sort((a, b) => b.badness - a.badness);
  const pairs = group.entries.some(({ measure }) => measure.subject.length > 1);
  const shown = candidates.filter((candidate) =>
    group.entries.some((entry) => entry.candidate.id === candidate.id),
  );
  const detail = group.detail === '' ? '' : `, ${group.detail}`;
  const count = `${rows.length} ${pairs ? 'pair' : 'column'}${rows.length === 1 ? '' : 's'}`;
  return {
    summary: `${group.title}${detail}: ${count}${rows.length > 1 ? ', worst first' : ''}`,
    subjectHead: pairs ? 'Pair' : 'Column',
    candidates: shown,
    hasCeiling: group.entries.some(({ measure }) => measure.ceiling !== null),
    hasFloor: group.entries.some(({ measure }) => measure.floor !== null),
    rows: rows.map(({ entries }) => rowOf(entries, group, shown)),
  };
}

function rowOf(
  entries: readonly Entry[],
  group: MeasureGroup,
  candidates: readonly CandidateView[],
): SubjectRow {
  return {
    subject: entries[0]!.measure.subject.map((name) => nameView(name, 32)),
    cells: candidates.map((candidate) => {
      const entry = entries.find((other) => other.candidate.id === candidate.id);
      if (entry === undefined) return { text: '–', note: '' };
      const view = estimateView(entry.measure.estimate, group.meta.unit);
      const test = entry.measure.test === null ? '' : formatPValue(entry.measure.test.adjusted);
      return { text: view.text, note: [view.interval ?? '', test].filter((part) => part !== '').join(' · ') };
    }),
    ceiling: across(entries, group, 'ceiling'),
    floor: across(entries, group, 'floor'),
  };
}

/** The reference over the candidates: one text where it is the same, else its range. */
function across(entries: readonly Entry[], group: MeasureGroup, which: 'ceiling' | 'floor'): string {
  const known = entries.flatMap(({ measure }) => measure[which] ?? []);
  if (known.length === 0) return '–';
  const texts = new Set(known.map((estimate) => estimateText(estimate, group.meta.unit)));
  if (texts.size === 1) return [...texts][0]!;
  const values = known.map(middle);
  return `${formatValue(Math.min(...values), group.meta.unit)} to ${formatValue(Math.max(...values), group.meta.unit)}`;
}

/** By shortfall where there is a reference; else by the value's distance from the good end. */
function badnessOf({ measure }: Entry, { meta }: MeasureGroup, audit: AuditMeta): number {
  const shortfall = shortfallOf(measure, meta, audit.category);
  if (shortfall !== null) return shortfall.size;
  const value = middle(measure.estimate);
  return meta.better === 'higher' ? -value : value;
}
