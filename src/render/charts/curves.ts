import { scaleLinear, scaleLog } from 'd3-scale';
import { line as path } from 'd3-shape';
import { type Drawing, element, escaped, label, line, picture, place, turned } from './svg.ts';

export interface CurveLine {
  /** `real`, `holdout`, `naive`, `chance`, or a candidate's hue. */
  readonly className: string;
  readonly name: string;
  /** Second line of the label: `37 % at 1 %`. */
  readonly detail: string;
  readonly points: readonly (readonly [number, number])[];
}

export interface CurveAxis {
  readonly label: string;
  readonly scale: 'linear' | 'log';
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  format(value: number): string;
}

export interface CurveOptions {
  readonly x: CurveAxis;
  readonly y: CurveAxis;
  readonly lines: readonly CurveLine[];
  /** Shaded stretch of the x axis. */
  readonly zone: readonly [number, number] | null;
  /** Where the labels' order is read off the curves; null: where the curves lie furthest apart. */
  readonly labelAt: number | null;
  readonly label: string;
}

const width = 430;
const height = 290;
const frame = { left: 52, right: 292, top: 10, bottom: 246 };

/** Curves over one pair of axes, labelled directly at the right with a sample of their stroke. */
export function curves(options: CurveOptions): Drawing {
  const x = scaleOf(options.x, [frame.left, frame.right]);
  const y = scaleOf(options.y, [frame.bottom, frame.top]);
  const parts: string[] = [];
  if (options.zone !== null) {
    const [from, to] = options.zone;
    parts.push(
      element('rect', {
        x: x(from),
        y: frame.top,
        width: x(to) - x(from),
        height: frame.bottom - frame.top,
        class: 'zone',
      }),
    );
  }
  for (const tick of options.x.ticks) {
    parts.push(line(x(tick), frame.top, x(tick), frame.bottom, 'grid'));
    parts.push(label(x(tick), frame.bottom + 16, options.x.format(tick), 'tick', 'middle'));
  }
  for (const tick of options.y.ticks) {
    parts.push(line(frame.left, y(tick), frame.right, y(tick), 'grid'));
    parts.push(label(frame.left - 6, y(tick) + 4, options.y.format(tick), 'tick', 'end'));
  }
  const draw = path<readonly [number, number]>()
    .x(([at]) => x(at))
    .y(([, value]) => y(value))
    .digits(1);
  const drawn = options.lines.filter(({ points }) => points.length > 0);
  for (const { className, points } of drawn) {
    parts.push(element('path', { d: draw([...points]) ?? '', class: `curve ${className}` }));
  }
  parts.push(...labels(drawn, options, y));
  parts.push(label((frame.left + frame.right) / 2, height - 8, options.x.label, 'tick', 'middle'));
  parts.push(turned(11, (frame.top + frame.bottom) / 2, options.y.label, 'tick'));
  return picture({ width, height, label: options.label, className: 'chart' }, parts);
}

/** The curve's value at a place between its points, straight between neighbours; null outside. */
export function valueAt(points: readonly (readonly [number, number])[], at: number): number | null {
  let before: readonly [number, number] | null = null;
  let found: number | null = null;
  for (const point of points) {
    // On a vertical step the upper end counts: it is what the attacker reaches at that rate.
    if (point[0] === at) found = found === null ? point[1] : Math.max(found, point[1]);
    else if (point[0] > at) {
      if (found !== null || before === null) return found;
      return before[1] + ((point[1] - before[1]) * (at - before[0])) / (point[0] - before[0]);
    }
    before = point;
  }
  return found;
}

/** A curve resampled evenly over a logarithmic axis, so that straight stretches between points stay straight on paper they were not drawn for. */
export function resampleLog(
  points: readonly (readonly [number, number])[],
  low: number,
  high: number,
  floor: number,
): [number, number][] {
  const count = 90;
  return Array.from({ length: count + 1 }, (_, index) => low * (high / low) ** (index / count)).flatMap(
    (at, index) => {
      const value = valueAt(points, index === count ? high : at);
      return value === null ? [] : [[at, Math.max(floor, value)] as [number, number]];
    },
  );
}

/** At most `most` points, ends kept, evenly by index: finer steps than a pixel cannot be seen. */
export function thin<T>(points: readonly T[], most: number): T[] {
  if (points.length <= most) return [...points];
  return Array.from(
    { length: most },
    (_, index) => points[Math.round((index * (points.length - 1)) / (most - 1))]!,
  );
}

type Scale = (value: number) => number;

function scaleOf(axis: CurveAxis, range: [number, number]): Scale {
  return axis.scale === 'log'
    ? scaleLog([axis.low, axis.high], range).clamp(true)
    : scaleLinear([axis.low, axis.high], range).clamp(true);
}

function labels(lines: readonly CurveLine[], options: CurveOptions, y: Scale): string[] {
  const at = options.labelAt ?? widest(lines, options, y);
  const rows = lines
    .filter(({ name }) => name !== '')
    .map((entry) => {
      // A curve that has not begun there is placed by its beginning.
      const nearest = at < entry.points[0]![0] ? entry.points[0]! : entry.points[entry.points.length - 1]!;
      const value = valueAt(entry.points, at) ?? nearest[1];
      return { entry, y: y(value), size: entry.detail === '' ? 18 : 31 };
    })
    .sort((a, b) => a.y - b.y);
  spread(rows);
  return rows.flatMap(({ entry, y: top }) => {
    const texts = [
      element('line', { x1: 299, x2: 315, y1: top, y2: top, class: `curve ${entry.className}` }),
      `<text x="320" y="${place(top + 4)}" class="name ${escaped(entry.className)}">${escaped(entry.name)}</text>`,
    ];
    if (entry.detail !== '') texts.push(label(320, top + 17, entry.detail, 'tick'));
    return texts;
  });
}

/** Pushes labels apart downwards, then back up where they left the frame. */
function spread(rows: { y: number; size: number }[]): void {
  let top = frame.top + 2;
  for (const row of rows) {
    row.y = Math.max(row.y, top);
    top = row.y + row.size;
  }
  // Beside the axis' own tick labels only where there is no other room.
  const needed = rows.reduce((total, { size }) => total + size, 0);
  let bottom = needed > frame.bottom - frame.top ? height - 6 : frame.bottom + 2;
  for (const row of [...rows].reverse()) {
    row.y = Math.min(row.y, bottom - row.size + 14);
    bottom = row.y - 14;
  }
}

function widest(lines: readonly CurveLine[], options: CurveOptions, y: Scale): number {
  const { low, high } = options.x;
  let best = { at: high, gap: -1 };
  for (let step = 1; step < 20; step += 1) {
    const at = low + ((high - low) * step) / 20;
    const places = lines.flatMap(({ points }) => valueAt(points, at) ?? []).map(y);
    const gap = Math.max(...places) - Math.min(...places);
    if (places.length === lines.length && gap > best.gap) best = { at, gap };
  }
  return best.at;
}
