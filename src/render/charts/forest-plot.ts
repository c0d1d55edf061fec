import { scaleLinear } from 'd3-scale';
import { type Drawing, element, label, line, picture } from './svg.ts';

export interface ForestPoint {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface ForestItem {
  readonly label: string;
  readonly real: ForestPoint | null;
  readonly synthetic: ForestPoint | null;
}

export interface ForestOptions {
  readonly items: readonly ForestItem[];
  readonly axis: string;
  /** Where no effect would lie: a dashed line. */
  readonly reference: number | null;
  /** The candidate's colour. */
  readonly hue: string;
  readonly label: string;
  format(value: number): string;
}

const width = 430;
const left = 168;
const right = 420;
const rowHeight = 24;
const top = 10;

/**
 * Items below each other on one axis (Lewis and Clarke, "Forest plots", 2001): what real rows give as a square above,
 * what synthetic rows give as a circle below it, each with its interval, joined where there are both.
 */
export function forestPlot({ items, axis, reference, hue, label: text, format }: ForestOptions): Drawing {
  const bottom = top + items.length * rowHeight;
  const x = scaleLinear(domainOf(items, reference), [left, right]).nice(5).clamp(true);
  const parts: string[] = [];
  for (const tick of x.ticks(5)) {
    parts.push(line(x(tick), top, x(tick), bottom, 'grid'));
    parts.push(label(x(tick), bottom + 15, format(tick), 'tick', 'middle'));
  }
  if (reference !== null) parts.push(line(x(reference), top, x(reference), bottom, 'curve chance'));
  for (const [index, item] of items.entries()) {
    const y = top + (index + 0.5) * rowHeight;
    parts.push(label(left - 10, y + 4, item.label, 'tick', 'end'));
    if (item.real) parts.push(...realMark(item.real, x, y - 4));
    if (item.synthetic) parts.push(...syntheticMark(item.synthetic, x, y + 4));
  }
  parts.push(line(left, bottom, right, bottom, 'axis'));
  parts.push(label((left + right) / 2, bottom + 33, axis, 'tick', 'middle'));
  return picture({ width, height: bottom + 42, label: text, hue, className: 'chart' }, parts);
}

type Scale = (value: number) => number;

function realMark({ value, low, high }: ForestPoint, x: Scale, y: number): string[] {
  return [
    line(x(low), y, x(high), y, 'real-interval'),
    element('rect', { x: x(value) - 3, y: y - 3, width: 6, height: 6, class: 'real-mark' }),
  ];
}

function syntheticMark({ value, low, high }: ForestPoint, x: Scale, y: number): string[] {
  return [
    line(x(low), y, x(high), y, 'interval'),
    element('circle', { cx: x(value), cy: y, r: 3.5, class: 'point' }),
  ];
}

/** Over all values; intervals far wider than the values are cut, so that one of them does not squeeze the rest. */
function domainOf(items: readonly ForestItem[], reference: number | null): [number, number] {
  const points = items.flatMap(({ real, synthetic }) => [real, synthetic].filter((point) => point !== null));
  const values = [...points.map(({ value }) => value), ...(reference === null ? [] : [reference])];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = Math.max(high - low, 1e-9 * Math.max(1, Math.abs(high)));
  const ends = points.flatMap((point) => [point.low, point.high]);
  const from = Math.max(low - room, Math.min(low, ...ends));
  const to = Math.min(high + room, Math.max(high, ...ends));
  return to > from ? [from, to] : [from - 1, to + 1];
}
