import type { PolicyRule, ResultDocument } from '../../result/document.ts';
import { type CandidateView, type VerdictView, verdictView } from './candidates.ts';
import { inline } from './text.ts';

/** The rules of the policy and what each candidate's evidence says to them. */
export interface PolicyView {
  readonly name: string;
  readonly title: string | null;
  readonly sha256: string;
  readonly rules: readonly {
    readonly id: string;
    readonly address: string;
    readonly limit: string;
    readonly rationale: string;
    readonly source: string | null;
    readonly verdicts: readonly (VerdictView & {
      readonly candidate: CandidateView;
      readonly because: string;
    })[];
  }[];
}

export function policyView(result: ResultDocument, candidates: readonly CandidateView[]): PolicyView | null {
  const { policy } = result;
  // Without rules there is only a comparison with an earlier result, which has its own section.
  if (policy === null || policy.rules.length === 0) return null;
  return {
    name: inline(policy.name, 60),
    title: policy.title === null ? null : inline(policy.title, 120),
    sha256: policy.sha256.slice(0, 12),
    rules: policy.rules.map((rule) => ({
      id: inline(rule.id, 80),
      address: inline(rule.address, 120),
      limit: limitText(rule),
      rationale: inline(rule.rationale, 600),
      source: rule.source === null ? null : inline(rule.source, 300),
      verdicts: candidates.flatMap((candidate) =>
        (result.candidates[candidate.id]?.verdicts ?? [])
          .filter((verdict) => verdict.rule === rule.id)
          .map((verdict) => ({
            ...verdictView(verdict.level),
            word: ruleWords[verdict.level],
            candidate,
            because: inline(verdict.because, 600),
          })),
      ),
    })),
  };
}

/** A rule's verdict in a word; of a candidate `verdictView` speaks. */
export const ruleWords = {
  pass: 'Kept',
  warn: 'Warning',
  fail: 'Broken',
  inconclusive: 'Not settled',
  informative: 'Does not apply',
} as const;

/** `at most 5 % `-like limits in the policy's own figures: `at most 0.05`, `at least 0.9 × fresh real data (lower end)`. */
export function limitText({
  limit,
  end,
  relativeTo,
}: Pick<PolicyRule, 'limit' | 'end' | 'relativeTo'>): string {
  const scale = relativeTo === 'ceiling' ? ' × fresh real data' : '';
  const which = { interval: '', value: ' (value)', low: ' (lower end)', high: ' (upper end)' }[end];
  return `at ${limit.at} ${limit.value}${scale}${which}`;
}
