import { join } from 'node:path';
import { candidateViews, verdictView } from '../render/view/candidates.ts';
import { leakEvidence } from '../render/view/leaks.ts';
import { findingOf, seriesSentences } from '../render/view/series.ts';
import type { CandidateResult, Estimate, Measure, Outcome, ResultDocument } from '../result/document.ts';
import { printable, shortened, styled } from './terminal.ts';
import { verdictTable } from './verdict-table.ts';

/** No line of the table is longer; names give way. */
const widest = 100;
const longestName = 28;

/** The compact table at the end of a run: per candidate the measures that a reader asks for first. */
export function summaryTable(result: ResultDocument, folder: string, formats: readonly string[]): string {
  const shown = headlines.filter(({ isPartOf }) => isPartOf(result));
  const parts = [
    shown.length > 0 ? tableOf(result, shown) : sentencesOf(result),
    notesOf(result),
    seriesText(result),
    shown.map(({ legend }) => `${legend}\n`).join(''),
    verdictTable(result),
    `${result.policy === null ? 'No policy was given: these are measurements, not a decision.\n' : ''}${whereOf(folder, formats)}\n`,
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** What a series shows, in sentences. */
function seriesText(result: ResultDocument): string {
  const { series } = result;
  if (series === null) return '';
  return `${styled(process.stdout, 'bold', findingOf(series))}\n${seriesSentences(result, series)
    .map((sentence) => `${printable(sentence)}\n`)
    .join('')}`;
}

interface Headline {
  /** The column's head, in two lines. */
  readonly title: readonly [string, string];
  readonly legend: string;
  isPartOf(result: ResultDocument): boolean;
  of(candidate: CandidateResult, result: ResultDocument, index: number): string;
}

const headlines: readonly Headline[] = [
  {
    title: ['verdict', ''],
    legend: 'verdict: what the policy says; its reasons stand below',
    isPartOf: ({ policy }) => policy !== null,
    of: ({ verdict }) => verdictView(verdict).word.replace(', with', ','),
  },
  {
    title: ['recognisable', '(interval)'],
    legend:
      'recognisable: training people whom the best attack recognises beyond chance, with its 95 % interval',
    isPartOf: ({ audits }) => Object.values(audits).some(({ measures }) => 'leak-rate' in measures),
    of: (_, result, index) => share(strongestLeak(result, index)),
  },
  {
    title: ['shapes', '(ceiling)'],
    legend:
      'shapes: how alike single columns are, from 0 to 1; the ceiling is what fresh real rows would get',
    isPartOf: ({ audits }) => 'column-shapes' in audits,
    of: (candidate) => beside(find(candidate, 'column-shapes', 'column-shapes')),
  },
  {
    title: ['pair trends', '(ceiling)'],
    legend: 'pair trends: how alike pairs of columns hang together, from 0 to 1, beside the same ceiling',
    isPartOf: ({ audits }) => 'column-pair-trends' in audits,
    of: (candidate) => beside(find(candidate, 'column-pair-trends', 'column-pair-trends')),
  },
  {
    title: ['TSTR', '(TRTR)'],
    legend:
      'TSTR: AUC or R² on the holdout of boosting (quick: forest) trained on the candidate; TRTR: on train',
    isPartOf: ({ audits, inputs }) =>
      'train-on-synthetic-test-on-real' in audits && inputs.targets.length > 0,
    of: (candidate) => beside(mainUtility(candidate)),
  },
];

function tableOf(result: ResultDocument, shown: readonly Headline[]): string {
  const heads = [0, 1].map((line) => shown.map(({ title }) => title[line] as string));
  const cells = result.inputs.candidates.map(({ id }, index) =>
    shown.map(({ of }) => of(result.candidates[id] as CandidateResult, result, index)),
  );
  const widths = shown.map((_, column) =>
    Math.max(...[...heads, ...cells].map((row) => lengthOf(row[column] as string))),
  );
  const left = widest - widths.reduce((sum, width) => sum + gap.length + width, 0);
  const names = result.inputs.candidates.map(({ name }) => shortened(name, Math.min(longestName, left)));
  const nameWidth = Math.max('candidate'.length, ...names.map(lengthOf));
  const line = (name: string, row: readonly string[]) =>
    [padded(name, nameWidth), ...row.map((cell, column) => padded(cell, widths[column] as number))]
      .join(gap)
      .trimEnd();
  return [
    styled(process.stdout, 'bold', line('candidate', heads[0] as string[])),
    line('', heads[1] as string[]),
    ...cells.map((row, index) => line(names[index] as string, row)),
    '',
  ].join('\n');
}

const gap = '  ';

/** What was found in words, where none of the table's audits ran. */
function sentencesOf(result: ResultDocument): string {
  return eachOutcome(result, (name, audit, outcome) =>
    outcome.status === 'measured' ? `${name}: ${audit}: ${printable(outcome.summary)}\n` : '',
  );
}

/** What was not measured and why; said once where it is the same for all candidates. */
function notesOf(result: ResultDocument): string {
  const named = new Map<string, string[]>();
  eachOutcome(result, (name, audit, outcome) => {
    if (outcome.status === 'measured') return '';
    const note =
      outcome.status === 'error'
        ? `${styled(process.stdout, 'red', 'error')}\u0000${audit}: ${printable(outcome.message)}`
        : `not assessed\u0000${audit}: ${printable(outcome.reason)}`;
    named.set(note, [...(named.get(note) ?? []), name]);
    return '';
  });
  const all = result.inputs.candidates.length;
  return [...named]
    .map(([note, names]) => {
      const [mark, text] = note.split('\u0000');
      const who = all > 1 && names.length < all ? `${names.join(', ')}: ` : '';
      return `${mark}: ${who}${text}\n`;
    })
    .join('');
}

function eachOutcome(
  result: ResultDocument,
  line: (name: string, audit: string, outcome: Outcome) => string,
): string {
  const lines = result.inputs.candidates.flatMap(({ id, name }) =>
    Object.entries((result.candidates[id] as CandidateResult).outcomes).map(([audit, outcome]) =>
      line(shortened(name, longestName), audit, outcome),
    ),
  );
  return lines.join('');
}

function whereOf(folder: string, formats: readonly string[]): string {
  return formats.includes('html') ? `Report: ${join(folder, 'report.html')}` : `Written to: ${folder}`;
}

function lengthOf(text: string): number {
  return [...text].length;
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - lengthOf(text)));
}

