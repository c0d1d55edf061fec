import { extent } from 'd3-array';
import { scaleLinear } from 'd3-scale';
import type { Category, Detail } from '../../result/document.ts';
import { type CurveAxis, type CurveLine, curves, resampleLog, thin, valueAt } from '../charts/curves.ts';
import type { CandidateView } from './candidates.ts';
import { compact, formatPercent } from './numbers.ts';
import type { DataTable, FigureView } from './tables.ts';
import { inline, words } from './text.ts';

export type Curves = Extract<Detail, { kind: 'curves' }>;
type Series = Curves['series'][number];
type Entry = { candidate: CandidateView; detail: Curves };
type Points = [number, number][];

/** More than this in one drawing cannot be told apart. */
const mostTogether = 6;

/**
 * Curves of one audit over all candidates. Those of one title share a drawing where their references are the same;
 * distance curves get one per candidate, since training and holdout rows are measured against it.
 */
export function curveFigures(entries: readonly Entry[], category: Category): FigureView[] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries.flatMap(separate)) {
    const { role, title, series } = entry.detail;
    // References may depend on the candidate (as many training rows as it has): only equal ones share a drawing.
    const references = series.filter((other) => !isOwn(other)).map(({ x, y }) => [x, y]);
    const shared = role !== 'distance-distribution' && series.some(isOwn);
    const key = JSON.stringify([role, title, shared ? references : entry.candidate.id]);
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return [...groups.values()].flatMap((group) =>
    chunks(group, mostTogether).map((chunk) => {
      const role = chunk[0]!.detail.role;
      if (role === 'roc') return rocFigure(chunk, category === 'privacy');
      if (role === 'distance-distribution') return distanceFigure(chunk[0]!);
      return plainFigure(chunk);
    }),
  );
}

/** ROC curves of several candidates; on logarithmic axes, titled with what the strongest reaches at a low rate. */
function rocFigure(entries: readonly Entry[], logarithmic: boolean): FigureView {
  const low = 0.001;
  const lines = linesOf(entries, (points) =>
    logarithmic ? resampleLog(points, low, 1, low) : thin(points, 200),
  );
  // Disclosure control may have thinned the curves' beginnings: the first rate that all of them reach.
  const reachedByAll = [0.01, 0.02, 0.05].find((rate) =>
    lines.every(({ role, whole }) => role === 'chance' || valueAt(whole, rate) !== null),
  );
  const at = logarithmic ? (reachedByAll ?? 0.1) : 0.1;
  const labelled = lines.map((entry) => {
    const value = entry.role === 'chance' ? null : valueAt(entry.whole, at);
    return { ...entry, detail: value === null ? '' : `${percent(value)} at ${percent(at)}` };
  });
  if (!labelled.some(({ role }) => role === 'chance')) {
    const diagonal: Points = [
      [0, 0],
      [1, 1],
    ];
    const points = logarithmic ? resampleLog(diagonal, low, 1, low) : diagonal;
    labelled.unshift({ className: 'chance', name: '', detail: '', points, whole: diagonal, role: 'chance' });
  }
  const detail = entries[0]!.detail;
  const reached = labelled
    .filter(({ role }) => role === 'synthetic' || role === 'other')
    .map(({ whole, name }) => ({ name, value: valueAt(whole, at) ?? 0 }))
    .sort((a, b) => b.value - a.value)[0];
  const title =
    reached === undefined || !logarithmic
      ? inline(detail.title, 120)
      : `At ${percent(at)} false alarms ${percent(reached.value)} of training rows are recognised in ${reached.name}`;
  const axis = logarithmic ? logShare : linearShare;
  return {
    title,
    aside: logarithmic ? inline(detail.title, 120) : '',
    drawing: curves({
      x: { ...axis, label: axisText(detail.x) },
      y: { ...axis, label: axisText(detail.y) },
      lines: labelled,
      zone: logarithmic ? [low, 0.1] : null,
      labelAt: at,
      label: `${title}. ${labelled
        .filter(({ detail: text }) => text !== '')
        .map(({ name, detail: text }) => `${name}: ${text}`)
        .join('; ')}`,
    }),
    note: logarithmic
      ? 'Logarithmic axes; shaded: false-positive rates from 0.1 to 10 %, where an accusation is credible. Dashed: chance.'
      : 'Dashed: chance.',
    table: rocTable(labelled, logarithmic),
  };
}

