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

/** What one audit says of one candidate, for a clause. */
export interface ReadingView {
  readonly candidate: CandidateView;
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
  const known = new Map<string, readonly ReadingView[]>();
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
  readingsOf: (audit: string) => readonly ReadingView[],
): ClauseView {
  const audits = clause.audits.map(({ audit, says }) => ({
    anchor: Object.hasOwn(result.audits, audit) ? `audit-${audit}` : null,
    name: auditName({ id: audit }),
    says,
    readings: readingsOf(audit),
  }));
  const residual = new Map<string, CandidateView[]>();
  for (const [index, candidate] of candidates.entries()) {
    const text = residualText(audits.map(({ name, readings }) => ({ name, ...readings[index]! })));
    residual.set(text, [...(residual.get(text) ?? []), candidate]);
  }
  return {
    ...clause,
    audits,
    residual: [...residual].map(([text, concerned]) => ({ text, candidates: concerned })),
  };
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

function readingOf(result: ResultDocument, candidate: CandidateView, audit: string): ReadingView {
  const outcome = outcomeOf(result, candidate, audit);
  const open = { candidate, level: 'inconclusive', mark: verdictView('inconclusive').mark } as const;
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
  if (level === null) return { candidate, level: 'informative', mark: '', word: words.unjudged, text };
  return { candidate, level, mark: verdictView(level).mark, word: ruleWords[level], text };
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
