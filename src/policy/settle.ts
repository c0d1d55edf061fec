import type { Measure, PolicyRule } from '../result/document.ts';
import { widening } from '../result/widening.ts';

export interface Addressed {
  readonly audit: string;
  readonly measure: Measure;
}

/** What is known of a measure, in the rule's units (multiples of the ceiling where it is relative to that). */
export interface Reading extends Addressed {
  /** Null where disclosure control hides it. */
  readonly value: number | null;
  readonly low: number;
  readonly high: number;
  /** The ends after having looked at several measures: evidence of a breach must hold for the worst of them. */
  readonly sureLow: number;
  readonly sureHigh: number;
  /** Why nothing can be said, or null. */
  readonly unknown: string | null;
}

export interface Settled {
  /** All measures keep the limit, some measure breaks it, or the evidence leaves that open. */
  readonly state: 'within' | 'beyond' | 'open';
  /** The worst of the measures. */
  readonly deciding: Reading;
  /** How many measures break the limit. */
  readonly breaches: number;
}

/**
 * Holds measures against a rule's limit; the worst decides. Evidence of a breach is an end of the interval, its half
 * widened for the number of measures (Bonferroni); evidence of none is that every interval keeps the limit, which needs
 * no correction. P-values play no part.
 *
 * @param measures at least one
 */
export function settle(rule: PolicyRule, measures: readonly Addressed[]): Settled {
  const wider = widening(measures.length);
  const readings = measures.map((one) => readingOf(one, rule, wider));
  const beyond = readings.filter((reading) => stateOf(reading, rule) === 'beyond');
  if (beyond.length > 0)
    return { state: 'beyond', deciding: furthest(beyond, rule, true), breaches: beyond.length };
  const open = readings.filter((reading) => stateOf(reading, rule) === 'open');
  if (open.length > 0) return { state: 'open', deciding: furthest(open, rule, false), breaches: 0 };
  return { state: 'within', deciding: furthest(readings, rule, false), breaches: 0 };
}

function readingOf({ audit, measure }: Addressed, rule: PolicyRule, wider: number): Reading {
  const scale = rule.relativeTo === 'none' ? 1 : ceilingOf(measure);
  const nothing = { audit, measure, low: -Infinity, high: Infinity, sureLow: -Infinity, sureHigh: Infinity };
  if (scale === null) {
    return { ...nothing, value: null, unknown: 'what fresh real data gets is not known' };
  }
  const { estimate } = measure;
  if (estimate.value === null) {
    const [low, high] = [estimate.censored.low / scale, estimate.censored.high / scale];
    return { audit, measure, value: null, low, high, sureLow: low, sureHigh: high, unknown: null };
  }
  const value = estimate.value / scale;
  const { uncertainty } = estimate;
  if (uncertainty.kind === 'unknown')
    return { ...nothing, value, unknown: `no interval: ${uncertainty.reason}` };
  const [low, high] =
    uncertainty.kind === 'exact' ? [value, value] : [uncertainty.low / scale, uncertainty.high / scale];
  return {
    audit,
    measure,
    value,
    low,
    high,
    sureLow: value - Math.max(0, value - low) * wider,
    sureHigh: value + Math.max(0, high - value) * wider,
    unknown: null,
  };
}

/** The middle of the ceiling; null where there is none that something can be a multiple of. */
function ceilingOf({ ceiling }: Measure): number | null {
  if (ceiling === null) return null;
  const value = ceiling.value ?? (ceiling.censored.low + ceiling.censored.high) / 2;
  return value > 0 ? value : null;
}

function stateOf(reading: Reading, { limit, end }: PolicyRule): Settled['state'] {
  const { low, high, sureLow, sureHigh, value } = reading;
  const isMost = limit.at === 'most';
  const breaks = isMost ? sureLow > limit.value : sureHigh < limit.value;
  const keeps = isMost ? high <= limit.value : low >= limit.value;
  if (end === 'value' && value !== null) {
    return (isMost ? value > limit.value : value < limit.value) ? 'beyond' : 'within';
  }
  if (reading.unknown !== null) return 'open';
  // One end alone: the benefit of the doubt is the candidate's where the evidence must show a breach, else it has none.
  if (end === 'low') return (isMost ? breaks : !keeps) ? 'beyond' : 'within';
  if (end === 'high') return (isMost ? !keeps : breaks) ? 'beyond' : 'within';
  if (breaks) return 'beyond';
  return keeps ? 'within' : 'open';
}

/** The worst: by what is sure where a limit is broken, else by what is possible. The first of equals. */
function furthest(readings: readonly Reading[], { limit, end }: PolicyRule, broken: boolean): Reading {
  const badness = (reading: Reading) => {
    if (end === 'value' && reading.value !== null)
      return limit.at === 'most' ? reading.value : -reading.value;
    const sure = broken && (end === 'interval' || (end === 'low') === (limit.at === 'most'));
    if (limit.at === 'most') return sure ? reading.sureLow : reading.high;
    return sure ? -reading.sureHigh : -reading.low;
  };
  return readings.reduce((worst, reading) => (badness(reading) > badness(worst) ? reading : worst));
}