const linearShare: CurveAxis = {
  label: '',
  scale: 'linear',
  low: 0,
  high: 1,
  ticks: [0, 0.25, 0.5, 0.75, 1],
  format: percent,
};

const logShare: CurveAxis = { ...linearShare, scale: 'log', low: 0.001, ticks: [0.001, 0.01, 0.1, 1] };

function rocTable(lines: readonly DrawnLine[], logarithmic: boolean): DataTable {
  const places = logarithmic
    ? [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]
    : [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1];
  const shown = lines.filter(({ role }) => role !== 'chance');
  return {
    summary: 'Data of this chart',
    heads: ['False positives', ...shown.map(({ name }) => name)],
    rows: places.map((at) => ({
      head: { text: percent(at), title: null },
      cells: shown.map(({ whole }) => {
        const value = valueAt(whole, at);
        return value === null ? '–' : formatPercent(value);
      }),
    })),
  };
}

function distanceFigure(entry: Entry): FigureView {
  const lines = linesOf([entry], (points) => thin(points, 200));
  const { label } = entry.candidate;
  const medians = entry.detail.series
    .filter(({ role }) => role === 'real' || role === 'holdout')
    .flatMap((series) => {
      const median = medianOf(series, isShare(entry.detail.y));
      return median === null ? [] : [`${compact(median)} ${inline(series.name, 24)}`];
    });
  const title =
    medians.length < 2
      ? `${label}: ${inline(entry.detail.title, 120)}`
      : `${label}: median ${medians.join(', ')}`;
  return chartOf(entry.detail, lines, title, inline(entry.detail.title, 120));
}

function plainFigure(entries: readonly Entry[]): FigureView {
  const detail = entries[0]!.detail;
  const lines = linesOf(entries, (points) => thin(points, 200));
  const alone = entries.length === 1 && detail.role === 'line';
  const title = alone
    ? `${entries[0]!.candidate.label}: ${inline(detail.title, 120)}`
    : inline(detail.title, 120);
  return chartOf(detail, lines, title, '');
}

function chartOf(detail: Curves, lines: DrawnLine[], title: string, aside: string): FigureView {
  if (detail.role === 'calibration') {
    const points: Points = [
      [0, 0],
      [1, 1],
    ];
    lines.unshift({ className: 'chance', name: '', detail: '', points, whole: points, role: 'chance' });
  }
  const named = lines.filter(({ role }) => role !== 'chance');
  return {
    title,
    aside,
    drawing: curves({
      x: linearAxis(
        lines.flatMap(({ points }) => points.map(([x]) => x)),
        detail.x,
      ),
      y: linearAxis(
        lines.flatMap(({ points }) => points.map(([, y]) => y)),
        detail.y,
      ),
      lines,
      zone: null,
      labelAt: null,
      label: `${title}. ${axisText(detail.y)} over ${axisText(detail.x)}: ${named.map(({ name }) => name).join(', ')}`,
    }),
    note: detail.role === 'calibration' ? 'Dashed: predictions that come true as often as they say.' : '',
    table: sampledTable(named, detail),
  };
}

/** The curves at up to twelve shared places: enough to redraw them, small enough to read. */
function sampledTable(lines: readonly DrawnLine[], detail: Curves): DataTable {
  const all = [...new Set(lines.flatMap(({ whole }) => whole.map(([x]) => x)))].sort((a, b) => a - b);
  const format = (axis: Curves['x'], value: number) =>
    isShare(axis) ? formatPercent(value) : compact(value);
  return {
    summary: 'Data of this chart',
    heads: [axisText(detail.x), ...lines.map(({ name }) => name)],
    rows: thin(all, 12).map((at) => ({
      head: { text: format(detail.x, at), title: null },
      cells: lines.map(({ whole }) => {
        const value = valueAt(whole, at);
        return value === null ? '–' : format(detail.y, value);
      }),
    })),
  };
}

type DrawnLine = CurveLine & { readonly whole: Points; readonly role: Series['role'] };

function linesOf(entries: readonly Entry[], draw: (points: Points) => Points): DrawnLine[] {
  const seen = new Set<string>();
  return entries.flatMap(({ candidate, detail }) =>
    detail.series.flatMap((series): DrawnLine[] => {
      const whole = pointsOf(series);
      const own = isOwn(series);
      // What does not depend on the candidate is drawn once.
      if (!own) {
        if (seen.has(series.role)) return [];
        seen.add(series.role);
      }
      const name = own ? inline(candidate.label, 12) : referenceName(series);
      const className = own ? candidate.hue : series.role;
      return [
        {
          className,
          name: series.role === 'chance' ? '' : name,
          detail: '',
          points: draw(whole),
          whole,
          role: series.role,
        },
      ];
    }),
  );
}

