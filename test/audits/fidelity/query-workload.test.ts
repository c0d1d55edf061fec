import { describe, expect, it } from 'vitest';
import { queryWorkload } from '../../../src/audits/fidelity/query-workload.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn, type SmallTable } from '../harness.ts';

/** A number that a group shifts; `share` of rows are in the group. */
function sample(name: string, rows: number, { share = 0.5, effect = 4, related = true } = {}): SmallTable {
  const random = randomStream(83, name);
  const x: number[] = [];
  const g: string[] = [];
  for (let row = 0; row < rows; row++) {
    const isIn = random.uniform() < share;
    g.push(isIn ? 'in' : 'out');
    x.push(random.normal() + ((related ? isIn : random.uniform() < share) ? effect : 0));
  }
  return { x, g };
}

describe('query-workload', () => {
  it('of one group has the closed form of its counts and means', async () => {
    // Only the category can be asked for: the number is constant but for the mean.
    const train = { g: sample('t', 20_000).g as string[] };
    const synthetic = { g: sample('s', 20_000, { share: 0.6 }).g as string[] };
    const outcome = await runOn(queryWorkload, { train, synthetic });
    // Shares .5 become .6 and .4: both are off by a fifth.
    expect(measureIn(outcome, 'count-query-error', [], { quantile: '0.5' }).estimate.value).toBeCloseTo(
      0.2,
      1.6,
    );
    expect(() => measureIn(outcome, 'mean-query-error')).toThrow();
  });

  it('sees a lost relation as the naive floor does', async () => {
    const outcome = await runOn(queryWorkload, {
      train: sample('train', 5000),
      holdout: sample('holdout', 5000),
      synthetic: sample('unrelated', 5000, { related: false }),
    });
    const count = measureIn(outcome, 'count-query-error', [], { quantile: '0.95' });
    expect(intervalOf(count).low).toBeGreaterThan(0.5);
    expect(count.ceiling?.value).toBeLessThan(0.25);
    expect(count.floor?.value).toBeGreaterThan(0.5);
    // Means of x in both groups meet in the middle: 2 of √5 standard deviations.
    const mean = measureIn(outcome, 'mean-query-error', [], { quantile: '0.5' });
    expect(mean.estimate.value).toBeCloseTo(2 / Math.sqrt(5), 1);
  });

  it('fresh samples lie at the ceiling, and the intervals hold what other samples give', async () => {
    const seeds = 100;
    const values: number[] = [];
    const intervals: { low: number; high: number }[] = [];
    let gap = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const outcome = await runOn(queryWorkload, {
        train: sample(`t${seed}`, 400),
        holdout: sample(`h${seed}`, 200),
        synthetic: sample(`s${seed}`, 400),
      });
      const measure = measureIn(outcome, 'count-query-error', [], { quantile: '0.5' });
      values.push(measure.estimate.value);
      intervals.push(intervalOf(measure));
      gap += (measure.estimate.value - (measure.ceiling?.value ?? 0)) / seeds;
    }
    const mean = values.reduce((sum, value) => sum + value, 0) / seeds;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / seeds);
    expect(Math.abs(gap)).toBeLessThan((3.3 * Math.SQRT2 * spread) / Math.sqrt(seeds));
    expect(intervals.filter(({ low, high }) => low <= mean && mean <= high).length).toBeGreaterThanOrEqual(
      86,
    );
  });
});
