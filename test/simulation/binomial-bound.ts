import { expect } from 'vitest';
import { kolmogorovUpperTail } from '../../src/statistics/kolmogorov-distribution.ts';
import { normalUpperTail } from '../../src/statistics/normal-distribution.ts';
import { expectAtLeast, expectAtMost, expectRate } from '../statistics/rate-bound.ts';

/** Every bound of the simulations: what chance leaves at .1 %. Rates are bounded by exact binomial tails. */
export { expectAtLeast, expectAtMost, expectRate };

/** How many fixed seeds a simulation runs over. */
export const seedCount = Number(process.env.SYNTHAUDIT_SEEDS ?? 200);

/** Asserts that p-values reach .05 and .01 as often as they say; `atMost`: discrete ones may do so less often. */
export function expectPValues(pValues: readonly number[], atMost = false): void {
  for (const level of [0.05, 0.01]) {
    const hits = pValues.filter((pValue) => pValue <= level).length;
    if (atMost) expectAtMost(hits, pValues.length, level);
    else expectRate(hits, pValues.length, level);
  }
}

/** Asserts that values are uniform on 0 to 1 (one-sample Kolmogorov–Smirnov test at .1 %, Stephens' correction). */
export function expectUniform(values: readonly number[]): void {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const distance = sorted.reduce(
    (most, value, rank) => Math.max(most, value - rank / n, (rank + 1) / n - value),
    0,
  );
  const pValue = kolmogorovUpperTail((Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n)) * distance);
  expect(pValue, `${n} values lie ${distance} from uniform`).toBeGreaterThan(0.001);
}

/** Asserts that the mean over seeds is no surprise at .1 % for what theory says; `slack` is the theory's own error. */
export function expectMean(values: readonly number[], theory: number, slack = 0): void {
  const mean = meanOf(values);
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const error = Math.sqrt(square / values.length);
  const excess = Math.max(0, Math.abs(mean - theory) - slack);
  // Sums in another order differ in the last digits.
  const chance = excess < 1e-12 ? 1 : 2 * normalUpperTail(excess / error);
  expect(chance, `a mean of ${mean} (± ${error}) is not ${theory}`).toBeGreaterThan(0.001);
}

/** Two-sided intervals at 95 % around values whose truth is known: misses on either side, and on both together. */
export function expectCoverage(
  intervals: readonly { low: number; high: number }[],
  truth: number,
): { tooHigh: number; tooLow: number } {
  const tooHigh = intervals.filter(({ low }) => low > truth).length;
  const tooLow = intervals.filter(({ high }) => high < truth).length;
  expectAtLeast(intervals.length - tooHigh - tooLow, intervals.length, 0.95);
  expectAtMost(tooHigh, intervals.length, 0.025);
  return { tooHigh, tooLow };
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Prints what a simulation measured, so that a run shows how far inside its bounds it was. */
export function show(simulation: string, measured: Readonly<Record<string, number>>): void {
  const parts = Object.entries(measured).map(([name, value]) => `${name} ${Number(value.toFixed(4))}`);
  console.log(`${simulation}: ${parts.join(', ')}`);
}
