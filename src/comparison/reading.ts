import { roundingSlack } from '../disclosure/rounding.ts';
import type { Measure, ResultDocument } from '../result/document.ts';
import { normalQuantile } from '../statistics/normal-distribution.ts';
import { type ComparedMeasure, measureOf } from './compared-measures.ts';

/** What is known of one measure of one candidate. */
export interface Reading {
  readonly value: number;
  /** How far the estimate may err downwards and upwards, at its interval's level. */
  readonly below: number;
  readonly above: number;
  /** What disclosure control may have moved it by. */
  readonly slack: number;
  readonly replicates: Measure['replicates'];
}

/** Null where the measure is absent, hidden, or has no interval: such a candidate is not compared by it. */
export function readingOf(result: ResultDocument, candidate: string, of: ComparedMeasure): Reading | null {
  const measure = measureOf(result, candidate, of);
  if (measure === null || measure.estimate.value === null) return null;
  const { value, sampleSize, uncertainty } = measure.estimate;
  if (uncertainty.kind !== 'interval') return null;
  if (of.needsError && !measure.replicates?.standardError) return null;
  const reach = criticalOf(uncertainty.level) * (measure.replicates?.standardError ?? 0);
  return {
    value,
    below: Math.max(0, value - uncertainty.low, reach),
    above: Math.max(0, uncertainty.high - value, reach),
    slack: roundingSlack(
      { value, sampleSize },
      { disclosure: result.run.disclosure, countsPeople: of.meta.counts === 'real-rows' },
    ),
    replicates: measure.replicates,
  };
}

/** The two-sided normal quantile of a level. */
export function criticalOf(level: number): number {
  return normalQuantile((1 + level) / 2);
}
