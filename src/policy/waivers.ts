import type { Policy, Verdict, Waiver } from '../result/document.ts';
import { baselinePrefix } from './baseline-verdicts.ts';

export interface JudgedCandidate {
  readonly id: string;
  readonly name: string;
  readonly verdicts: readonly Verdict[];
}

/**
 * Turns what a waiver accepts into warnings that say so. A waiver that has expired changes nothing; one that has
 * expired or that nothing needed is a warning of its own, so that none is forgotten.
 */
export function applyWaivers(
  candidates: readonly JudgedCandidate[],
  policy: Policy,
  { today, isCompared }: { readonly today: string; readonly isCompared: boolean },
): { id: string; verdicts: Verdict[] }[] {
  // What was not compared with an earlier result has no such verdicts to accept.
  const waivers = policy.waivers.filter(({ rule }) => !rule.startsWith(baselinePrefix) || isCompared);
  const valid = waivers.filter(({ expires }) => expires >= today);
  const used = new Set<Waiver>();
  const waived = candidates.map((candidate) => ({
    candidate,
    verdicts: candidate.verdicts.map((verdict) => {
      const waiver = valid.find((one) => accepts(one, verdict, candidate));
      if (!waiver) return verdict;
      used.add(waiver);
      return waivedVerdict(verdict, waiver);
    }),
  }));
  const remarks = waivers.flatMap((waiver) => {
    if (waiver.expires < today)
      return [{ waiver, text: `expired on ${waiver.expires} and no longer counts` }];
    return used.has(waiver) ? [] : [{ waiver, text: 'accepts what did not occur; take it out' }];
  });
  return waived.map(({ candidate, verdicts }) => ({
    id: candidate.id,
    verdicts: [
      ...verdicts,
      ...remarks
        .filter(({ waiver }) => covers(waiver, candidate) || !candidates.some((one) => covers(waiver, one)))
        .map(({ waiver, text }) => remark(waiver, text, candidate)),
    ],
  }));
}

function accepts(waiver: Waiver, { rule, level }: Verdict, candidate: JudgedCandidate): boolean {
  if (waiver.rule !== rule || !covers(waiver, candidate)) return false;
  return level === 'inconclusive' || (level === 'fail' && waiver.accepts === 'fail');
}

function covers({ candidate }: Waiver, { id, name }: JudgedCandidate): boolean {
  return candidate === null || candidate === id || candidate === name;
}

function waivedVerdict(verdict: Verdict, waiver: Waiver): Verdict {
  const was = verdict.level === 'fail' ? 'a failure' : 'left open';
  return {
    ...verdict,
    level: 'warn',
    because: `${verdict.because} Waived (it is ${was}) by ${waiver.owner} until ${waiver.expires}: ${waiver.reason}`,
    waiver,
  };
}

/** It stands beside the rule's own verdict. */
function remark(waiver: Waiver, text: string, candidate: JudgedCandidate): Verdict {
  const own = candidate.verdicts.find(({ rule }) => rule === waiver.rule);
  return {
    rule: waiver.rule,
    audit: own?.audit ?? '*',
    measure: own?.measure ?? '*',
    subject: [],
    labels: {},
    level: 'warn',
    because: `The waiver of “${waiver.rule}” by ${waiver.owner} ${text}.`,
    waiver: null,
  };
}
