import { describe, expect, it } from 'vitest';
import { minorityFidelity } from '../../../src/audits/diversity/minority-fidelity.ts';
import { binomialUpperTail } from '../../../src/statistics/binomial.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn } from '../harness.ts';

/** Three per cent belong to a group whose score is another one's. */
const draw = (seed: number, name: string, rows: number, groupScore = 2) => {
  const random = randomStream(seed, 'minority-test', name);
  const group = Array.from({ length: rows }, () => (random.uniform() < 0.03 ? 'small' : 'large'));
  return {
    group,
    sex: group.map(() => (random.below(2) === 0 ? 'f' : 'm')),
    score: group.map((of) => (of === 'small' ? groupScore : 0) + random.normal()),
    answer: group.map((of) => (random.uniform() < (of === 'small' ? 0.8 : 0.2) ? 'yes' : 'no')),
  };
};

describe('minority-fidelity', () => {
  it('is the mean similarity of the other columns among the group’s rows', async () => {
    const rows = 2000;
    const fill = (small: string[], large: string) => [
      ...small,
      ...Array.from({ length: rows - small.length }, () => large),
    ];
    const times = (count: number, text: string) => Array.from({ length: count }, () => text);
    const columns = (yes: number, red: number) => ({
      group: fill(times(100, 'small'), 'large'),
      answer: fill([...times(yes, 'yes'), ...times(100 - yes, 'no')], 'no'),
      colour: fill([...times(red, 'red'), ...times(100 - red, 'blue')], 'blue'),
    });
    const outcome = await runOn(minorityFidelity, { train: columns(20, 50), synthetic: columns(60, 30) });
    const measure = measureIn(outcome, 'minority-fidelity', ['group'], { group: 'group=small' });
    // Total variations .4 and .2.
    expect(measure.estimate.value).toBeCloseTo(1 - 0.3, 12);
    expect(measure.test?.adjusted).toBeLessThan(1e-5);
    const ratio = measureIn(outcome, 'group-share-ratio', ['group'], { group: 'group=small' });
    expect(ratio.estimate.value).toBeCloseTo(1, 12);
  });

  it('sees a group that got the majority’s values, which the whole table hides', async () => {
    const train = draw(1, 'train', 3000);
    const holdout = draw(1, 'holdout', 3000);
    const synthetic = draw(1, 'synthetic', 3000, 0);
    const outcome = await runOn(minorityFidelity, { train, holdout, synthetic });
    const measure = measureIn(outcome, 'minority-fidelity', ['group'], { group: 'group=small' });
    expect(measure.test?.adjusted).toBeLessThan(1e-6);
    if (measure.ceiling?.value == null) throw new Error('no ceiling');
    expect(intervalOf(measure).high).toBeLessThan(measure.ceiling.value);
    expect(measure.floor?.value).toBeLessThan(measure.ceiling.value);
  });

  it('gives 0 to a group that is lost', async () => {
    const train = draw(1, 'train', 3000);
    const synthetic = draw(1, 'synthetic', 3000);
    const lost = { ...synthetic, group: synthetic.group.map(() => 'large') };
    const outcome = await runOn(minorityFidelity, { train, synthetic: lost });
    const measure = measureIn(outcome, 'minority-fidelity', ['group'], { group: 'group=small' });
    expect(measure.estimate.value).toBe(0);
    expect(measure.test?.adjusted).toBeLessThan(1e-10);
    expect(measureIn(outcome, 'group-share-ratio', ['group']).estimate.value).toBe(0);
  });

  it('names no group with fewer than eleven rows in the holdout', async () => {
    const train = draw(1, 'train', 3000);
    const holdout = draw(1, 'holdout', 100);
    const outcome = await runOn(minorityFidelity, { train, holdout, synthetic: draw(1, 'synthetic', 500) });
    if (outcome.status !== 'measured') throw new Error('not measured');
    expect(JSON.stringify(outcome)).not.toContain('small,');
    expect(JSON.stringify(outcome)).not.toContain('=small');
    expect(outcome.measures.some(({ labels }) => labels.group?.startsWith('too small'))).toBe(true);
  });

  it('is not applicable without small groups', async () => {
    const train = { a: ['x', 'y', 'x', 'y'], b: [1, 2, 3, 4] };
    expect((await runOn(minorityFidelity, { train, synthetic: train })).status).toBe('not-applicable');
  });

  it('alarms of a fresh sample no more often than it says, and is at its ceiling', async () => {
    const runs = 100;
    let alarms = 0;
    let below = 0;
    for (let seed = 0; seed < runs; seed++) {
      const outcome = await runOn(minorityFidelity, {
        train: draw(seed, 'train', 2400),
        holdout: draw(seed, 'holdout', 1200),
        synthetic: draw(seed, 'synthetic', 1200),
      });
      if (outcome.status !== 'measured') throw new Error('not measured');
      if (outcome.measures.some(({ test }) => test && test.adjusted < 0.05)) alarms++;
      const mean = measureIn(outcome, 'minority-fidelity');
      if (mean.ceiling?.value == null || mean.ceiling.uncertainty.kind !== 'interval')
        throw new Error('no ceiling');
      const { low, high } = intervalOf(mean);
      const reach = Math.hypot(
        (high - low) / 2,
        (mean.ceiling.uncertainty.high - mean.ceiling.uncertainty.low) / 2,
      );
      if (Math.abs(mean.estimate.value - mean.ceiling.value) > reach) below++;
    }
    expect(binomialUpperTail(alarms, runs, 0.05), `alarms: ${alarms}`).toBeGreaterThan(0.001);
    expect(binomialUpperTail(below, runs, 0.05), `apart: ${below}`).toBeGreaterThan(0.001);
  });
});
