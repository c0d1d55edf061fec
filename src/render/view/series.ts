import type { MeasureMeta, ResultDocument, Series, Trend } from '../../result/document.ts';
import { trend } from '../charts/trend.ts';
import { type CandidateView, candidateViews } from './candidates.ts';
import type { PanelView } from './column-figures.ts';
import { metaOf } from './measures.ts';
import { formatInterval, formatPValue, formatValue } from './numbers.ts';
import type { DataTable } from './tables.ts';
import { counted, inline, nameView, numberWord, sentenceCase, words } from './text.ts';

/** The part on generations or releases: what is lost from one to the next. */
export interface SeriesView {
  readonly finding: string;
  readonly sentences: readonly string[];
  /** Measures of the whole table, then columns, worst first. */
  readonly panels: readonly PanelView[];
  readonly columns: readonly PanelView[];
  readonly columnNote: string;
  readonly table: DataTable;
  readonly columnTable: DataTable | null;
}

/** What the trend of one measure says, in few words. */
export interface TrendRow {
  readonly measure: string;
  readonly first: string;
  readonly last: string;
  readonly change: string;
  readonly verdict: string;
}

const mostColumns = 12;

/** Null where the candidates are no series. */
export function seriesView(result: ResultDocument): SeriesView | null {
  const { series } = result;
  if (series === null) return null;
  const candidates = new Map(candidateViews(result).map((candidate) => [candidate.id, candidate]));
  const ofTable = series.trends.filter(({ subject }) => subject.length === 0);
  const ofColumns = series.trends.filter(({ subject }) => subject.length > 0).sort(byLoss);
  const shown = ofColumns.slice(0, mostColumns);
  const left = ofColumns.length - shown.length;
  return {
    finding: findingOf(series),
    sentences: seriesSentences(result, series),
    panels: ofTable.map((one) => panelOf(result, series, one, candidates)),
    columns: shown.map((one) => panelOf(result, series, one, candidates)),
    columnNote: `Single columns, clearest change first.${left > 0 ? ` ${shown.length} are drawn; the other ${left} are in the table.` : ''}`,
    table: tableOf(result, ofTable, 'Measures of the whole table: change per generation'),
    columnTable: ofColumns.length === 0 ? null : tableOf(result, ofColumns, 'Columns: change per generation'),
  };
}

/** `Late collapse: the last generation has lost more than the first`. */
export function findingOf({ collapse }: Series): string {
  switch (collapse) {
    case 'late':
      return 'Late collapse: the last generation has lost more than the first';
    case 'early':
      return 'Early collapse: generations are less diverse than fresh real data; growth of the loss is not shown';
    case 'none':
      return 'No collapse is shown';
    default:
      return collapse satisfies never;
  }
}

/** What the series shows, in one or two sentences. */
export function seriesSentences(result: ResultDocument, series: Series): string[] {
  const ofTable = series.trends.filter(({ subject }) => subject.length === 0);
  if (ofTable.length === 0) return ['No measure that shows collapse has a value in two generations.'];
  const late = ofTable.filter(({ collapse }) => collapse === 'late');
  const lost = late.map((one) => titleOf(result, one).toLowerCase());
  const since = series.since === null ? '' : labelOf(series, series.since);
  return [
    late.length === 0
      ? `Of ${counted(ofTable.length, 'measure')} of the whole table none is worse in ${lastLabel(series)} than in ${firstLabel(series)} beyond chance.`
      : `${shareOf(late.length, ofTable.length)} of the whole table ${late.length === 1 ? 'is' : 'are'} worse in ${lastLabel(series)} than in ${firstLabel(series)} beyond chance${late.length === ofTable.length ? '' : `: ${lost.join('; ')}`}.`,
    ...(since === '' ? [] : [`Less diverse than fresh real data since ${since}.`]),
  ];
}

function shareOf(count: number, all: number): string {
  if (count === all) return all === 1 ? 'The one measure' : `All ${numberWord(all)} measures`;
  return `${sentenceCase(numberWord(count))} of ${counted(all, 'measure')}`;
}

/** One row per measure of the whole table, for summaries. */
export function trendRows(result: ResultDocument, series: Series): TrendRow[] {
  return series.trends
    .filter(({ subject }) => subject.length === 0)
    .map((one) => {
      const { unit } = metaFor(result, one);
      const value = (at: number) => formatValue(one.points.at(at)?.value ?? 0, unit);
      return {
        measure: titleOf(result, one),
        first: value(0),
        last: value(-1),
        change: changeText(one, unit),
        verdict: sentenceCase(verdictOf(series, one)),
      };
    });
}

