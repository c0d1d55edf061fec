import { describe, expect, it } from 'vitest';
import { columnPairTrends } from '../../../src/audits/fidelity/column-pair-trends.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn, type SmallTable } from '../harness.ts';

/** Two correlated normals and a category that follows the first one's sign. */
function sample(name: string, rows: number, correlation: number, follows = 1): SmallTable {
  const random = randomStream(11, name);
  const x: number[] = [];
  const y: number[] = [];
  const c: string[] = [];
  for (let row = 0; row < rows; row++) {
    const a = random.normal();
    x.push(a);
    y.push(correlation * a + Math.sqrt(1 - correlation ** 2) * random.normal());
    const sign = random.uniform() < follows ? a > 0 : random.uniform() < 0.5;
    c.push(sign ? 'up' : 'down');
  }
  return { x, y, c };
}

describe('column-pair-trends', () => {
  it('measures lost correlations as their closed form says', async () => {
    const outcome = await runOn(columnPairTrends, {
      train: sample('train', 20_000, 0.8),
      holdout: sample('holdout', 20_000, 0.8),
      synthetic: sample('weaker', 20_000, 0.2, 0),
    });
    const pearson = measureIn(outcome, 'correlation-similarity', ['x', 'y'], { coefficient: 'pearson' });
    expect(pearson.estimate.value).toBeCloseTo(1 - 0.6 / 2, 1.7);
    expect(pearson.ceiling?.value).toBeGreaterThan(0.99);
    // Independent columns: r = 0 against .8.
    expect(pearson.floor?.value).toBeCloseTo(1 - 0.8 / 2, 1.7);
    // Spearman's rho of a bivariate normal is 6/π asin(r/2).
    const rho = (r: number) => (6 / Math.PI) * Math.asin(r / 2);
    const spearman = measureIn(outcome, 'correlation-similarity', ['x', 'y'], { coefficient: 'spearman' });
    expect(spearman.estimate.value).toBeCloseTo(1 - (rho(0.8) - rho(0.2)) / 2, 1.7);
    // The category decides the sign of x: half of the joint mass is in the wrong cells once it does not.
    const contingency = measureIn(outcome, 'contingency-similarity', ['x', 'c']);
    expect(contingency.estimate.value).toBeCloseTo(0.5, 1.7);
    expect(measureIn(outcome, 'column-pair-trends').floor?.value).toBeLessThan(0.75);
  });

  it('pairs without a trend are flagged, and left out of the second mean', async () => {
    const outcome = await runOn(columnPairTrends, {
      train: sample('train', 5000, 0, 0),
      synthetic: sample('other', 5000, 0, 0),
    });
    const pair = measureIn(outcome, 'correlation-similarity', ['x', 'y'], { coefficient: 'pearson' });
    expect(pair.labels.trend).toBe('no');
    if (outcome.status !== 'measured') throw new Error('not measured');
    expect(outcome.measures.some(({ labels }) => labels.pairs === 'with-trend')).toBe(false);
  });

  it('a zero-inflated column keeps cells of its own beside the heavy value', async () => {
    const inflate = (name: string, linked: boolean): SmallTable => {
      const random = randomStream(3, name);
      const gain: number[] = [];
      const group: string[] = [];
      for (let row = 0; row < 8000; row++) {
        const rich = random.uniform() < 0.08;
        gain.push(rich ? 1000 + random.below(5000) : 0);
        group.push((linked ? rich : random.uniform() < 0.08) ? 'a' : 'b');
      }
      return { gain, group };
    };
    const outcome = await runOn(columnPairTrends, {
      train: inflate('train', true),
      synthetic: inflate('other', false),
    });
    // Lost: P(gain > 0, a) = .08 becomes .0064, and the same mass on both mixed cells.
    const measure = measureIn(outcome, 'contingency-similarity', ['gain', 'group']);
    expect(measure.estimate.value).toBeCloseTo(1 - 2 * 0.08 * 0.92, 1.7);
  });

  it('a candidate that does not vary loses train’s correlation', async () => {
    const train = sample('train', 2000, 0.6);
    const synthetic = { x: [1, 1, 1], y: [2, 2, 2], c: ['up', 'up', 'up'] };
    const outcome = await runOn(columnPairTrends, { train, synthetic });
    const measure = measureIn(outcome, 'correlation-similarity', ['x', 'y'], { coefficient: 'pearson' });
    expect(measure.estimate.value).toBeCloseTo(1 - 0.6 / 2, 1.5);
  });

  it('intervals hold what other samples of these sizes give', async () => {
    const seeds = 120;
    const scoreOf = async (seed: string) =>
      measureIn(
        await runOn(columnPairTrends, {
          train: sample(`t${seed}`, 300, 0.7),
          synthetic: sample(`s${seed}`, 400, 0.3, 0.5),
        }),
        'column-pair-trends',
      );
    let expected = 0;
    for (let seed = 0; seed < seeds; seed++) expected += (await scoreOf(`m${seed}`)).estimate.value / seeds;
    let held = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const { low, high } = intervalOf(await scoreOf(`i${seed}`));
      if (low <= expected && expected <= high) held++;
    }
    expect(held).toBeGreaterThanOrEqual(105);
  });

  it('is not applicable with a single column', async () => {
    const outcome = await runOn(columnPairTrends, { train: { x: [1, 2] }, synthetic: { x: [1, 2] } });
    expect(outcome.status).toBe('not-applicable');
  });
});
