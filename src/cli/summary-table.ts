import { join } from 'node:path';
import type { CandidateResult, Estimate, Measure, ResultDocument } from '../result/document.ts';
import { printable, shortened, styled } from './terminal.ts';

/** The compact table at the end of a run: per candidate the measures that a reader asks for first. */
export function summaryTable(result: ResultDocument, folder: string, formats: readonly string[]): string {
  const rows = result.inputs.candidates.map(({ id, name }) => {
    const candidate = result.candidates[id] as CandidateResult;
    return [shortened(name, 28), ...headlines.map(({ of }) => of(candidate))];
  });
  const header = ['candidate', ...headlines.map(({ title }) => title)];
  const widths = header.map((title, column) =>
    Math.max(...[header, ...rows].map((row) => [...(row[column] ?? title)].length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('   ')
      .trimEnd();
  const notes = result.inputs.candidates.flatMap(({ id, name }) =>
    Object.entries((result.candidates[id] as CandidateResult).outcomes).flatMap(([audit, outcome]) => {
      if (outcome.status === 'measured') return [];
      const mark = outcome.status === 'error' ? 'error' : 'not assessed';
      const why = outcome.status === 'error' ? outcome.message : outcome.reason;
      return [`${mark}: ${shortened(name, 28)}: ${audit}: ${printable(why)}`];
    }),
  );
  const where = formats.includes('html') ? join(folder, 'report.html') : folder;
  return [
    styled(process.stdout, 'bold', line(header)),
    ...rows.map(line),
    ...(notes.length > 0 ? ['', ...notes] : []),
    '',
    'No policy was given: these are measurements, not a decision.',
    `Report: ${where}`,
    '',
  ].join('\n');
}

const headlines: readonly { title: string; of(candidate: CandidateResult): string }[] = [
  { title: 'recognisable', of: (candidate) => share(largestLeak(candidate)) },
  { title: 'shapes (ceiling)', of: (candidate) => beside(find(candidate, 'column-shapes', 'column-shapes')) },
  {
    title: 'pair trends (ceiling)',
    of: (candidate) => beside(find(candidate, 'column-pair-trends', 'column-pair-trends')),
  },
  { title: 'TSTR (TRTR)', of: (candidate) => beside(mainUtility(candidate)) },
];

function find(candidate: CandidateResult, audit: string, name: string): Measure | undefined {
  const outcome = candidate.outcomes[audit];
  return outcome?.status === 'measured'
    ? outcome.measures.find((measure) => measure.name === name && measure.subject.length === 0)
    : undefined;
}

/** Over all attacks: the one whose lower end is highest decides. */
function largestLeak(candidate: CandidateResult): Measure | undefined {
  const leaks = Object.values(candidate.outcomes).flatMap((outcome) =>
    outcome.status === 'measured' ? outcome.measures.filter(({ name }) => name === 'leak-rate') : [],
  );
  return leaks.sort((a, b) => lowEnd(b.estimate) - lowEnd(a.estimate))[0];
}

function mainUtility(candidate: CandidateResult): Measure | undefined {
  const outcome = candidate.outcomes['train-on-synthetic-test-on-real'];
  if (outcome?.status !== 'measured') return undefined;
  return outcome.measures.find(
    ({ name, labels }) => (name === 'auc' || name === 'r2') && labels.trainedOn === 'synthetic',
  );
}

function lowEnd(estimate: Estimate): number {
  if (estimate.value === null) return estimate.censored.low;
  return estimate.uncertainty.kind === 'interval' ? estimate.uncertainty.low : estimate.value;
}

function share(measure: Measure | undefined): string {
  if (!measure) return 'not known';
  const { estimate } = measure;
  const percent = (value: number) => (100 * value).toFixed(1);
  if (estimate.value === null) {
    return `${percent(estimate.censored.low)} to ${percent(estimate.censored.high)} %`;
  }
  if (estimate.uncertainty.kind !== 'interval') return `${percent(estimate.value)} %`;
  return `${percent(estimate.value)} % (${percent(estimate.uncertainty.low)} to ${percent(estimate.uncertainty.high)})`;
}

function beside(measure: Measure | undefined): string {
  if (!measure) return 'not measured';
  const value = (estimate: Estimate | null) =>
    estimate === null || estimate.value === null ? '–' : estimate.value.toFixed(3);
  return `${value(measure.estimate)} (${value(measure.ceiling)})`;
}
