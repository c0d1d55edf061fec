import { describe, expect, it } from 'vitest';
import { augmentation } from '../../../src/audits/utility/augmentation.ts';
import { intervalOf, measureIn, runOn } from '../harness.ts';
import { draw, poorCandidates, summaryOf, without } from './populations.ts';

const options = { targets: ['y'], preset: 'standard' } as const;
const table = (name: string, rows: number, twist = {}) => without(draw(name, rows, twist), 'z');
const base = { train: table('train', 1000), holdout: table('holdout', 1500) };
const gain = { metric: 'auc', target: 'y' };

describe('augmentation', () => {
  it('fresh rows help where there are few, and do no harm where there are many', async () => {
    const outcome = await runOn(augmentation, { ...base, synthetic: table('fresh', 1000), options });
    const few = measureIn(outcome, 'augmentation-gain', [], { ...gain, realShare: '0.1' });
    expect(intervalOf(few).low).toBeGreaterThan(0);
    const all = measureIn(outcome, 'augmentation-gain', [], { ...gain, realShare: '1' });
    expect(intervalOf(all).high).toBeGreaterThan(0);
    const score = (realShare: string, trainedOn: string) =>
      measureIn(outcome, 'hybrid-score', [], { ...gain, realShare, trainedOn }).estimate.value;
    // Nested shares: more rows, better models.
    expect(score('0.1', 'train')).toBeLessThan(score('1', 'train'));
    for (const share of ['0.1', '0.25', '0.5', '1']) {
      expect(
        measureIn(outcome, 'augmentation-gain', [], { ...gain, realShare: share }).estimate.value,
      ).toBeCloseTo(score(share, 'real-and-synthetic') - score(share, 'train'), 12);
    }
    if (outcome.status !== 'measured') throw new Error('not measured');
    const curves = outcome.details.filter((detail) => detail.kind === 'curves');
    expect(curves.map(({ title }) => title)).toEqual([
      'Hybrid curve for “y”: AUC on the holdout',
      'Hybrid curve for “y”: average precision on the holdout',
    ]);
    expect(curves[0]?.series.map(({ x }) => x)).toEqual([
      [0.1, 0.25, 0.5, 1],
      [0, 0.1, 0.25, 0.5, 1],
    ]);
    expect(curves[0]?.series[1]?.y[4]).toBeCloseTo(score('1', 'real-and-synthetic'), 12);
  });

  it('rows with a turned effect make models worse', async () => {
    const outcome = await runOn(augmentation, {
      ...base,
      synthetic: table('turned', 3000, { turned: true }),
      options,
    });
    for (const realShare of ['0.1', '1']) {
      const measure = measureIn(outcome, 'augmentation-gain', [], { ...gain, realShare });
      expect(intervalOf(measure).high).toBeLessThan(-0.05);
    }
    expect(summaryOf(outcome)).toMatch(/all of them by −/);
  });

  it('numbers have R²; train’s models do not depend on the candidate', async () => {
    const run = {
      train: draw('train', 600),
      holdout: draw('holdout', 600),
      options: { ...options, targets: ['z'] },
    };
    const score = async (synthetic: ReturnType<typeof draw>) => {
      const outcome = await runOn(augmentation, { ...run, synthetic });
      const labels = { metric: 'r2', realShare: '1', trainedOn: 'train' };
      return measureIn(outcome, 'hybrid-score', [], labels).estimate;
    };
    const first = await score(draw('fresh', 600));
    expect(first.value).toBeGreaterThan(0.9);
    expect(await score(draw('other', 300, { turned: true }))).toEqual(first);
  });

  it.each(poorCandidates())('says so where the candidate $name', async ({ candidate, says }) => {
    const outcome = await runOn(augmentation, { ...base, synthetic: without(candidate, 'z'), options });
    if (says === null) expect(outcome.status).toBe('measured');
    else expect(outcome.status === 'not-applicable' && outcome.reason).toMatch(says);
  });

  it('wants a target, a holdout and more than the quick preset', async () => {
    const reasonOf = async (run: Parameters<typeof runOn>[1]) => {
      const outcome = await runOn(augmentation, run);
      return outcome.status === 'not-applicable' ? outcome.reason : outcome.status;
    };
    const synthetic = table('fresh', 100);
    expect(await reasonOf({ ...base, synthetic })).toContain('--target');
    expect(await reasonOf({ train: base.train, synthetic, options })).toContain('no holdout');
    expect(await reasonOf({ ...base, synthetic, options: { targets: ['y'] } })).toContain('quick preset');
  });
});