function panelOf(
  result: ResultDocument,
  series: Series,
  one: Trend,
  candidates: ReadonlyMap<string, CandidateView>,
): PanelView {
  const { unit } = metaFor(result, one);
  const format = (value: number) => formatValue(value, unit);
  const title = titleOf(result, one);
  const labels = series.labels.map((text) => inline(text, 14));
  const marks = one.points.map(({ candidate, value, interval, reference }) => ({
    hue: candidates.get(candidate)?.hue ?? 'neutral',
    at: series.order.indexOf(candidate),
    value,
    range: interval,
    reference,
  }));
  const ends = [one.points[0], one.points[one.points.length - 1]].map((point) =>
    point === undefined ? 'nothing' : format(point.value),
  );
  return {
    name: nameView(title, 80),
    aside: `${changeText(one, unit)} per generation; ${verdictOf(series, one)}`,
    drawing: trend({
      marks,
      labels,
      format,
      label: `${title} over ${counted(series.order.length, 'generation')}: from ${ends[0]} to ${ends[1]}; ${verdictOf(series, one)}.`,
    }),
    table: {
      summary: 'Values',
      heads: ['Generation', 'Value', 'Interval', 'Fresh real data'],
      rows: one.points.map(({ candidate, value, interval, reference }) => ({
        head: nameView(labelOf(series, candidate), 40),
        cells: [
          format(value),
          interval === null ? '–' : formatInterval(interval.low, interval.high, unit),
          reference === null ? '–' : format(reference),
        ],
      })),
    },
  };
}

function tableOf(result: ResultDocument, trends: readonly Trend[], summary: string): DataTable {
  return {
    summary,
    heads: ['Measure', 'First', 'Last', 'Change per generation', 'p, adjusted', 'Scatter', 'Reading'],
    rows: trends.map((one) => {
      const { unit } = metaFor(result, one);
      const value = (at: number) => formatValue(one.points.at(at)?.value ?? 0, unit);
      const series = result.series as Series;
      return {
        head: nameView(titleOf(result, one), 80),
        cells: [
          value(0),
          value(-1),
          changeText(one, unit),
          formatPValue(one.test.adjusted),
          one.scatter === null ? '–' : `${one.scatter.toFixed(1)} ×`,
          sentenceCase(verdictOf(series, one)),
        ],
      };
    }),
  };
}

/** Clearest loss first: collapse, then how small the p-value is, then how large the change. */
function byLoss(a: Trend, b: Trend): number {
  const rank = { late: 0, early: 1, none: 2 };
  return rank[a.collapse] - rank[b.collapse] || a.test.adjusted - b.test.adjusted || sizeOf(b) - sizeOf(a);
}

function sizeOf({ slope: { kind, value } }: Trend): number {
  return Math.abs(kind === 'factor' ? Math.log(value) : value);
}

/** `× 0.575 (0.552–0.598)`, `−3.8 % (…)`. */
function changeText({ slope: { kind, value, low, high } }: Trend, unit: MeasureMeta['unit']): string {
  if (kind === 'factor') {
    return `×\u00a0${formatValue(value, 'ratio')} (${formatInterval(low, high, 'ratio')})`;
  }
  const sign = value > 0 ? '+' : '';
  return `${sign}${formatValue(value, unit)} (${formatInterval(low, high, unit)})`;
}

/** `late loss, below fresh data since g1`: read with what the section says of early and late. */
function verdictOf(series: Series, { collapse, since, direction, loss }: Trend): string {
  const fresh = loss === 'falling' ? 'below fresh data' : 'above fresh data';
  const from = since === null ? '' : `, ${fresh} since ${labelOf(series, since)}`;
  switch (collapse) {
    case 'late':
      return `late loss${from}`;
    case 'early':
      return `early loss${from}`;
    case 'none':
      return `no ${since === null ? '' : 'growing '}loss shown${from}${direction === 'unclear' ? '' : `, ${direction}`}`;
    default:
      return collapse satisfies never;
  }
}

function titleOf(result: ResultDocument, { subject, ...one }: Trend): string {
  const { title } = metaFor(result, one);
  return subject.length === 0 ? title : `${subject.map((name) => inline(name, 32)).join(' × ')}: ${title}`;
}

function metaFor(result: ResultDocument, { audit, measure }: Pick<Trend, 'audit' | 'measure'>): MeasureMeta {
  const meta = result.audits[audit];
  return meta
    ? metaOf(meta, measure)
    : {
        title: sentenceCase(words(measure)),
        unit: 'number',
        better: 'none',
        formula: '',
        reference: null,
        counts: 'none',
      };
}

function labelOf({ order, labels }: Series, id: string): string {
  return inline(labels[order.indexOf(id)] ?? id, 28);
}

function firstLabel(series: Series): string {
  return labelOf(series, series.order[0] ?? '');
}

function lastLabel(series: Series): string {
  return labelOf(series, series.order[series.order.length - 1] ?? '');
}