/** The series' own name where the margin holds it, else what its role says. */
function referenceName(series: Series): string {
  if (series.name.length <= 14) return inline(series.name, 14);
  return (
    { real: 'real data', holdout: 'holdout', naive: 'naive' }[series.role as string] ??
    inline(series.name, 14)
  );
}

/** The detail with the named attack's curve alone, where it has one; else unchanged. */
export function onlyAttack(detail: Curves, attack: string | null): Curves {
  if (attack === null) return detail;
  const wanted = detail.series.filter((series) => isOwn(series) && words(series.name) === words(attack));
  if (wanted.length === 0) return detail;
  return {
    ...detail,
    title: `${detail.title}: ${words(attack)}`,
    series: [...wanted, ...detail.series.filter((series) => !isOwn(series))],
  };
}

/** A detail with several curves of the candidate (one per attack or model) as one detail for each, named after it. */
function separate({ candidate, detail }: Entry): Entry[] {
  const own = detail.series.filter(isOwn);
  if (own.length < 2) return [{ candidate, detail }];
  const references = detail.series.filter((series) => !isOwn(series));
  return own.map((series) => ({
    candidate,
    detail: {
      ...detail,
      title: `${detail.title}: ${words(series.name)}`,
      series: [series, ...references],
    },
  }));
}

/** The candidate's own curve, as against what it is read against. */
function isOwn(series: Series): boolean {
  return series.role === 'synthetic' || series.role === 'other';
}

function pointsOf(series: Series): Points {
  return series.x
    .slice(0, series.y.length)
    .map((x, index): [number, number] => [x, series.y[index]!])
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

/** Where half of the curve's rows lie: of a cumulative share its crossing of one half, of a density its middle. */
function medianOf(series: Series, share: boolean): number | null {
  const points = pointsOf(series);
  if (points.length < 2) return null;
  const rising = points.every(([, y], index) => index === 0 || y >= points[index - 1]![1] - 1e-9);
  if (rising && share) {
    const after = points.findIndex(([, y]) => y >= 0.5);
    if (after < 0) return null;
    const [x, y] = points[after]!;
    const before = points[after - 1];
    if (before === undefined || y === before[1]) return x;
    return before[0] + ((x - before[0]) * (0.5 - before[1])) / (y - before[1]);
  }
  if (rising) return null;
  const steps = points
    .slice(1)
    .map(([x, y], index) => ({ x, area: ((y + points[index]![1]) / 2) * (x - points[index]![0]) }));
  const whole = steps.reduce((total, { area }) => total + area, 0);
  let passed = 0;
  for (const { x, area } of steps) {
    passed += area;
    if (passed >= whole / 2) return x;
  }
  return null;
}

function linearAxis(values: readonly number[], axis: Curves['x']): CurveAxis {
  const [low = 0, high = 1] = extent(values) as [number | undefined, number | undefined];
  const start = low > 0 && low < high / 2 ? 0 : low;
  const scale = scaleLinear([start, high > start ? high : start + 1], [0, 1]).nice(5);
  const [from = 0, to = 1] = scale.domain();
  const share = isShare(axis) && high <= 1.0001;
  return {
    label: axisText(axis),
    scale: 'linear',
    low: from,
    high: to,
    ticks: scale.ticks(5),
    format: (value) => (share ? percent(value) : compact(value)),
  };
}

function isShare(axis: Curves['x']): boolean {
  return axis.unit !== null && /^(share|%|percent)/u.test(axis.unit);
}

function axisText(axis: Curves['x']): string {
  const unit = axis.unit === null || isShare(axis) ? '' : `, ${inline(axis.unit, 20)}`;
  return `${inline(axis.label, 48)}${unit}`;
}

/** `0.1 %`, `37 %`: no more digits than an axis needs. */
function percent(share: number): string {
  const value = share * 100;
  const digits = value !== 0 && Math.abs(value) < 10 && Math.abs(value - Math.round(value)) > 0.04 ? 1 : 0;
  return `${value.toFixed(digits)}\u00a0%`;
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
