import { ticks } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { type Drawing, element, label, line, picture, turned } from './svg.ts';

interface Span {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface PlanePoint {
  /** `c1` … `c8`. */
  readonly hue: string;
  /** Beside the point. */
  readonly letter: string;
  readonly x: Span;
  readonly y: Span;
  /** Filled on the front, hollow where it is dominated. */
  readonly onFront: boolean;
}

export interface PlaneOptions {
  readonly points: readonly PlanePoint[];
  readonly x: { readonly label: string; format(value: number): string };
  readonly y: { readonly label: string; format(value: number): string };
  readonly label: string;
}

const width = 430;
const height = 300;
const frame = { left: 68, right: 416, top: 12, bottom: 252 };

/** Candidates by two measures with their intervals: x grows to the right, y downwards, so that best is top right. */
export function plane({ points, x: across, y: down, label: text }: PlaneOptions): Drawing {
  const domainX = domainOf(points.map(({ x }) => x));
  const domainY = domainOf(points.map(({ y }) => y));
  const x = scaleLinear(domainX, [frame.left + 8, frame.right - 8]);
  const y = scaleLinear(domainY, [frame.top + 8, frame.bottom - 8]);
  const parts: string[] = [];
  for (const tick of ticks(...domainX, 4)) {
    parts.push(line(x(tick), frame.top, x(tick), frame.bottom, 'grid'));
    parts.push(label(x(tick), frame.bottom + 16, across.format(tick), 'tick', 'middle'));
  }
  for (const tick of ticks(...domainY, 5)) {
    parts.push(line(frame.left, y(tick), frame.right, y(tick), 'grid'));
    parts.push(label(frame.left - 6, y(tick) + 4, down.format(tick), 'tick', 'end'));
  }
  for (const point of points) {
    parts.push(
      element(
        'g',
        { class: point.hue },
        line(x(point.x.low), y(point.y.value), x(point.x.high), y(point.y.value), 'reach'),
        line(x(point.x.value), y(point.y.low), x(point.x.value), y(point.y.high), 'reach'),
      ),
    );
  }
  const places = settled(points.map((point) => ({ x: x(point.x.value) + 8, y: y(point.y.value) - 6 })));
  points.forEach((point, index) => {
    const place = places[index]!;
    parts.push(
      element(
        'g',
        { class: point.hue },
        element('circle', {
          cx: x(point.x.value),
          cy: y(point.y.value),
          r: 5,
          class: point.onFront ? 'point' : 'point hollow',
        }),
        label(place.x, place.y, point.letter, 'name'),
      ),
    );
  });
  parts.push(label((frame.left + frame.right) / 2, height - 12, across.label, 'tick', 'middle'));
  parts.push(turned(12, (frame.top + frame.bottom) / 2, down.label, 'tick'));
  return picture({ width, height, label: text, className: 'chart' }, parts);
}

/** All intervals, and a little around a single value. */
function domainOf(spans: readonly Span[]): [number, number] {
  const low = Math.min(...spans.map((span) => Math.min(span.low, span.value)));
  const high = Math.max(...spans.map((span) => Math.max(span.high, span.value)));
  return high > low ? [low, high] : [low - 0.01, high + 0.01];
}

/** Letters of points that lie together go beside each other. */
function settled(places: readonly { x: number; y: number }[]): { x: number; y: number }[] {
  const taken: { x: number; y: number }[] = [];
  for (const { x, y } of places) {
    let at = x;
    while (taken.some((other) => Math.abs(other.x - at) < 13 && Math.abs(other.y - y) < 12)) at += 13;
    // What would leave the frame goes to the left of its point.
    const room = at > frame.right - 10 ? x - 26 : at;
    taken.push({ x: room, y });
  }
  return taken;
}
