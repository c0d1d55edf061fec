import { scaleLinear } from 'd3-scale';
import { type Drawing, element, line, picture } from './svg.ts';

export interface StripDomain {
  readonly low: number;
  readonly high: number;
}

export interface StripOptions {
  readonly hue: string;
  readonly domain: StripDomain;
  /** Null where disclosure control hides it: only the range is drawn. */
  readonly value: number | null;
  readonly range: StripDomain | null;
  /** Ceiling or reference value: a long mark. */
  readonly reference: number | null;
  /** Naive candidate: a short mark. */
  readonly floor: number | null;
  /** A policy's limit: dashed, with the allowed side shaded. */
  readonly limit?: { readonly at: 'most' | 'least'; readonly value: number } | null;
  readonly label: string;
  readonly width?: number;
}

/** One measure on one axis: point, interval, and what it is read against. */
export function strip(options: StripOptions): Drawing {
  const width = options.width ?? 112;
  const height = 22;
  const y = height / 2;
  const { domain, range, value } = options;
  const x = scaleLinear([domain.low, domain.high], [6, width - 6]).clamp(true);
  const parts = [line(6, y, width - 6, y, 'axis')];
  if (options.limit !== undefined && options.limit !== null) {
    const at = x(options.limit.value);
    const [from, to] = options.limit.at === 'most' ? [6, at] : [at, width - 6];
    parts.unshift(element('rect', { x: from, y: 5, width: to - from, height: 12, class: 'zone' }));
    parts.push(line(at, 1, at, height - 1, 'limit'));
  }
  if (options.floor !== null) parts.push(line(x(options.floor), y - 4, x(options.floor), y + 4, 'floor'));
  if (options.reference !== null)
    parts.push(line(x(options.reference), 2, x(options.reference), height - 2, 'ceiling'));
  if (range !== null && (value === null || range.high > range.low)) {
    parts.push(
      line(
        x(range.low),
        y,
        Math.max(x(range.high), x(range.low) + 0.1),
        y,
        value === null ? 'band' : 'interval',
      ),
    );
  }
  if (value !== null) parts.push(element('circle', { cx: x(value), cy: y, r: 4, class: 'point' }));
  return picture({ width, height, label: options.label, hue: options.hue, className: 'strip' }, parts);
}
