import { max, sum } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import { type Drawing, element, escaped, label, line, picture, place } from './svg.ts';

export interface ColumnSeries {
  /** `real`, `holdout` or a candidate's hue. */
  readonly className: string;
  readonly counts: readonly number[];
}

const width = 220;

/**
 * A numeric column: training rows as a filled shape, the others as stepped lines over it.
 * Bins of nearly equal width are drawn to scale as densities; quantile bins as slots of equal width with shares.
 */
export function histogram(
  edges: readonly number[],
  series: readonly ColumnSeries[],
  edgeLabels: readonly [string, string],
  text: string,
): Drawing {
  const height = 96;
  const base = 78;
  const widths = edges.slice(1).map((edge, index) => edge - edges[index]!);
  const narrowest = Math.min(...widths);
  const toScale = narrowest > 0 && Math.max(...widths) / narrowest < 1.6;
  const x = toScale
    ? scaleLinear([edges[0]!, edges[edges.length - 1]!], [4, width - 4])
    : scaleLinear([0, edges.length - 1], [4, width - 4]);
  const left = (bin: number) => x(toScale ? edges[bin]! : bin);
  const heights = series.map(({ counts }) => {
    const total = sum(counts);
    return counts.map((count, bin) =>
      total === 0 ? 0 : count / total / (toScale ? widths[bin]! / narrowest : 1),
    );
  });
  const y = scaleLinear([0, max(heights.flat()) || 1], [base, 6]);
  const parts = series.map(({ className }, index) => {
    let d = `M${place(left(0))},${base}`;
    for (const [bin, value] of heights[index]!.entries()) d += `V${place(y(value))}H${place(left(bin + 1))}`;
    return element('path', {
      d: `${d}V${base}`,
      class: className === 'real' ? 'real-area' : `step ${className}`,
    });
  });
  parts.push(line(4, base, width - 4, base, 'axis'));
  parts.push(
    label(4, height - 4, edgeLabels[0], 'tick'),
    label(width - 4, height - 4, edgeLabels[1], 'tick', 'end'),
  );
  return picture({ width, height, label: text, className: 'mini' }, parts);
}

/** A categorical column: training rows as bars, holdout as a mark, candidates as points on the same axis. */
export function categoryBars(
  levels: readonly string[],
  series: readonly ColumnSeries[],
  text: string,
): Drawing {
  const row = 17;
  const start = 84;
  const height = levels.length * row + 6;
  const shares = series.map(({ counts }) => {
    const total = sum(counts);
    return counts.map((count) => (total === 0 ? 0 : count / total));
  });
  const x = scaleLinear([0, max(shares.flat()) || 1], [start, width - 7]);
  const parts: string[] = [];
  for (const [index, level] of levels.entries()) {
    const y = index * row + 3 + row / 2;
    parts.push(
      `<text x="${start - 6}" y="${place(y + 4)}" class="tick" text-anchor="end">${escaped(level)}</text>`,
    );
    for (const [at, { className }] of series.entries()) {
      const value = x(shares[at]![index]!);
      if (className === 'real') {
        parts.push(
          element('rect', { x: start, y: y - 5, width: value - start, height: 10, class: 'real-area' }),
        );
      } else if (className === 'holdout') parts.push(line(value, y - 6, value, y + 6, 'holdout-mark'));
      else parts.push(element('circle', { cx: value, cy: y, r: 3.5, class: `point ${className}` }));
    }
  }
  parts.push(line(start, 2, start, height - 2, 'axis'));
  return picture({ width, height, label: text, className: 'mini' }, parts);
}
