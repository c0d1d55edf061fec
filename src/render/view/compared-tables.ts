import type { Comparison, ResultDocument } from '../../result/document.ts';
import { plane } from '../charts/plane.ts';
import { type CandidateView, outcomeOf } from './candidates.ts';
import { comparedName, marksOf, type Views } from './comparison-sentences.ts';
import { estimateView } from './estimates.ts';
import { metaOf } from './measures.ts';
import { formatInterval, formatPercent, formatValue, type Unit } from './numbers.ts';
import type { DataTable, FigureView } from './tables.ts';
import { listed, sentenceCase } from './text.ts';

/** One compared measure: each candidate's value, and in words whom it can be told from. */
export interface ComparedRow {
  readonly title: string;
  readonly detail: string;
  readonly cells: readonly { readonly text: string; readonly note: string; readonly mark: string }[];
}

export function comparedRows(
  result: ResultDocument,
  comparison: Comparison,
  candidates: readonly CandidateView[],
  views: Views,
): ComparedRow[] {
  return comparison.measures.map(({ audit, measure, category, paired }, index) => ({
    title: comparedName(result, comparison, index),
    detail: `${category}; ${paired ? 'paired on shared resamples' : 'intervals taken as independent'}`,
    cells: candidates.map((candidate) => {
      const found = measureAt(result, comparison, index, candidate);
      if (found === null) return { text: '–', note: '', mark: '' };
      const view = estimateView(found.estimate, unitOf(result, audit, measure));
      return {
        text: view.text,
        note: view.interval ?? '',
        mark: sentenceCase(marksOf(comparison, index, candidate.id, views)),
      };
    }),
  }));
}

/** Pairs beyond these stand in result.json alone: a table of them all would be the report's largest part. */
const mostPairs = 10;

/** Every difference of every pair, first minus second; null where there are too many pairs to print. */
export function differenceTable(
  result: ResultDocument,
  comparison: Comparison,
  views: Views,
): DataTable | null {
  if (comparison.pairs.length > mostPairs) return null;
  const letter = (id: string) => views.get(id)?.letter ?? id;
  return {
    summary: 'Differences of all pairs, first minus second, with intervals that hold together',
    heads: [
      'Measure',
      ...comparison.pairs.map(({ first, second }) => `${letter(first)} − ${letter(second)}`),
    ],
    rows: comparison.measures.map(({ audit, measure }, index) => ({
      head: { text: comparedName(result, comparison, index), title: null },
      cells: comparison.pairs.map(({ differences }) => {
        const difference = differences[index];
        if (!difference) return '–';
        const unit = unitOf(result, audit, measure);
        const word = difference.distinguishable ? 'differ' : 'not distinguishable';
        return `${formatValue(difference.value, unit)} (${formatInterval(difference.low, difference.high, unit)}), adjusted ${pText(difference.adjusted)}: ${word}`;
      }),
    })),
  };
}

