import { describe, expect, it } from 'vitest';
import { groupFidelity } from '../../../src/audits/fairness/group-fidelity.ts';
import { expectAtMost } from '../../statistics/rate-bound.ts';
import { intervalOf, measureIn, runOn } from '../harness.ts';
import { people } from './people.ts';

const options = { groups: ['group'] };

describe('group-fidelity', () => {
  it('finds the group whose columns are off, and leaves the others alone', async () => {
    const outcome = await runOn(groupFidelity, {
      train: people(3000, 1),
      holdout: people(3000, 2),
      synthetic: people(3000, 3, { blurred: ['B'] }),
      options,
    });
    const gap = measureIn(outcome, 'fidelity-gap');
    expect(intervalOf(gap).low).toBeGreaterThan(0.05);
    const own = measureIn(outcome, 'group-fidelity', ['group'], { group: 'group=B' });
    const rest = measureIn(outcome, 'group-fidelity', ['group'], { group: 'group=A' });
    expect(own.test?.adjusted).toBeLessThan(0.001);
    expect(own.estimate.value).toBeLessThan(rest.estimate.value - 0.05);
    expect(Math.abs(rest.estimate.value - (rest.ceiling?.value ?? 0))).toBeLessThan(0.03);
  });

  it('is silent on fresh samples of another size', async () => {
    const seeds = 100;
    let alarms = 0;
    let beyond = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const outcome = await runOn(groupFidelity, {
        train: people(500, 10 + seed),
        holdout: people(400, 3000 + seed),
        synthetic: people(700, 6000 + seed),
        options,
      });
      if (outcome.status !== 'measured') throw new Error('measured');
      const tests = outcome.measures.flatMap(({ test }) => (test ? [test.adjusted] : []));
      if (Math.min(...tests) <= 0.05) alarms++;
      if (intervalOf(measureIn(outcome, 'fidelity-gap')).low > 0) beyond++;
    }
    expectAtMost(alarms, seeds, 0.05);
    expectAtMost(beyond, seeds, 0.05);
  });

  it('gives a lost group nothing, and no gap without a holdout to say what fresh rows reach', async () => {
    const outcome = await runOn(groupFidelity, {
      train: people(500, 1),
      synthetic: people(500, 3, { shareOfB: 0 }),
      options,
    });
    expect(measureIn(outcome, 'group-fidelity', ['group'], { group: 'group=B' }).estimate.value).toBe(0);
    if (outcome.status !== 'measured') throw new Error('measured');
    expect(outcome.measures.some(({ name }) => name === 'fidelity-gap')).toBe(false);
  });
});
