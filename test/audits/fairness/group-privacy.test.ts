import { describe, expect, it } from 'vitest';
import { groupPrivacy } from '../../../src/audits/fairness/group-privacy.ts';
import { expectAtMost } from '../../statistics/rate-bound.ts';
import { intervalOf, measureIn, runOn } from '../harness.ts';
import { people } from './people.ts';

const options = { groups: ['group'] };

describe('group-privacy', () => {
  it('finds the minority that is copied while the others are drawn afresh', async () => {
    const train = people(1200, 1, { shareOfB: 0.1 });
    const fresh = people(1200, 3, { shareOfB: 0.1 });
    const copied = train.group.flatMap((group, row) => (group === 'B' ? [row] : []));
    const kept = fresh.group.flatMap((group, row) => (group === 'B' ? [] : [row]));
    const pick = <Value>(from: readonly Value[], other: readonly Value[]) => [
      ...copied.map((row) => from[row] as Value),
      ...kept.map((row) => other[row] as Value),
    ];
    const synthetic = {
      group: pick(train.group, fresh.group),
      x: pick(train.x, fresh.x),
      y: pick(train.y, fresh.y),
      place: pick(train.place, fresh.place),
      outcome: pick(train.outcome, fresh.outcome),
    };
    const outcome = await runOn(groupPrivacy, {
      train,
      holdout: people(1200, 2, { shareOfB: 0.1 }),
      synthetic,
      options,
    });
    const gap = measureIn(outcome, 'advantage-gap');
    expect(intervalOf(gap).low).toBeGreaterThan(0.3);
    const attack = 'distance-to-closest';
    const own = measureIn(outcome, 'advantage', ['group'], { group: 'group=B', attack });
    expect(own.estimate.value).toBeGreaterThan(0.6);
    expect(own.test?.adjusted).toBeLessThan(0.01);
    const rest = measureIn(outcome, 'advantage', ['group'], { group: 'group=A', attack });
    expect(intervalOf(rest).low).toBeLessThan(0);
  });

  it('is silent on fresh samples', async () => {
    const seeds = 40;
    let alarms = 0;
    let beyond = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const outcome = await runOn(groupPrivacy, {
        train: people(240, 10 + seed),
        holdout: people(200, 3000 + seed),
        synthetic: people(240, 6000 + seed),
        options,
      });
      if (outcome.status !== 'measured') throw new Error('measured');
      const tests = outcome.measures.flatMap(({ test }) => (test ? [test.adjusted] : []));
      if (Math.min(...tests) <= 0.05) alarms++;
      if (intervalOf(measureIn(outcome, 'advantage-gap')).low > 0) beyond++;
    }
    expectAtMost(alarms, seeds, 0.05);
    expectAtMost(beyond, seeds, 0.025);
  });
});