/** Privacy against utility and against fidelity. */
export function planeFigures(
  result: ResultDocument,
  comparison: Comparison,
  candidates: readonly CandidateView[],
): FigureView[] {
  return comparison.planes.map(({ category, points, x, y }) => {
    const unit = unitOf(result, x.audit, x.measure);
    const index = comparison.measures.findIndex(
      (measure) =>
        measure.audit === x.audit &&
        measure.measure === x.measure &&
        JSON.stringify(measure.labels) === JSON.stringify(x.labels),
    );
    const name = index < 0 ? x.measure : comparedName(result, comparison, index);
    const drawn = candidates.flatMap((view) => {
      const point = points.find(({ candidate }) => candidate === view.id);
      return point === undefined ? [] : [{ view, point }];
    });
    const front = drawn.filter(({ point }) => point.dominatedBy.length === 0);
    const title = `${sentenceCase(category)} against privacy: ${frontText(front, drawn.length)}`;
    return {
      title,
      aside: `${name}, and the highest of ${y.measures} leak rates; best is top right`,
      drawing: plane({
        points: drawn.map(({ view, point }) => ({
          hue: view.hue,
          letter: view.letter,
          x: point.x,
          y: point.y,
          onFront: point.dominatedBy.length === 0,
        })),
        x: { label: shortName(name), format: (value) => formatValue(value, unit) },
        y: { label: 'highest leak rate', format: formatPercent },
        label: `${title}. ${drawn.map(({ view, point }) => `${view.label}: ${formatValue(point.x.value, unit)}, leak rate ${formatPercent(point.y.value)}`).join('; ')}`,
      }),
      note: 'Lines: 95 % intervals, those of the leak rate widened for the number of attacks. Hollow: another candidate is distinguishably better in a measure of these two categories, and this one in none.',
      table: {
        summary: 'Data of this chart',
        heads: ['Candidate', sentenceCase(category), 'Highest leak rate', 'On the front'],
        rows: drawn.map(({ view, point }) => ({
          head: { text: view.label, title: null },
          cells: [
            `${formatValue(point.x.value, unit)} (${formatInterval(point.x.low, point.x.high, unit)})`,
            `${formatPercent(point.y.value)} (${formatInterval(point.y.low, point.y.high, 'share')})`,
            point.dominatedBy.length === 0
              ? 'yes'
              : `no: dominated by ${listed(point.dominatedBy.map((id) => candidates.find((one) => one.id === id)?.letter ?? id))}`,
          ],
        })),
      },
    };
  });
}

/** Scores and ranks under the user's weights; null where there are none. */
export function decisionTable({ decision }: Comparison, views: Views): DataTable | null {
  if (decision === null) return null;
  const order = Object.keys(decision.weights);
  return {
    summary: 'Decision matrix under the weights given',
    heads: [
      'Candidate',
      ...order.map((category) => `${sentenceCase(category)} × ${decision.weights[category]}`),
      'Weighted mean',
      'Rank',
      'Comes first in',
    ],
    rows: [...decision.candidates]
      .sort((a, b) => a.rank - b.rank)
      .map((one) => ({
        head: { text: views.get(one.candidate)?.label ?? one.candidate, title: null },
        cells: [
          ...order.map((category) => {
            const value = one.categories[category];
            return value === undefined ? '–' : formatValue(value, 'score');
          }),
          `${formatValue(one.value, 'score')} (${formatInterval(one.low, one.high, 'score')})`,
          one.rankLow === one.rankHigh
            ? String(one.rank)
            : `${one.rank} (between ${one.rankLow} and ${one.rankHigh})`,
          `${formatPercent(one.first)} of draws`,
        ],
      })),
  };
}

function measureAt(result: ResultDocument, comparison: Comparison, index: number, candidate: CandidateView) {
  const { audit, measure, labels } = comparison.measures[index]!;
  const outcome = outcomeOf(result, candidate, audit);
  if (outcome?.status !== 'measured') return null;
  const key = keyOf(labels);
  return (
    outcome.measures.find(
      (one) => one.name === measure && one.subject.length === 0 && keyOf(one.labels) === key,
    ) ?? null
  );
}

function unitOf(result: ResultDocument, audit: string, measure: string): Unit {
  const meta = result.audits[audit];
  return meta === undefined ? 'number' : metaOf(meta, measure).unit;
}

function frontText(front: readonly { readonly view: CandidateView }[], all: number): string {
  if (front.length === all) return 'no candidate is distinguishably dominated';
  if (front.length === 0) return 'every candidate is dominated by another';
  return `${listed(front.map(({ view }) => view.letter))} ${front.length === 1 ? 'is' : 'are'} not dominated`;
}

function shortName(name: string): string {
  return name.length <= 58 ? name : `${name.slice(0, 57)}…`;
}

function pText(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p ${p.toFixed(3)}`;
}

function keyOf(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
