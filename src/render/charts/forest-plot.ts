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
export function forestPlot({ items, axis, reference, hue, label: text }: ForestOptions): Drawing {
  const bottom = top + items.length * rowHeight;
  const x = scaleLinear(domainOf(items, reference), [left, right]).nice(5).clamp(true);
  const format = x.tickFormat(5);
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

type Scale = ReturnType<typeof scaleLinear<number, number>>;

function realMark(point: ForestPoint, x: Scale, y: number): string[] {
  const { value, low, high } = point;
  return [
    line(x(low), y, x(high), y, 'real-interval'),
    beyond(point, x, y) ??
      element('rect', { x: x(value) - 3, y: y - 3, width: 6, height: 6, class: 'real-mark' }),
  ];
}

function syntheticMark(point: ForestPoint, x: Scale, y: number): string[] {
  const { value, low, high } = point;
  return [
    line(x(low), y, x(high), y, 'interval'),
    beyond(point, x, y) ?? element('circle', { cx: x(value), cy: y, r: 3.5, class: 'point' }),
  ];
}

/** A value that the axis does not reach is an arrow at its end, no point. */
function beyond({ value }: ForestPoint, x: Scale, y: number): string | null {
  const [from, to] = x.domain() as [number, number];
  if (value < from) return label(left + 1, y + 4, '◂', 'tick');
  return value > to ? label(right - 1, y + 4, '▸', 'tick', 'end') : null;
}

/**
 * Over the values and, as far as these reach once more to either side, their intervals. Where a few values lie far from
 * all others the axis stops before them, so that they do not squeeze the rest.
 */
function domainOf(items: readonly ForestItem[], reference: number | null): [number, number] {
  const points = items.flatMap(({ real, synthetic }) => [real, synthetic].filter((point) => point !== null));
  const values = [...points.map(({ value }) => value), ...(reference === null ? [] : [reference])].sort(
    (a, b) => a - b,
  );
  const whole: [number, number] = [values[0] ?? 0, values[values.length - 1] ?? 0];
  const cut = Math.floor(values.length / 10);
  const most: [number, number] = [values[cut] ?? 0, values[values.length - 1 - cut] ?? 0];
  const isSqueezed = whole[1] - whole[0] > 4 * (most[1] - most[0]) && most[1] > most[0];
  const [low, high] = isSqueezed ? most : whole;
  const room = Math.max(high - low, 1e-9 * Math.max(1, Math.abs(high)));
  const ends = points.flatMap((point) => [point.low, point.high]);
  const from = Math.max(low - room, Math.min(low, ...ends));
  const to = Math.min(high + room, Math.max(high, ...ends));
  return to > from ? [from, to] : [from - 1, to + 1];
}
