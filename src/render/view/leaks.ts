import type { AuditMeta, Measure, MeasureMeta, ResultDocument } from '../../result/document.ts';
import { widening } from '../../result/widening.ts';
import { auditName, auditsOf, type CandidateView, outcomeOf } from './candidates.ts';
import { estimateRange, isKnown } from './estimates.ts';
import { measuresOf, metaOf } from './measures.ts';
import { inline, sentenceCase, words } from './text.ts';

/** One attack's leak rate: the share of training rows exposed beyond what holdout rows are. */
export interface Leak {
  readonly audit: AuditMeta;
  readonly measure: Measure;
  readonly meta: MeasureMeta;
  /** `Exact match attack`, else the audit's name. */
  readonly attack: string;
  /** The interval's ends, as measured. */
  readonly low: number;
  readonly high: number;
  /**
   * The lower end after looking at several attacks: the interval's lower half is widened as Bonferroni would.
   * Minus infinity where the evidence cannot show a leak.
   */
  readonly shownLow: number;
}

export interface LeakEvidence {
  readonly state: 'shown' | 'none' | 'unknown';
  /** Strongest evidence first. */
  readonly leaks: readonly Leak[];
}

/**
 * Measures that state exposure in the one unit of the privacy audits. The excess of identical matches stands in for
 * the leak rate of copies where there is no holdout.
 */
const leakNames = ['leak-rate', 'identical-match-excess'];

/** Whether a measure states exposure of training rows as a whole; a group's own rate is a finding of its own. */
function isLeak({ name, subject, labels }: Measure): boolean {
  return subject.length === 0 && leakNames.includes(name) && !Object.hasOwn(labels, 'group');
}

/** What the privacy audits' leak rates say about a candidate; `unknown` where there is none with a range. */
export function leakEvidence(result: ResultDocument, candidate: CandidateView): LeakEvidence {
  const found = auditsOf(result, 'privacy').flatMap((audit) =>
    measuresOf(outcomeOf(result, candidate, audit.id))
      .filter(isLeak)
      .map((measure) => ({ audit, measure })),
  );
  const wider = widening(found.length);
  const leaks = found
    .flatMap(({ audit, measure }): Leak[] => {
      const range = estimateRange(measure.estimate);
      if (range === null) return [];
      const { estimate } = measure;
      const shownLow = isKnown(estimate)
        ? estimate.value - (estimate.value - range.low) * wider
        : Number.NEGATIVE_INFINITY;
      const attack =
        measure.labels.attack === undefined
          ? auditName(audit)
          : sentenceCase(`${inline(words(measure.labels.attack))} attack`);
      return [{ audit, measure, meta: metaOf(audit, measure.name), attack, ...range, shownLow }];
    })
    .sort(strongestFirst);
  if (leaks.length === 0) return { state: 'unknown', leaks };
  if (leaks[0]!.shownLow > 0) return { state: 'shown', leaks };
  // Without a holdout evidence can show a leak, never that there is none.
  return { state: result.inputs.holdout === null ? 'unknown' : 'none', leaks };
}

/** Shown leaks by their lower ends; where none is shown, the one that leaves room for most. */
function strongestFirst(a: Leak, b: Leak): number {
  const shownA = Math.max(a.shownLow, 0);
  const shownB = Math.max(b.shownLow, 0);
  return shownB - shownA || b.high - a.high;
}
