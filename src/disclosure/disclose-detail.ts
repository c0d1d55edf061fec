import type { Detail } from '../result/document.ts';
import { fewest, stepFor, toSignificant, toStep } from './rounding.ts';

/** A detail as it may be shared. */
export function discloseDetail(detail: Detail): Detail {
  switch (detail.kind) {
    case 'note':
    case 'table':
      return detail;
    case 'histogram':
      return discloseHistogram(detail);
    case 'categories':
      return discloseCategories(detail);
    case 'matrix':
      return {
        ...detail,
        values: detail.values.map(roundRow),
        ceiling: detail.ceiling?.map(roundRow) ?? null,
      };
    case 'curves':
      return discloseCurves(detail);
    case 'forest-plot':
      return discloseForestPlot(detail);
    default:
      return detail satisfies never;
  }
}

type Of<Kind extends Detail['kind']> = Extract<Detail, { kind: Kind }>;

/** Bins grow until each holds at least eleven real rows of every real dataset; edges are rounded; counts become shares. */
function discloseHistogram(detail: Of<'histogram'>): Detail {
  const { edges, counts } = detail;
  const groups: number[][] = [];
  let open: number[] = [];
  for (let bin = 0; bin < counts.real.length; bin++) {
    open.push(bin);
    if (!isSmall(open, counts)) {
      groups.push(open);
      open = [];
    }
  }
  // What is left at the end joins the last group; where nothing is large enough, nothing is shown.
  const last = groups[groups.length - 1];
  if (open.length > 0 && last) last.push(...open);
  if (groups.length === 0) return suppressed(detail.column);
  const merged = detail.scale === 'date' ? byMonth(groups, edges) : groups;
  const kept = merged.map((bins) => edges[bins[0] as number] as number);
  kept.push(edges[edges.length - 1] as number);
  return {
    ...detail,
    edges: detail.scale === 'date' ? monthEdges(kept) : distinctEdges(kept, (edge) => toSignificant(edge, 2)),
    counts: {
      real: sharesOf(counts.real, merged),
      holdout: counts.holdout && sharesOf(counts.holdout, merged),
      synthetic: sharesOf(counts.synthetic, merged),
    },
  };
}

/** Bins that begin in one month are one: a day that only a few people share must not stand at an edge. */
function byMonth(groups: readonly number[][], edges: readonly number[]): number[][] {
  const merged: number[][] = [];
  let month = Number.NaN;
  for (const bins of groups) {
    const begins = toMonth(edges[bins[0] as number] as number);
    const last = merged[merged.length - 1];
    if (last && begins === month) last.push(...bins);
    else merged.push([...bins]);
    month = begins;
  }
  return merged;
}

/** Months' beginnings; the last bin ends a month after its beginning at the earliest. */
function monthEdges(edges: readonly number[]): number[] {
  const months = edges.map(toMonth);
  const begins = new Date(months[months.length - 2] as number);
  const next = Date.UTC(begins.getUTCFullYear(), begins.getUTCMonth() + 1, 1);
  months[months.length - 1] = Math.max(months[months.length - 1] as number, next);
  return months;
}

/** Rounding to two digits can make neighbouring edges equal; a digit more is given only as far as bins need it. */
function distinctEdges(edges: readonly number[], round: (edge: number) => number): number[] {
  const rounded = edges.map(round);
  if (rounded.every((edge, index) => index === 0 || edge > (rounded[index - 1] as number))) return rounded;
  // Equal steps between the two rounded ends: they tell no more than the ends do.
  const low = rounded[0] as number;
  const high = rounded[rounded.length - 1] as number;
  const span = high > low ? high - low : 1;
  const first = edges[0] as number;
  const width = (edges[edges.length - 1] as number) - first;
  return edges.map((edge) => low + (span * (edge - first)) / width);
}

/** Levels with fewer than eleven real rows are pooled, whichever file they come from. */
function discloseCategories(detail: Of<'categories'>): Detail {
  const { levels, counts } = detail;
  const shown: number[] = [];
  const pooled: number[] = [];
  for (let level = 0; level < levels.length; level++) {
    (isSmall([level], counts) ? pooled : shown).push(level);
  }
  if (shown.length === 0) return suppressed(detail.column);
  // A pool that is itself small would give its count away: it takes the smallest shown level along.
  const bySize = [...shown].sort((a, b) => (counts.real[a] as number) - (counts.real[b] as number));
  while (pooled.length > 0 && bySize.length > 1 && isSmall(pooled, counts)) {
    const smallest = bySize.shift() as number;
    pooled.push(smallest);
    shown.splice(shown.indexOf(smallest), 1);
  }
  const poolIsShown = pooled.length > 0 && !isSmall(pooled, counts);
  const groups = [...shown.map((level) => [level]), ...(poolIsShown ? [pooled] : [])];
  return {
    ...detail,
    levels: [
      ...shown.map((level) => levels[level] as string),
      ...(poolIsShown ? [`other (${pooled.length} suppressed)`] : []),
    ],
    counts: {
      real: sharesOf(counts.real, groups),
      holdout: counts.holdout && sharesOf(counts.holdout, groups),
      synthetic: sharesOf(counts.synthetic, groups),
    },
  };
}

function discloseCurves(detail: Of<'curves'>): Detail {
  return {
    ...detail,
    series: detail.series.map((series) => {
      if (series.rows === null) {
        return {
          ...series,
          x: series.x.map((value) => toSignificant(value, 3)),
          y: series.y.map((value) => toSignificant(value, 3)),
        };
      }
      // A step of a share of people is never finer than eleven of them.
      const step = stepFor(series.rows);
      return {
        ...series,
        x: series.x.map((value) => toStep(value, step)),
        y: series.y.map((value) => toStep(value, step)),
      };
    }),
  };
}

/** Three digits: of models over many rows, they tell nothing about one of them. */
function discloseForestPlot(detail: Of<'forest-plot'>): Detail {
  const rounded = (point: { value: number; low: number; high: number } | null) =>
    point && {
      value: toSignificant(point.value, 3),
      low: toSignificant(point.low, 3),
      high: toSignificant(point.high, 3),
    };
  return {
    ...detail,
    items: detail.items.map(({ label, real, synthetic }) => ({
      label,
      real: rounded(real),
      synthetic: rounded(synthetic),
    })),
  };
}

interface Counts {
  readonly real: readonly number[];
  readonly holdout: readonly number[] | null;
}

function isSmall(members: readonly number[], { real, holdout }: Counts): boolean {
  const total = (counts: readonly number[]) =>
    members.reduce((sum, member) => sum + (counts[member] as number), 0);
  return total(real) < fewest || (holdout !== null && total(holdout) < fewest);
}

function sharesOf(counts: readonly number[], groups: readonly (readonly number[])[]): number[] {
  const all = counts.reduce((sum, count) => sum + count, 0);
  const step = stepFor(all);
  return groups.map((members) => {
    const rows = members.reduce((sum, member) => sum + (counts[member] as number), 0);
    return all === 0 ? 0 : toStep(rows / all, step);
  });
}

function suppressed(column: string): Detail {
  return {
    kind: 'note',
    text: `The values of “${column}” are not shown: no value or range of it has enough real rows.`,
  };
}

function roundRow(row: readonly (number | null)[]): (number | null)[] {
  return row.map((value) => value && toSignificant(value, 3));
}

function toMonth(time: number): number {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + (date.getUTCDate() > 15 ? 1 : 0), 1);
}
