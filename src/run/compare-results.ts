import { compareCandidates } from '../comparison/compare-candidates.ts';
import type { Weights } from '../comparison/decision.ts';
import { mergeResults, type NamedResult } from '../comparison/merge-results.ts';
import { judge } from '../policy/judge.ts';
import { canonicalJson } from '../result/canonical-json.ts';
import type { Policy, ResultDocument } from '../result/document.ts';

export interface CompareOptions {
  /** What a point of each category is worth; without it there is no decision matrix. */
  readonly weights?: Weights;
  /** Judges all candidates; unless given, the policy that all results were judged by, if there is one. */
  readonly policy?: Policy;
  /** The day on which waivers must hold, as 2026-11-21. */
  readonly today: string;
}

/**
 * Compares candidates of saved results, which must have been measured against the same real data in the same way. The
 * outcome is a result document like that of one run over all candidates.
 *
 * @throws {UserError} `nothing-to-compare`, `not-comparable`
 */
export function compareResults(
  results: readonly NamedResult[],
  { weights, policy, today }: CompareOptions,
): ResultDocument {
  const merged = mergeResults(results);
  const compared = { ...merged, comparison: compareCandidates(merged, weights ?? null) };
  // As it will be read from a file.
  const document = JSON.parse(canonicalJson(compared)) as ResultDocument;
  const judgedBy = policy ?? sharedPolicy(results);
  return judgedBy === null ? document : judge(document, judgedBy, { today });
}

function sharedPolicy(results: readonly NamedResult[]): Policy | null {
  const [first] = results;
  const policy = first?.result.policy ?? null;
  if (policy === null || results.some(({ result }) => result.policy?.sha256 !== policy.sha256)) return null;
  const { sha256: _, gateOn: __, ...given } = policy;
  return given;
}
