import { expect } from 'vitest';
import type { Measure, Outcome } from '../../src/result/document.ts';
import { expectCoverage, expectPValues, show } from './binomial-bound.ts';

/** What the measures of a fresh sample estimate; of other rates only the population knows the truth. */
export const truths: Readonly<Record<string, number>> = {
  risk: 0,
  'univariate-risk': 0,
  'leak-rate': 0,
  'value-reuse': 0,
  'shared-rows-excess': 0,
  'nnaa-privacy-loss': 0,
  auc: 0.5,
  'delta-presence': 0.5,
  nnaa: 0.5,
  'epsilon-identifiability': 0.5,
};

/**
 * Outcomes of one audit on fresh samples, a seed each: every p-value raises no more alarms than it says, and every
 * interval of a measure whose truth is known covers it as often as it says.
 */
export function expectNothing(simulation: string, outcomes: readonly Outcome[]): void {
  const found = measuresByKey(outcomes);
  expect(found.size).toBeGreaterThan(0);
  for (const [key, measures] of found) {
    const pValues = measures.flatMap(({ test }) => (test ? [test.pValue] : []));
    const truth = truths[measures[0]?.name as string];
    const intervals = truth === undefined ? [] : measures.flatMap(intervalsOf);
    if (pValues.length > 0) expectPValues(pValues, true);
    const missed = intervals.length > 0 && expectCoverage(intervals, truth as number);
    if (pValues.length === 0 && intervals.length === 0) continue;
    show(`${simulation}, ${key}`, {
      seeds: measures.length,
      ...(pValues.length > 0 && { 'p ≤ .05': pValues.filter((pValue) => pValue <= 0.05).length }),
      ...missed,
    });
  }
}

/** The same measure of all outcomes. */
export function measuresByKey(outcomes: readonly Outcome[]): Map<string, Measure[]> {
  const found = new Map<string, Measure[]>();
  for (const outcome of outcomes) {
    for (const measure of outcome.status === 'measured' ? outcome.measures : []) {
      const key = [measure.name, ...measure.subject, ...Object.values(measure.labels)].join(' ');
      const known = found.get(key);
      if (known) known.push(measure);
      else found.set(key, [measure]);
    }
  }
  return found;
}

export function intervalsOf({ estimate }: Measure): { low: number; high: number }[] {
  return estimate.value !== null && estimate.uncertainty.kind === 'interval' ? [estimate.uncertainty] : [];
}
