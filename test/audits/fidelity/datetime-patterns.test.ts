import { describe, expect, it } from 'vitest';
import { datetimePatterns } from '../../../src/audits/fidelity/datetime-patterns.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn, type SmallTable } from '../harness.ts';

const day = 86_400_000;
/** Monday, 1 January 2024. */
const monday = Date.UTC(2024, 0, 1);
const kinds = { d: 'datetime' } as const;

/** Days of 2024; with `weekends` all of them, else Monday to Friday only; at midnight, or at a random hour. */
function sample(name: string, rows: number, weekends: boolean, hours = 1): SmallTable {
  const random = randomStream(91, name);
  const d = Array.from({ length: rows }, () => {
    const week = random.below(52);
    const weekday = random.below(weekends ? 7 : 5);
    return monday + (7 * week + weekday) * day + random.below(hours) * 3_600_000;
  });
  return { d };
}

describe('datetime-patterns', () => {
  it('sees lost weekends as their closed form says', async () => {
    const outcome = await runOn(datetimePatterns, {
      train: sample('train', 20_000, true),
      holdout: sample('holdout', 20_000, true),
      synthetic: sample('other', 20_000, false),
      kinds,
    });
    const weekday = measureIn(outcome, 'weekday', ['d']);
    expect(weekday.estimate.value).toBeCloseTo(5 / 7, 1.7);
    expect(weekday.ceiling?.value).toBeGreaterThan(0.98);
    expect(measureIn(outcome, 'month', ['d']).estimate.value).toBeGreaterThan(0.97);
    // All at midnight: no rhythm to keep.
    expect(() => measureIn(outcome, 'hour', ['d'])).toThrow();
  });

  it('compares hours, and its intervals hold what other samples give', async () => {
    const runs = 120;
    const found: { value: number; low: number; high: number }[] = [];
    for (let seed = 0; seed < runs; seed++) {
      const outcome = await runOn(datetimePatterns, {
        train: sample(`t${seed}`, 300, true, 24),
        synthetic: sample(`s${seed}`, 200, true, 12),
        kinds,
      });
      const measure = measureIn(outcome, 'hour', ['d']);
      found.push({ value: measure.estimate.value, ...intervalOf(measure) });
    }
    const mean = found.reduce((sum, { value }) => sum + value, 0) / runs;
    expect(mean).toBeCloseTo(0.5, 1);
    expect(found.filter(({ low, high }) => low <= mean && mean <= high).length).toBeGreaterThanOrEqual(105);
  });

  it('is not applicable without dates', async () => {
    const outcome = await runOn(datetimePatterns, { train: { x: [1, 2] }, synthetic: { x: [1, 2] } });
    expect(outcome.status).toBe('not-applicable');
  });
});
