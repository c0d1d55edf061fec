import type { AuditMeta, Detail } from '../../result/document.ts';
import { heatMap } from '../charts/heat-map.ts';
import type { CandidateView } from './candidates.ts';
import { metaOf } from './measures.ts';
import { compact } from './numbers.ts';
import type { FigureView } from './tables.ts';
import { inline, nameView } from './text.ts';

export type Matrix = Extract<Detail, { kind: 'matrix' }>;
type Values = readonly (readonly (number | null)[])[];
type Entry = { candidate: CandidateView; detail: Matrix };

/** Heat maps per candidate, and the ceiling's once per title where it is the same for all. */
export function matrixFigures(entries: readonly Entry[], audit: AuditMeta): FigureView[] {
  const most = entries.length > 6 ? 24 : 40;
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = entry.detail.title;
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()].flatMap((group) => {
    const shade = shadeOf(group, audit);
    const reference = ceilingFigure(group[0]!.detail, shade, most);
    return [
      ...(reference === null ? [] : [reference]),
      ...group.map((entry) => candidateFigure(entry, shade, most)),
    ];
  });
}

function candidateFigure({ candidate, detail }: Entry, shade: Shade, most: number): FigureView {
  const drawn = drawnPart(detail, detail.values, shade, most);
  const worst = drawn.worst;
  const who = candidate.label;
  const title =
    worst === null
      ? `${who}: ${inline(detail.title, 100)}`
      : `${who}: furthest off ${inline(worst.row, 24)} × ${inline(worst.column, 24)}, ${compact(worst.value)}`;
  return figure(drawn, detail, title, candidate.hue);
}

function ceilingFigure(detail: Matrix, shade: Shade, most: number): FigureView | null {
  if (detail.ceiling === null) return null;
  const drawn = drawnPart(detail, detail.ceiling, shade, most, detail.values);
  return figure(drawn, detail, 'Fresh real data: the same between training and holdout rows', 'neutral');
}

/** One scale of shades for all drawings of a title, so that they may be compared. */
interface Shade {
  /** 0 good, 1 the worst value in any of the drawings. */
  badnessOf(value: number): number;
  readonly scale: readonly [string, string];
}

function shadeOf(entries: readonly Entry[], audit: AuditMeta): Shade {
  const { better, unit } = metaOf(audit, entries[0]!.detail.measure);
  // A matrix may hold a mixture of measures under a name of its own.
  const known = Object.hasOwn(audit.measures, entries[0]!.detail.measure);
  const similarity = known
    ? better === 'higher' && (unit === 'share' || unit === 'score')
    : /similarity|complement|accuracy/u.test(entries[0]!.detail.measure);
  const distance = (value: number) => (similarity ? 1 - value : Math.abs(value));
  let worst = 0;
  for (const { detail } of entries) {
    for (const row of [...detail.values, ...(detail.ceiling ?? [])]) {
      for (const value of row) if (value !== null) worst = Math.max(worst, distance(value));
    }
  }
  // Rounded up to a tenth: the scale's end should be a number that one can read.
  const end = Math.max(0.1, Math.ceil(worst * 10 - 1e-9) / 10);
  return {
    badnessOf: (value) => distance(value) / end,
    scale: similarity ? ['1', compact(1 - end)] : ['0', compact(end)],
  };
}

interface DrawnPart {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly values: Values;
  readonly badness: Values;
  readonly worst: { row: string; column: string; value: number } | null;
  readonly left: number;
  readonly scale: readonly [string, string];
}

/** The rows and columns that are furthest off by their mean badness, in the document's order. */
function drawnPart(
  detail: Matrix,
  values: Values,
  shade: Shade,
  most: number,
  orderBy: Values = values,
): DrawnPart {
  const { badnessOf } = shade;
  const pick = (count: number, of: (index: number) => (number | null)[]) =>
    worstIndices(count, of, badnessOf, most);
  const rows = pick(detail.rows.length, (i) => [...(orderBy[i] ?? [])]);
  const columns =
    detail.rows.join('\n') === detail.columns.join('\n')
      ? rows
      : pick(detail.columns.length, (j) => orderBy.map((row) => row[j] ?? null));
  const part = rows.map((i) => columns.map((j) => values[i]?.[j] ?? null));
  let worst: DrawnPart['worst'] = null;
  for (const [a, i] of rows.entries()) {
    for (const [b, j] of columns.entries()) {
      const value = part[a]![b]!;
      if (value === null || (worst !== null && badnessOf(value) <= badnessOf(worst.value))) continue;
      worst = { row: detail.rows[i]!, column: detail.columns[j]!, value };
    }
  }
  return {
    rows: rows.map((i) => detail.rows[i]!),
    columns: columns.map((j) => detail.columns[j]!),
    values: part,
    badness: part.map((row) => row.map((value) => (value === null ? null : badnessOf(value)))),
    worst,
    left: detail.rows.length - rows.length,
    scale: shade.scale,
  };
}

function worstIndices(
  count: number,
  of: (index: number) => readonly (number | null)[],
  badnessOf: (value: number) => number,
  most: number,
): number[] {
  const indices = Array.from({ length: count }, (_, index) => index);
  if (count <= most) return indices;
  const means = indices.map((index) => {
    const known = of(index).filter((value) => value !== null);
    return known.length === 0
      ? -1
      : known.reduce((total, value) => total + badnessOf(value), 0) / known.length;
  });
  return indices
    .sort((a, b) => means[b]! - means[a]! || a - b)
    .slice(0, most)
    .sort((a, b) => a - b);
}

function figure(drawn: DrawnPart, detail: Matrix, title: string, hue: string): FigureView {
  const names = drawn.rows.map((name) => inline(name, 14));
  const columns = drawn.columns.map((name) => inline(name, 14));
  return {
    title,
    aside: inline(detail.title, 100),
    drawing: heatMap(names, columns, drawn.badness, { hue, label: title, scale: drawn.scale }),
    note: `Stronger colour: further off.${
      drawn.left > 0
        ? ` The ${drawn.rows.length} columns furthest off; ${drawn.left} more are not drawn.`
        : ''
    }`,
    table: {
      summary: 'Data of this chart',
      heads: ['Column', ...columns],
      rows: drawn.rows.map((name, row) => ({
        head: nameView(name, 24),
        cells: drawn.values[row]!.map((value) => (value === null ? '–' : value.toFixed(2))),
      })),
    },
  };
}