function find(candidate: CandidateResult, audit: string, name: string): Measure | undefined {
  const outcome = candidate.outcomes[audit];
  return outcome?.status === 'measured'
    ? outcome.measures.find((measure) => measure.name === name && measure.subject.length === 0)
    : undefined;
}

/** The leak rate that the report's first screen shows as well. */
function strongestLeak(result: ResultDocument, index: number): Measure | undefined {
  const candidate = candidateViews(result)[index];
  return candidate && leakEvidence(result, candidate).leaks[0]?.measure;
}

function mainUtility(candidate: CandidateResult): Measure | undefined {
  const outcome = candidate.outcomes['train-on-synthetic-test-on-real'];
  if (outcome?.status !== 'measured') return undefined;
  const main = outcome.measures.filter(
    ({ name, labels }) => (name === 'auc' || name === 'r2') && labels.trainedOn === 'synthetic',
  );
  return main.find(({ labels }) => labels.model === 'gradient-boosting') ?? main[0];
}

function share(measure: Measure | undefined): string {
  if (!measure) return 'not known';
  const { estimate } = measure;
  const percent = (value: number) => withoutMinusZero((100 * value).toFixed(1));
  if (estimate.value === null) {
    return `${percent(estimate.censored.low)} to ${percent(estimate.censored.high)} %`;
  }
  if (estimate.uncertainty.kind !== 'interval') return `${percent(estimate.value)} %`;
  return `${percent(estimate.value)} % (${percent(estimate.uncertainty.low)} to ${percent(estimate.uncertainty.high)})`;
}

function beside(measure: Measure | undefined): string {
  if (!measure) return 'not known';
  const value = (estimate: Estimate | null) =>
    estimate === null || estimate.value === null ? '–' : withoutMinusZero(estimate.value.toFixed(3));
  return `${value(measure.estimate)} (${value(measure.ceiling)})`;
}

function withoutMinusZero(digits: string): string {
  return /^-0\.?0*$/.test(digits) ? digits.slice(1) : digits;
}
