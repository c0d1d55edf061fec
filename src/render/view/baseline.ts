import type { BaselineComparison, Estimate, ResultDocument, VerdictLevel } from '../../result/document.ts';
import { auditName, type CandidateView } from './candidates.ts';
import { estimateText } from './estimates.ts';
import { labelText, metaOf, subjectText } from './measures.ts';
import { formatDate, formatInterval, formatValue } from './numbers.ts';
import { counted, inline, listed } from './text.ts';

/** What has become worse or better since an earlier result, and what is no longer measured. */
export interface BaselineView {
  readonly name: string;
  readonly sha256: string;
  /** When and by what it was made, and in what the runs differ. */
  readonly facts: string;
  readonly candidates: readonly {
    readonly candidate: CandidateView;
    readonly summary: string;
    readonly changes: readonly ChangeView[];
  }[];
}

export interface ChangeView {
  readonly level: VerdictLevel;
  readonly mark: string;
  readonly word: string;
  readonly title: string;
  readonly detail: string;
  readonly before: string;
  readonly now: string;
  readonly difference: string;
}

export function baselineView(
  result: ResultDocument,
  candidates: readonly CandidateView[],
): BaselineView | null {
  const { baseline } = result;
  if (baseline === null) return null;
  return {
    name: inline(baseline.name, 60),
    sha256: baseline.sha256.slice(0, 12),
    facts: factsOf(baseline),
    candidates: candidates.flatMap((candidate) => {
      const held = baseline.candidates[candidate.id];
      if (held === undefined) return [];
      return [
        {
          candidate,
          summary: summaryOf(held),
          changes: [...changesOf(held, result), ...lossesOf(held, result)],
        },
      ];
    }),
  };
}

type Held = BaselineComparison['candidates'][string];

function factsOf({ startedAt, toolVersion, differs, margin }: BaselineComparison): string {
  const made = `Made on ${formatDate(startedAt)} by version ${inline(toolVersion, 20)}.`;
  const other = differs.length === 0 ? '' : ` It has ${listed(differs.map((what) => inline(what, 60)))}.`;
  return `${made}${other}${margin > 0 ? ` Changes up to ${margin} in a measure’s own unit are let pass.` : ''}`;
}

function summaryOf({ against, compared, undecided, changes, vanished }: Held): string {
  if (against === null) return 'The earlier result has no candidate that this one could be held against.';
  const worse = changes.filter(({ direction }) => direction === 'worse').length;
  const open =
    undecided === 0 ? '' : `; ${undecided} more have no interval in one of the two and tell nothing`;
  const lost =
    vanished.length === 0
      ? ''
      : ` ${counted(vanished.length, 'measure')} of then ${vanished.length === 1 ? 'is' : 'are'} not known now.`;
  return `Against “${inline(against, 40)}”: of ${counted(compared, 'measure')} ${worse} ${worse === 1 ? 'is' : 'are'} worse and ${changes.length - worse} better beyond chance${open}.${lost}`;
}

function changesOf({ changes }: Held, result: ResultDocument): ChangeView[] {
  return [...changes]
    .sort((a, b) => (a.direction === b.direction ? 0 : a.direction === 'worse' ? -1 : 1))
    .map(({ direction, before, now, difference, ...place }) => {
      const unit = unitOf(result, place);
      const isShare = unit === 'share';
      return {
        ...(direction === 'worse'
          ? ({ level: 'fail', mark: '✕', word: 'Worse' } as const)
          : ({ level: 'pass', mark: '✓', word: 'Better' } as const)),
        ...titleOf(result, place),
        before: estimateText(before, unit),
        now: estimateText(now, unit),
        difference: `${formatValue(difference.value, unit)} (${formatInterval(difference.low, difference.high, unit)})${isShare ? ' points' : ''}${difference.paired ? ', same resamples' : ''}`,
      };
    });
}

function lossesOf({ vanished }: Held, result: ResultDocument): ChangeView[] {
  return vanished.map(({ before, because, ...place }: { before: Estimate; because: string } & Place) => ({
    level: 'inconclusive',
    mark: '?',
    word: 'Not known now',
    ...titleOf(result, place),
    before: estimateText(before, unitOf(result, place)),
    now: inline(because, 200),
    difference: '–',
  }));
}

type Place = Pick<Held['changes'][number], 'audit' | 'measure' | 'subject' | 'labels'>;

function unitOf(result: ResultDocument, { audit, measure }: Place) {
  const meta = result.audits[audit];
  return meta === undefined || !Object.hasOwn(meta.measures, measure) ? 'number' : metaOf(meta, measure).unit;
}

function titleOf(result: ResultDocument, { audit, measure, subject, labels }: Place) {
  const meta = result.audits[audit];
  const known = meta !== undefined && Object.hasOwn(meta.measures, measure) ? metaOf(meta, measure) : null;
  const which = meta === undefined ? [] : [labelText(meta, labels), subjectText(subject)];
  return {
    title: auditName({ id: audit }),
    detail: [known?.title ?? measure, ...which].filter((part) => part !== '').join(', '),
  };
}
