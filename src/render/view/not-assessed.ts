import { categories, type ResultDocument } from '../../result/document.ts';
import { auditName, auditsOf, type CandidateView, outcomeOf } from './candidates.ts';
import { asSentence } from './text.ts';

/** An audit that says nothing about some candidates, and why. */
export interface GapView {
  readonly title: string;
  readonly broke: boolean;
  readonly reason: string;
  /** Letters of the candidates concerned; empty where it is all of them. */
  readonly letters: string;
}

/** Outcomes that are not measurements, one entry per audit and reason; broken audits first. */
export function notAssessed(result: ResultDocument, candidates: readonly CandidateView[]): GapView[] {
  const gaps = new Map<string, { title: string; broke: boolean; reason: string; letters: string[] }>();
  const audits = [...categories].reverse().flatMap((category) => auditsOf(result, category));
  for (const audit of audits) {
    for (const candidate of candidates) {
      const outcome = outcomeOf(result, candidate, audit.id);
      if (outcome?.status === 'measured') continue;
      const broke = outcome?.status === 'error';
      const reason = asSentence(reasonOf(outcome), 500);
      const key = JSON.stringify([audit.id, broke, reason]);
      const gap = gaps.get(key) ?? { title: auditName(audit), broke, reason, letters: [] };
      gap.letters.push(candidate.letter);
      gaps.set(key, gap);
    }
  }
  return [...gaps.values()]
    .map((gap) => ({
      ...gap,
      letters: gap.letters.length === candidates.length ? '' : gap.letters.join(', '),
    }))
    .sort((a, b) => Number(b.broke) - Number(a.broke));
}

function reasonOf(outcome: ReturnType<typeof outcomeOf>): string {
  if (outcome === null) return 'was not run.';
  if (outcome.status === 'not-applicable') return outcome.reason;
  if (outcome.status === 'error') return `${outcome.message} (${outcome.code})`;
  return '';
}
