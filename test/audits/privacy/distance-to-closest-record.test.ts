import { describe, expect, it } from 'vitest';
import { distanceToClosestRecord } from '../../../src/audits/privacy/distance-to-closest-record.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn, type SmallTable } from '../harness.ts';

/** Numbers with ties where `levels` is small, a category, and missing cells. */
function people(name: string, rows: number, levels: number): SmallTable {
  const random = randomStream(9, name);
  const columns = { x: [] as (number | null)[], y: [] as number[], c: [] as string[] };
  for (let row = 0; row < rows; row++) {
    columns.x.push(random.uniform() < 0.1 ? null : random.below(levels));
    columns.y.push(random.below(levels));
    columns.c.push(`c${random.below(5)}`);
  }
  return columns;
}

describe('distance-to-closest-record', () => {
  for (const [kind, levels] of [
    ['fine', 100_000],
    ['coarse, so that ties are everywhere', 6],
  ] as const) {
    it(`has train’s share of the real rows as its null value, at the stated level (${kind})`, async () => {
      const seeds = 200;
      let alarms = 0;
      let mean = 0;
      for (let seed = 0; seed < seeds; seed++) {
        const outcome = await runOn(distanceToClosestRecord, {
          train: people(`t${seed}`, 200, levels),
          holdout: people(`h${seed}`, 100, levels),
          synthetic: people(`s${seed}`, 300, levels),
        });
        const measure = measureIn(outcome, 'dcr-share');
        expect(measure.ceiling?.value).toBeCloseTo(2 / 3, 12);
        mean += measure.estimate.value / seeds;
        if ((measure.test?.pValue ?? 1) <= 0.05) alarms++;
      }
      expect(mean).toBeCloseTo(2 / 3, 1.7);
      // 99.9 % binomial bound of 5 % over 200 seeds: a binomial interval over synthetic rows would give 16 to 24 %.
      expect(alarms).toBeLessThanOrEqual(21);
    });
  }

  it('ten per cent of copied rows move the share from ½ to .55', async () => {
    const train = people('train', 4000, 1_000_000);
    const holdout = people('holdout', 4000, 1_000_000);
    const fresh = people('fresh', 3600, 1_000_000);
    const synthetic = Object.fromEntries(
      Object.entries(fresh).map(([name, values]) => [
        name,
        [...values, ...(train[name] ?? []).slice(0, 400)],
      ]),
    );
    const measure = measureIn(
      await runOn(distanceToClosestRecord, { train, holdout, synthetic }),
      'dcr-share',
    );
    expect(measure.estimate.value).toBeCloseTo(0.55, 1.7);
    expect(intervalOf(measure).low).toBeGreaterThan(0.5);
    expect(measure.test?.pValue).toBeLessThan(0.001);
  });

  it('a verbatim copy in the same order is no self-comparison', async () => {
    const train = people('train', 300, 1000);
    const outcome = await runOn(distanceToClosestRecord, {
      train,
      holdout: people('holdout', 300, 1000),
      synthetic: train,
    });
    expect(measureIn(outcome, 'dcr-median', [], { against: 'train' }).estimate.value).toBe(0);
    expect(measureIn(outcome, 'dcr-share').estimate.value).toBeGreaterThan(0.95);
  });

  it('without a holdout it only describes', async () => {
    const outcome = await runOn(distanceToClosestRecord, {
      train: people('train', 50, 100),
      synthetic: people('s', 50, 100),
    });
    expect(outcome.status === 'measured' && outcome.measures.some(({ name }) => name === 'dcr-share')).toBe(
      false,
    );
    expect(measureIn(outcome, 'dcr-median', [], { against: 'train' }).estimate.value).toBeGreaterThan(0);
  });

  it('one synthetic row and one real row are enough not to crash', async () => {
    const one = { x: [1], c: ['a'] };
    const outcome = await runOn(distanceToClosestRecord, { train: one, holdout: one, synthetic: one });
    expect(measureIn(outcome, 'dcr-share').estimate.value).toBe(0.5);
  });
});
