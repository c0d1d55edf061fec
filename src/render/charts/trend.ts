import { scaleLinear } from 'd3-scale';
import { line as path } from 'd3-shape';
import { labelPlaces } from './label-places.ts';
import { type Drawing, element, label, line, picture } from './svg.ts';

export interface TrendMark {
  /** The candidate's hue. */
  readonly hue: string;
  /** Which of the labels. */
  readonly at: number;
  readonly value: number;
  readonly range: { readonly low: number; readonly high: number } | null;
  /** What fresh real data of this size has. */
  readonly reference: number | null;
}

export interface TrendOptions {
  readonly marks: readonly TrendMark[];
  /** The whole axis, also where a candidate has no value. */
  readonly labels: readonly string[];
  readonly format: (value: number) => string;
  readonly label: string;
}

const width = 220;
const height = 128;
/** Room at both sides for the first and the last value. */
const frame = { left: 48, right: 172, top: 8, bottom: 100 };

/** One measure over the generations: points with their intervals, what fresh real data has as a line across. */
export function trend({ marks, labels, format, label: text }: TrendOptions): Drawing {
  const values = marks.flatMap(({ value, range, reference }) => [
    value,
    ...(range === null ? [] : [range.low, range.high]),
    ...(reference === null ? [] : [reference]),
  ]);
  const [low, high] = padded(Math.min(...values), Math.max(...values));
  const along = labelPlaces(labels).map((place) => frame.left + place * (frame.right - frame.left));
  const x = (index: number) => along[index] as number;
  const y = scaleLinear([low, high], [frame.bottom, frame.top]);
  const places = marks.map((mark) => ({ ...mark, at: x(mark.at) }));
  const parts = [line(frame.left - 8, frame.bottom + 5, frame.right + 8, frame.bottom + 5, 'axis')];
  const draw = path<{ at: number; value: number }>()
    .x(({ at }) => at)
    .y(({ value }) => y(value))
    .digits(1);
  const known = places.flatMap(({ at, reference }) => (reference === null ? [] : [{ at, value: reference }]));
  const [first] = known;
  if (first !== undefined) {
    const ends = [
      { ...first, at: frame.left - 8 },
      ...known,
      { ...(known[known.length - 1] ?? first), at: frame.right + 8 },
    ];
    parts.push(element('path', { d: draw(ends) ?? '', class: 'curve fresh' }));
    const { value } = ends[ends.length - 1] ?? first;
    const last = places[places.length - 1];
    // Where the last value stands beside its point there is no room for a second word.
    if (!last || Math.abs(y(last.value) - y(value)) >= 13) {
      parts.push(label(frame.right + 11, y(value) + 4, 'fresh', 'tick'));
    }
  }
  parts.push(element('path', { d: draw(places) ?? '', class: 'curve neutral thin' }));
  for (const { at, hue, value, range } of places) {
    if (range !== null) {
      parts.push(
        element('line', { x1: at, y1: y(range.low), x2: at, y2: y(range.high), class: `whisker ${hue}` }),
      );
    }
    parts.push(element('circle', { cx: at, cy: y(value), r: 3.5, class: `point ${hue}` }));
  }
  parts.push(...ends(places, y, format), ...ticks(labels, along));
  return picture({ width, height, label: text, className: 'mini' }, parts);
}

/** The first and the last value, outside of their points. */
function ends(
  places: readonly (TrendMark & { at: number })[],
  y: (value: number) => number,
  format: (value: number) => string,
): string[] {
  const first = places[0];
  const last = places[places.length - 1];
  if (!first || !last || first === last) return [];
  return [
    label(first.at - 9, y(first.value) + 4, format(first.value), 'tick', 'end'),
    label(last.at + 9, y(last.value) + 4, format(last.value), 'tick'),
  ];
}

/** All labels where they are short, else the first and the last. */
function ticks(labels: readonly string[], along: readonly number[]): string[] {
  const gaps = along.slice(1).map((at, index) => at - (along[index] as number));
  const room = Math.min(frame.right - frame.left, ...gaps);
  const fits = labels.every((text) => text.length * 7 < room);
  return labels.flatMap((text, index) => {
    const isFirst = index === 0;
    const isLast = index === labels.length - 1;
    if (!fits && !isFirst && !isLast) return [];
    return [label(along[index] as number, height - 6, text, 'tick', 'middle')];
  });
}

function padded(low: number, high: number): [number, number] {
  const pad = high > low ? 0.06 * (high - low) : 0.5;
  return [low - pad, high + pad];
}
