import type {
  AuditMeta,
  Clause,
  Framework,
  Measure,
  ResultDocument,
  Verdict,
} from '../../result/document.ts';
import { auditName, type CandidateView, outcomeOf, verdictView } from './candidates.ts';
import { estimateRange, estimateText } from './estimates.ts';
import { labelText, measuresOf, metaOf } from './measures.ts';
import { ruleWords } from './policy.ts';
import { asSentence, listed } from './text.ts';

/** What one audit says of candidates, for a clause; those of which it says the same stand together. */
export interface ReadingView {
  readonly candidates: readonly CandidateView[];
  readonly level: Verdict['level'];
  readonly mark: string;
  /** How the policy's rules on this audit came out; `Not assessed` or `Broke` where nothing was measured; else empty. */
  readonly word: string;
  readonly text: string;
}

export interface ClauseView {
  readonly id: string;
  readonly reference: string;
  readonly asks: string;
  readonly audits: readonly {
    /** Where the page shows the audit; null where it was not part of the run. */
    readonly anchor: string | null;
    readonly name: string;
    readonly says: string;
    readonly readings: readonly ReadingView[];
  }[];
  /** What the measurements leave open; candidates of which the same is said stand together. */
  readonly residual: readonly { readonly candidates: readonly CandidateView[]; readonly text: string }[];
  readonly remains: string;
}

export interface FrameworkView {
  readonly id: string;
  readonly title: string;
  readonly issuer: string;
  readonly nature: string;
  readonly status: string;
  readonly asOf: string;
  readonly clauses: readonly ClauseView[];
}

/** From clauses of laws and standards to what was measured; empty where the document carries no frameworks. */
export function evidenceView(
  result: ResultDocument,
  candidates: readonly CandidateView[],
): readonly FrameworkView[] {
  // An audit speaks to several clauses and says the same each time.
  const known = new Map<string, readonly Reading[]>();
  const readingsOf = (audit: string) => {
    const readings = known.get(audit) ?? candidates.map((candidate) => readingOf(result, candidate, audit));
    known.set(audit, readings);
    return readings;
  };
  return result.evidence.map(({ clauses, ...framework }: Framework) => ({
    ...framework,
    clauses: clauses.map((clause) => clauseView(result, clause, candidates, readingsOf)),
  }));
}

function clauseView(
  result: ResultDocument,
  clause: Clause,
  candidates: readonly CandidateView[],
  readingsOf: (audit: string) => readonly Reading[],
): ClauseView {
  const audits = clause.audits.map(({ audit, says }) => ({
    anchor: Object.hasOwn(result.audits, audit) ? `audit-${audit}` : null,
    name: auditName({ id: audit }),
    says,
    own: readingsOf(audit),
  }));
  const residual = candidates.map((_, index) => ({
    text: residualText(audits.map(({ name, own }) => ({ name, ...own[index]! }))),
  }));
  // Of many candidates the figures stand with the audits: here it is enough how each came out.
  const isLong = candidates.length > mostInFigures;
  return {
    ...clause,
    audits: audits.map(({ own, ...audit }) => ({
      ...audit,
      readings: together(
        isLong ? own.map((reading) => ({ ...reading, text: reading.word === '' ? 'Measured.' : '' })) : own,
        candidates,
      ),
    })),
    residual: together(residual, candidates),
  };
}

const mostInFigures = 8;

/** Candidates of which the same is said, together, in the order of the first of them. */
function together<Said extends object>(
  said: readonly Said[],
  candidates: readonly CandidateView[],
): (Said & { candidates: CandidateView[] })[] {
  const found = new Map<string, Said & { candidates: CandidateView[] }>();
  for (const [index, one] of said.entries()) {
    const key = JSON.stringify(one);
    const known = found.get(key) ?? { ...one, candidates: [] };
    known.candidates.push(candidates[index] as CandidateView);
    found.set(key, known);
  }
  return [...found.values()];
}

/** What remains after the measurements: limits broken, questions not settled, audits that said nothing. */
function residualText(readings: readonly { name: string; level: Verdict['level']; word: string }[]): string {
  const among = (...words: readonly string[]) =>
    readings.filter(({ word }) => words.includes(word)).map(({ name }) => name.toLowerCase());
  const parts = [
    ['above the policy’s limits', among(ruleWords.fail)],
    ['not settled', among(ruleWords.inconclusive)],
    ['not assessed', among(words.absent, words.broken)],
    ['measured, and no limit set', among(words.unjudged)],
  ] as const;
  const open = parts.filter(([, names]) => names.length > 0);
  if (open.length === 0) return 'What the intervals leave room for, within the policy’s limits.';
  return open.map(([fact, names]) => asSentence(`${fact}: ${listed(names)}`)).join(' ');
}

const words = { absent: 'Not assessed', broken: 'Broke', unjudged: '' } as const;

type Reading = Omit<ReadingView, 'candidates'>;

function readingOf(result: ResultDocument, candidate: CandidateView, audit: string): Reading {
  const outcome = outcomeOf(result, candidate, audit);
  const open = { level: 'inconclusive', mark: verdictView('inconclusive').mark } as const;
  if (outcome === null) return { ...open, word: words.absent, text: 'Was not run.' };
  if (outcome.status === 'not-applicable') {
    return { ...open, word: words.absent, text: asSentence(outcome.reason, 300) };
  }
  if (outcome.status === 'error') {
    return { ...open, word: words.broken, text: asSentence(outcome.message, 300) };
  }
  const lead = leadMeasure(result.audits[audit], measuresOf(outcome));
  const text = lead ?? asSentence(outcome.summary, 300);
  const level = worst(result, candidate, audit);
  if (level === null) return { level: 'informative', mark: '', word: words.unjudged, text };
  return { level, mark: verdictView(level).mark, word: ruleWords[level], text };
}

/**
 * The measure of the whole table that an audit is read by, at its worst where labels tell several apart: the leak rate or
 * risk, else the one that bears the audit's name. Null where the summary says it better.
 */
function leadMeasure(audit: AuditMeta | undefined, measures: readonly Measure[]): string | null {
  if (audit === undefined) return null;
  for (const name of ['leak-rate', 'risk', audit.id]) {
    const meta = metaOf(audit, name);
    const badness = ({ estimate }: Measure) => {
      const range = estimateRange(estimate);
      if (range === null) return Number.NEGATIVE_INFINITY;
      return meta.better === 'higher' ? -range.low : range.high;
    };
    const [lead] = measures
      .filter((measure) => measure.name === name && measure.subject.length === 0)
      .sort((a, b) => badness(b) - badness(a));
    if (lead === undefined) continue;
    const which = labelText(audit, lead.labels);
    return `${meta.title}${which === '' ? '' : `, ${which}`}: ${estimateText(lead.estimate, meta.unit)}`;
  }
  return null;
}

const order: readonly Verdict['level'][] = ['fail', 'inconclusive', 'warn', 'pass'];

/** The worst verdict of the policy's rules on this audit; null where no rule speaks of it. */
function worst(result: ResultDocument, candidate: CandidateView, audit: string): Verdict['level'] | null {
  const levels = (result.candidates[candidate.id]?.verdicts ?? [])
    .filter((verdict) => verdict.audit === audit)
    .map(({ level }) => level);
  return order.find((level) => levels.includes(level)) ?? null;
}
