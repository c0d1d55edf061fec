import type { AuditMeta, Detail, Measure } from '../../result/document.ts';
import { type ColumnSeries, categoryBars, histogram } from '../charts/columns.ts';
import type { Drawing } from '../charts/svg.ts';
import type { CandidateView } from './candidates.ts';
import { isKnown, middle } from './estimates.ts';
import { metaOf, shortfallOf } from './measures.ts';
import { formatEdge, formatPercent, formatValue } from './numbers.ts';
import type { DataTable } from './tables.ts';
import { inline, type NameView, nameView } from './text.ts';

export type Histogram = Extract<Detail, { kind: 'histogram' }>;
export type Categories = Extract<Detail, { kind: 'categories' }>;
type ColumnDetail = Histogram | Categories;

export interface ColumnEntry {
  readonly candidate: CandidateView;
  readonly detail: ColumnDetail;
  /** The candidate's measures of this column in the same audit. */
  readonly measures: readonly Measure[];
}

/** One small multiple: a column with training rows, holdout and candidates over each other. */
export interface PanelView {
  readonly name: NameView;
  readonly aside: string;
  readonly drawing: Drawing;
  readonly table: DataTable;
}

export const mostPanels = 40;
/** Lines in one panel; with more candidates the worst for that column are drawn. */
const mostLines = 4;
const mostLevels = 8;

/** Small multiples, worst column first, at most 40; `columns` counts them all. */
export function columnPanels(
  entries: readonly ColumnEntry[],
  audit: AuditMeta,
  most = mostPanels,
): { panels: PanelView[]; columns: number } {
  const byColumn = new Map<string, (ColumnEntry & { score: Score | null })[]>();
  for (const entry of entries) {
    const scored = { ...entry, score: scoreOf(entry, audit) };
    const key = JSON.stringify([entry.detail.kind, entry.detail.column]);
    byColumn.set(key, [...(byColumn.get(key) ?? []), scored]);
  }
  const ordered = [...byColumn.values()]
    .map((column) => [...column].sort((a, b) => (b.score?.size ?? 0) - (a.score?.size ?? 0)))
    .sort((a, b) => (b[0]!.score?.size ?? 0) - (a[0]!.score?.size ?? 0));
  return { panels: ordered.slice(0, most).map(panelOf), columns: ordered.length };
}

interface Score {
  readonly size: number;
  readonly text: string;
  readonly ceiling: string;
}

/** The first of the column's measures that has something to be compared with. */
function scoreOf(entry: ColumnEntry, audit: AuditMeta): Score | null {
  for (const measure of entry.measures) {
    const meta = metaOf(audit, measure.name);
    const shortfall = shortfallOf(measure, meta, audit.category);
    if (shortfall === null || !isKnown(measure.estimate)) continue;
    const ceiling = measure.ceiling === null ? '' : formatValue(middle(measure.ceiling), meta.unit);
    return { size: shortfall.size, text: formatValue(measure.estimate.value, meta.unit), ceiling };
  }
  return null;
}

function panelOf(sorted: readonly (ColumnEntry & { score: Score | null })[]): PanelView {
  const worst = sorted[0]!;
  const reference = worst.detail;
  const shown = sorted
    .filter(({ detail }) => sameAxis(detail, reference))
    .slice(0, mostLines)
    .sort((a, b) => a.candidate.letter.localeCompare(b.candidate.letter, 'en'));
  const order = orderOf(reference);
  const pick = (counts: readonly number[]) => order.map((index) => counts[index] ?? 0);
  const { counts } = reference;
  const series: (ColumnSeries & { name: string })[] = [
    { className: 'real', name: 'training', counts: pick(counts.real) },
    ...(counts.holdout === null
      ? []
      : [{ className: 'holdout', name: 'holdout', counts: pick(counts.holdout) }]),
    ...shown.map(({ candidate, detail }) => ({
      className: candidate.hue,
      name: candidate.letter,
      counts: pick(detail.counts.synthetic),
    })),
  ];
  const levels = reference.kind === 'categories' ? order.map((index) => reference.levels[index]!) : [];
  const score = worst.score;
  const aside =
    score === null
      ? ''
      : `${worst.candidate.letter} ${score.text}${score.ceiling === '' ? '' : `, fresh ${score.ceiling}`}`;
  const text = `${inline(reference.column)}: ${aside === '' ? 'distribution' : aside}`;
  const drawing =
    reference.kind === 'histogram' ? drawHistogram(reference, series, text) : drawBars(levels, series, text);
  return { name: nameView(reference.column, 22), aside, drawing, table: tableOf(reference, levels, series) };
}

/** Bins in their order; levels by their training rows, most first. */
function orderOf(detail: ColumnDetail): number[] {
  const indices = detail.counts.real.map((_, index) => index);
  if (detail.kind === 'histogram') return indices;
  return indices.sort((a, b) => detail.counts.real[b]! - detail.counts.real[a]! || a - b);
}

function drawHistogram(detail: Histogram, series: readonly ColumnSeries[], text: string): Drawing {
  const { edges, scale } = detail;
  const ends = [formatEdge(edges[0] ?? 0, scale), formatEdge(edges[edges.length - 1] ?? 0, scale)] as const;
  return histogram(edges, series, ends, text);
}

function drawBars(all: readonly string[], series: readonly ColumnSeries[], text: string): Drawing {
  const most = all.length > mostLevels ? mostLevels - 1 : mostLevels;
  const levels = all.slice(0, most).map((level) => inline(level, 12));
  const rest = all.length - levels.length;
  if (rest > 0) levels.push(`${rest} more`);
  const pooled = series.map(({ className, counts }) => {
    const first = counts.slice(0, most);
    const others = counts.slice(most).reduce((total, count) => total + count, 0);
    return { className, counts: rest > 0 ? [...first, others] : first };
  });
  return categoryBars(levels, pooled, text);
}

function tableOf(
  detail: ColumnDetail,
  levels: readonly string[],
  series: readonly (ColumnSeries & { name: string })[],
): DataTable {
  const most = 60;
  const heads = detail.kind === 'histogram' ? binNames(detail) : levels.map((level) => nameView(level, 30));
  const totals = series.map(({ counts }) => counts.reduce((total, count) => total + count, 0));
  return {
    summary: 'Data',
    heads: [detail.kind === 'histogram' ? 'Values' : 'Category', ...series.map(({ name }) => name)],
    rows: heads.slice(0, most).map((head, row) => ({
      head,
      cells: series.map(({ counts }, index) =>
        totals[index]! > 0 ? formatPercent((counts[row] ?? 0) / totals[index]!) : '–',
      ),
    })),
  };
}

function binNames(detail: Histogram): NameView[] {
  return detail.edges.slice(1).map((edge, bin) => ({
    text: `${formatEdge(detail.edges[bin]!, detail.scale)} to ${formatEdge(edge, detail.scale)}`,
    title: null,
  }));
}

/** Lines may lie over each other only where their bins or levels are the same. */
function sameAxis(a: ColumnDetail, b: ColumnDetail): boolean {
  if (a.kind === 'histogram' && b.kind === 'histogram') return equal(a.edges, b.edges);
  return a.kind === 'categories' && b.kind === 'categories' && equal(a.levels, b.levels);
}

function equal(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
