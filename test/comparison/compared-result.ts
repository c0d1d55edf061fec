import { createHash } from 'node:crypto';
import type { Audit } from '../../src/audits/audit.ts';
import { compareCandidates } from '../../src/comparison/compare-candidates.ts';
import { disclose } from '../../src/disclosure/disclose.ts';
import type { Comparison, Outcome, ResultDocument } from '../../src/result/document.ts';
import { runOn, type SmallRun, type SmallTable } from '../audits/harness.ts';
import { committedSample } from '../policy/small-result.ts';

export interface SmallComparison extends Omit<SmallRun, 'synthetic'> {
  readonly candidates: Readonly<Record<string, SmallTable>>;
  readonly audits: readonly Audit[];
  readonly disclosure?: 'shared' | 'internal';
}

/** Audits small candidates one by one and puts them into one disclosed document, uncompared. */
export async function auditedResult(run: SmallComparison): Promise<ResultDocument> {
  const { candidates, audits, disclosure = 'internal', ...real } = run;
  const outcomes: Record<string, Record<string, Outcome>> = {};
  for (const [id, synthetic] of Object.entries(candidates)) {
    outcomes[id] = {};
    for (const audit of audits) outcomes[id][audit.meta.id] = await runOn(audit, { ...real, synthetic });
  }
  return disclose(frameOf(outcomes, candidates, audits, disclosure));
}

/** The comparison of small candidates; fails the test where an audit broke. */
export async function comparisonOf(run: SmallComparison): Promise<Comparison> {
  const result = await auditedResult(run);
  for (const { outcomes } of Object.values(result.candidates)) {
    for (const outcome of Object.values(outcomes))
      if (outcome.status === 'error') throw new Error(JSON.stringify(outcome));
  }
  return compareCandidates(result) as Comparison;
}

/** The committed sample's frame around other candidates. */
function frameOf(
  outcomes: Readonly<Record<string, Record<string, Outcome>>>,
  candidates: Readonly<Record<string, SmallTable>>,
  audits: readonly Audit[],
  disclosure: 'shared' | 'internal',
): ResultDocument {
  const { inputs, ...frame } = committedSample();
  const input = inputs.candidates[0]!;
  return {
    ...frame,
    run: { ...frame.run, disclosure },
    audits: Object.fromEntries(audits.map(({ meta }) => [meta.id, meta])),
    inputs: {
      ...inputs,
      candidates: Object.keys(outcomes).map((id) => ({
        ...input,
        id,
        name: id,
        sha256: createHash('sha256').update(JSON.stringify(candidates[id])).digest('hex'),
      })),
    },
    candidates: Object.fromEntries(
      Object.entries(outcomes).map(([id, own]) => [
        id,
        { controls: [], outcomes: own, scores: [], verdicts: [], verdict: 'informative' as const },
      ]),
    ),
    comparison: null,
  };
}
