import type { ResultDocument, Score, ScoreName, ScorePart } from '../../result/document.ts';
import { strip } from '../charts/strip.ts';
import type { Drawing } from '../charts/svg.ts';
import { auditName, type CandidateView } from './candidates.ts';
import { estimateRange } from './estimates.ts';
import { labelText, metaOf } from './measures.ts';
import { compact } from './numbers.ts';
import type { DataTable } from './tables.ts';
import { asSentence, inline, nameView, sentenceCase } from './text.ts';

/** A category's score of every candidate, with its definition and what is in it. */
export interface ScoresView {
  readonly title: string;
  readonly definition: string;
  readonly rows: readonly {
    readonly candidate: CandidateView;
    /** `93`; null where it is undefined. */
    readonly value: string | null;
    readonly interval: string;
    readonly drawing: Drawing | null;
    /** Why there is no score, or how much lies beyond an end of the scale. */
    readonly remark: string;
  }[];
  readonly parts: readonly { readonly candidate: CandidateView; readonly table: DataTable }[];
  /** What has no part in it, each reason once with the candidates it is about; none named where it is all of them. */
  readonly leftOut: readonly { readonly letters: string; readonly text: string }[];
}

/** Null where no candidate has the score, as in results of before there was one. */
export function scoresView(
  result: ResultDocument,
  name: ScoreName,
  candidates: readonly CandidateView[],
): ScoresView | null {
  const scored = candidates.flatMap((candidate) => {
    const score = scoreOf(result, candidate, name);
    return score ? [{ candidate, score }] : [];
  });
  const [first] = scored;
  if (!first) return null;
  return {
    title: `${sentenceCase(name)} score`,
    definition: asSentence(sentenceCase(inline(first.score.definition, 600))),
    rows: scored.map(({ candidate, score }) => ({ candidate, ...figuresOf(score, candidate) })),
    parts: scored
      .filter(({ score }) => score.parts.length > 0)
      .map(({ candidate, score }) => ({ candidate, table: partsTable(result, score) })),
    leftOut: leftOutOf(result, scored, candidates.length),
  };
}

/** `93 (64–100)`, or `no score, without a holdout …`: for a line of text. */
export function scoreText(score: Score): string {
  if (score.status === 'undefined') return `no score, ${inline(score.reason, 160)}`;
  const { value, interval } = figuresOf(score, null);
  return interval === '' ? `${value}` : `${value} (${interval})`;
}

export function scoreOf(result: ResultDocument, { id }: CandidateView, name: ScoreName): Score | null {
  return result.candidates[id]?.scores.find((score) => score.name === name) ?? null;
}

function figuresOf(score: Score, candidate: CandidateView | null) {
  const beyond = (end: ScorePart['beyond']) => score.parts.filter((part) => part.beyond === end).length;
  const remarks = [
    ...(beyond('ceiling') > 0 ? [`${beyond('ceiling')} above the ceiling`] : []),
    ...(beyond('floor') > 0 ? [`${beyond('floor')} below the floor`] : []),
  ];
  const parts = `${score.parts.length} measures${remarks.length > 0 ? `, ${remarks.join(', ')}` : ''}`;
  if (score.status === 'undefined') {
    return {
      value: null,
      interval: '',
      drawing: null,
      remark: asSentence(sentenceCase(inline(score.reason, 300))),
    };
  }
  const range = estimateRange(score.estimate);
  const value = points(score.estimate.value);
  // Outward, so that the interval still holds what it held.
  const interval = range === null ? '' : `${Math.floor(range.low + 1e-9)}–${Math.ceil(range.high - 1e-9)}`;
  const drawing =
    candidate === null
      ? null
      : strip({
          hue: candidate.hue,
          domain: { low: 0, high: 100 },
          value: score.estimate.value,
          range,
          reference: 100,
          floor: 0,
          label: `${candidate.label}: ${value} of 100${interval === '' ? '' : `, interval ${interval}`}`,
          width: 180,
        });
  return { value, interval, drawing, remark: parts };
}

function partsTable(result: ResultDocument, score: Score): DataTable {
  return {
    summary: 'What is in it',
    heads: ['Measure', 'Points', 'Interval', 'Value', 'Floor', 'Ceiling', 'Weight'],
    rows: score.parts.map((part) => {
      const range = estimateRange(part.estimate);
      return {
        head: nameView(partName(result, part), 90),
        cells: [
          `${points(part.estimate.value)}${part.beyond === 'neither' ? '' : part.beyond === 'ceiling' ? ' (above)' : ' (below)'}`,
          range === null ? '–' : `${points(range.low)}–${points(range.high)}`,
          compact(part.value),
          `${compact(part.floor.value)}${part.floor.kind === 'naive' ? ' (naive)' : ''}`,
          `${compact(part.ceiling.value)}${part.ceiling.kind === 'reference' ? ' (expected)' : ''}`,
          `${(100 * part.weight).toFixed(1)}\u00a0%`,
        ],
      };
    }),
  };
}

function partName(result: ResultDocument, { audit, measure, labels, columns }: ScorePart): string {
  const meta = result.audits[audit];
  if (!meta) return inline(`${audit}.${measure}`, 90);
  const what = [metaOf(meta, measure).title, labelText(meta, labels)]
    .filter((text) => text !== '')
    .join(', ');
  return columns === 0 ? what : `${what}, mean over ${columns} ${columns === 1 ? 'column' : 'columns'}`;
}

function leftOutOf(
  result: ResultDocument,
  scored: readonly { readonly candidate: CandidateView; readonly score: Score }[],
  all: number,
): ScoresView['leftOut'] {
  const byText = new Map<string, string[]>();
  for (const { candidate, score } of scored) {
    for (const { audit, measure, reason } of score.leftOut) {
      const meta = result.audits[audit];
      const name = meta ? (measure === null ? auditName(meta) : metaOf(meta, measure).title) : audit;
      const text = asSentence(`${inline(name, 90)}: ${inline(reason, 200)}`);
      byText.set(text, [...(byText.get(text) ?? []), candidate.letter]);
    }
  }
  return [...byText].map(([text, letters]) => ({
    text,
    letters: letters.length === all ? '' : letters.join(', '),
  }));
}

function points(value: number): string {
  return value.toFixed(0);
}
