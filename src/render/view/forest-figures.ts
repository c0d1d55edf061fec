import type { Detail } from '../../result/document.ts';
import { forestPlot } from '../charts/forest-plot.ts';
import type { CandidateView } from './candidates.ts';
import { compact } from './numbers.ts';
import type { FigureView } from './tables.ts';
import { inline, nameView } from './text.ts';

export type ForestPlot = Extract<Detail, { kind: 'forest-plot' }>;
type Entry = { candidate: CandidateView; detail: ForestPlot };
type Point = ForestPlot['items'][number]['real'];

/** Items drawn; the table has the rest, up to two hundred. */
const mostDrawn = 24;
const mostListed = 200;

/** One drawing per candidate, its data behind it. */
export function forestFigures(entries: readonly Entry[]): FigureView[] {
  return entries.filter(({ detail }) => detail.items.length > 0).map(forestFigure);
}

function forestFigure({ candidate, detail }: Entry): FigureView {
  const { items, axis, reference } = detail;
  const drawn = items.slice(0, mostDrawn);
  const title = `${candidate.label}: ${inline(detail.title, 120)}`;
  const unit = axis.unit === null ? '' : `, ${inline(axis.unit, 30)}`;
  const left = items.length - drawn.length;
  return {
    title,
    aside: '',
    drawing: forestPlot({
      items: drawn.map((item) => ({ ...item, label: inline(item.label, 24) })),
      axis: `${inline(axis.label, 48)}${unit}`,
      reference,
      hue: candidate.hue,
      label: `${title}. ${drawn
        .slice(0, 8)
        .map(
          ({ label, real, synthetic }) =>
            `${inline(label, 40)}: real ${text(real)}, synthetic ${text(synthetic)}`,
        )
        .join('; ')}`,
    }),
    note: `Square: real rows; circle: synthetic rows; lines: 95 % intervals; an arrow: beyond the axis.${left > 0 ? ` The other ${left} are in the table.` : ''}`,
    table: {
      summary: 'Data of this chart',
      heads: ['', 'Real rows', 'Interval', 'Synthetic rows', 'Interval'],
      rows: items.slice(0, mostListed).map(({ label, real, synthetic }) => ({
        head: nameView(label, 60),
        cells: [text(real), range(real), text(synthetic), range(synthetic)],
      })),
    },
  };
}

function text(point: Point): string {
  return point === null ? '–' : compact(point.value);
}

function range(point: Point): string {
  if (point === null || point.high === point.low) return '–';
  return `${compact(point.low)} to ${compact(point.high)}`;
}
