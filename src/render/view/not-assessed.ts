import { categories, type ResultDocument } from '../../result/document.ts';
import { auditName, auditsOf, type CandidateView, outcomeOf } from './candidates.ts';
import { asSentence } from './text.ts';

/** Audits that say nothing about some candidates, all for the same reason. */
export interface GapView {
  /** `Linkability, attribute inference`. */
  readonly title: string;
  readonly broke: boolean;
  readonly reason: string;
  /** Letters of the candidates concerned; empty where it is all of them. */
  readonly letters: string;
}

/** Outcomes that are not measurements, one entry per reason; broken audits first. */
export function notAssessed(result: ResultDocument, candidates: readonly CandidateView[]): GapView[] {
  const gaps = new Map<string, { names: string[]; broke: boolean; reason: string; letters: string }>();
  const audits = [...categories].reverse().flatMap((category) => auditsOf(result, category));
  for (const audit of audits) {
    const own = new Map<string, { broke: boolean; reason: string; letters: string[] }>();
    for (const candidate of candidates) {
      const outcome = outcomeOf(result, candidate, audit.id);
      if (outcome?.status === 'measured') continue;
      const broke = outcome?.status === 'error';
      const reason = asSentence(reasonOf(outcome), 500);
      const key = JSON.stringify([broke, reason]);
      const gap = own.get(key) ?? { broke, reason, letters: [] };
      gap.letters.push(candidate.letter);
      own.set(key, gap);
    }
    for (const { broke, reason, letters } of own.values()) {
      const which = letters.length === candidates.length ? '' : letters.join(', ');
      const key = JSON.stringify([broke, reason, which]);
      const gap = gaps.get(key) ?? { names: [], broke, reason, letters: which };
      gap.names.push(auditName(audit));
      gaps.set(key, gap);
    }
  }
  return [...gaps.values()]
    .map(({ names: [first = '', ...rest], ...gap }) => ({
      ...gap,
      title: [first, ...rest.map((name) => name.toLowerCase())].join(', '),
    }))
    .sort((a, b) => Number(b.broke) - Number(a.broke));
}

function reasonOf(outcome: ReturnType<typeof outcomeOf>): string {
  if (outcome === null) return 'was not run.';
  if (outcome.status === 'not-applicable') return outcome.reason;
  if (outcome.status === 'error') return `${outcome.message} (${outcome.code})`;
  return '';
}
