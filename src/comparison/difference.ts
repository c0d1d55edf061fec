import { normalUpperTail } from '../statistics/normal-distribution.ts';
import { correlationOf } from '../statistics/paired-deviations.ts';
import { criticalOf, type Reading } from './reading.ts';

export interface Difference {
  /** First minus second. */
  readonly value: number;
  /** How far below and above the difference may lie, for one comparison at 95 %. */
  readonly below: number;
  readonly above: number;
  readonly slack: number;
  readonly pValue: number;
  readonly paired: boolean;
}

/**
 * The difference of two candidates' measures, from the limits of each and from how they move together on shared
 * resamples (MOVER with a correlation). Each side's own limits may lie unevenly, as Wilson's do; with no replicates in
 * common the two are taken as independent, which is wider where the shared real rows move both alike. What rounding
 * may have moved stays outside of the evidence: it widens the interval and counts for nothing in the test.
 * Source: Zou (2007), Toward using confidence intervals to compare correlations, Psychological Methods 12(4).
 */
export function differenceOf(first: Reading, second: Reading): Difference {
  const correlation = sharedCorrelation(first, second);
  const value = first.value - second.value;
  const below = combined(first.below, second.above, correlation ?? 0);
  const above = combined(first.above, second.below, correlation ?? 0);
  const slack = first.slack + second.slack;
  const facing = value > 0 ? below : above;
  const excess = Math.max(0, Math.abs(value) - slack);
  // Sides that do not vary at all say nothing of chance.
  const pValue = excess === 0 || facing === 0 ? 1 : 2 * normalUpperTail((excess * criticalOf(0.95)) / facing);
  return { value, below, above, slack, pValue: Math.min(1, pValue), paired: correlation !== null };
}

function combined(one: number, other: number, correlation: number): number {
  return Math.sqrt(Math.max(0, one ** 2 + other ** 2 - 2 * correlation * one * other));
}

/** Null without replicates on the same resamples. One standard error below the estimate (Fisher): few replicates must not make a difference. */
function sharedCorrelation({ replicates: first }: Reading, { replicates: second }: Reading): number | null {
  if (first === null || second === null || first.resampleId !== second.resampleId) return null;
  const correlation = correlationOf(first.values, second.values);
  if (Math.abs(correlation) > 0.99999) return correlation;
  return Math.tanh(Math.atanh(correlation) - 1 / Math.sqrt(first.values.length - 3));
}
