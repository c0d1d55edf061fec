import {
  type AuditMeta,
  categories,
  type Measure,
  type ResultDocument,
  type Verdict,
} from '../../result/document.ts';
import { auditsOf, type CandidateView, outcomeOf } from './candidates.ts';
import { leakEvidence } from './leaks.ts';
import { measuresOf, metaOf, shortfallOf } from './measures.ts';

/** An audit whose evidence speaks against some candidates. */
export interface Finding {
  readonly audit: AuditMeta;
  readonly kind: 'judged' | 'leak' | 'broken' | 'short';
  /** Worst first. */
  readonly candidates: readonly {
    readonly candidate: CandidateView;
    readonly kind: 'judged' | 'leak' | 'broken' | 'short';
    readonly size: number;
    /** The measures that carry the finding, worst first; none for a broken audit. */
    readonly measures: readonly Measure[];
    readonly verdicts: readonly Verdict[];
  }[];
}

/** A shortfall below a tenth of the way from the ceiling to the floor: told in one line, not in a paragraph. */
export function isMinor(hit: Finding['candidates'][number]): boolean {
  return hit.kind === 'short' && hit.verdicts.length === 0 && hit.size < 0.1;
}

type Hit = Finding['candidates'][number] & { weight: number };

const weights = { fail: 6, inconclusive: 5, warn: 4, leak: 3, broken: 2, short: 1 } as const;

/**
 * What speaks against the candidates, worst first, from the evidence alone:
 * 1. what a policy failed, could not settle, or warned of;
 * 2. leaks whose lower end (widened for the number of attacks) is above zero, largest lower end first;
 * 3. audits that broke;
 * 4. measures whose whole interval lies on the bad side of their reference (the ceiling that fresh real data
 *    reaches, else the meta's reference value), largest shortfall first, in units of ceiling minus floor.
 * Within an audit only table-level measures decide where it has any with a reference, and among them those that
 * have a ceiling and a floor, where there are such.
 * Candidates of one audit share a finding, which stands where its worst candidate puts it.
 */
export function findingsOf(result: ResultDocument, candidates: readonly CandidateView[]): Finding[] {
  const order = [...categories].reverse().flatMap((category) => auditsOf(result, category));
  const evidence = new Map(candidates.map((candidate) => [candidate.id, leakEvidence(result, candidate)]));
  return order
    .flatMap((audit) => {
      const hits = candidates
        .flatMap((candidate) => hitOf(result, audit, candidate, evidence.get(candidate.id)!) ?? [])
        .sort(worstFirst);
      return hits.length === 0 ? [] : [{ audit, kind: hits[0]!.kind, candidates: hits, worst: hits[0]! }];
    })
    .sort((a, b) => worstFirst(a.worst, b.worst));
}

function worstFirst(a: Hit, b: Hit): number {
  return b.weight - a.weight || b.size - a.size;
}

function hitOf(
  result: ResultDocument,
  audit: AuditMeta,
  candidate: CandidateView,
  evidence: ReturnType<typeof leakEvidence>,
): Hit | null {
  const outcome = outcomeOf(result, candidate, audit.id);
  const verdicts = (result.candidates[candidate.id]?.verdicts ?? []).filter(
    (verdict) => verdict.audit === audit.id && verdict.level in weights,
  );
  const judged = Math.max(
    0,
    ...verdicts.map((verdict) => weights[verdict.level as 'fail' | 'inconclusive' | 'warn']),
  );
  if (outcome?.status === 'error') {
    return {
      candidate,
      kind: 'broken',
      weight: Math.max(judged, weights.broken),
      size: 0,
      measures: [],
      verdicts,
    };
  }
  const leaks = evidence.leaks.filter((leak) => leak.audit.id === audit.id && leak.shownLow > 0);
  if (leaks.length > 0) {
    const measures = leaks.map(({ measure }) => measure);
    return {
      candidate,
      kind: 'leak',
      weight: Math.max(judged, weights.leak),
      size: leaks[0]!.shownLow,
      measures,
      verdicts,
    };
  }
  const short = shortMeasures(audit, measuresOf(outcome));
  if (short.length > 0) {
    const measures = short.map(({ measure }) => measure);
    return {
      candidate,
      kind: 'short',
      weight: Math.max(judged, weights.short),
      size: short[0]!.size,
      measures,
      verdicts,
    };
  }
  if (judged === 0) return null;
  return { candidate, kind: 'judged', weight: judged, size: 0, measures: [], verdicts };
}

function shortMeasures(audit: AuditMeta, measures: readonly Measure[]): { measure: Measure; size: number }[] {
  const compared = measures.flatMap((measure) => {
    const shortfall = shortfallOf(measure, metaOf(audit, measure.name), audit.category);
    return shortfall === null ? [] : [{ measure, ...shortfall }];
  });
  const table = compared.filter(({ measure }) => measure.subject.length === 0);
  const scaled = table.filter(({ measure }) => measure.ceiling !== null && measure.floor !== null);
  const deciding = scaled.length > 0 ? scaled : table.length > 0 ? table : compared;
  return deciding.filter(({ clear }) => clear).sort((a, b) => b.size - a.size);
}
