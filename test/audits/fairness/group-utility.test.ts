import { describe, expect, it } from 'vitest';
import { groupUtility } from '../../../src/audits/fairness/group-utility.ts';
import { intervalOf, measureIn, runOn } from '../harness.ts';
import { people } from './people.ts';

const options = { groups: ['group'], targets: ['outcome'] };

describe('group-utility', () => {
  it('finds the group in which nothing can be learnt any more', async () => {
    const outcome = await runOn(groupUtility, {
      train: people(2500, 1),
      holdout: people(2500, 2),
      synthetic: people(2500, 3, { blurred: ['B'] }),
      options,
    });
    const gap = measureIn(outcome, 'utility-gap', [], { target: 'outcome' });
    expect(intervalOf(gap).low).toBeGreaterThan(0.05);
    const own = measureIn(outcome, 'auc', ['group'], { group: 'group=B', trainedOn: 'synthetic' });
    expect(own.ceiling?.value).toBeGreaterThan(0.75);
    expect(own.estimate.value).toBeLessThan((own.ceiling?.value ?? 0) - 0.05);
    expect(own.test?.adjusted).toBeLessThan(0.01);
  });

  it('sees no gap in a candidate that is train', async () => {
    const train = people(1500, 1);
    const outcome = await runOn(groupUtility, { train, holdout: people(1500, 2), synthetic: train, options });
    const { low, high } = intervalOf(measureIn(outcome, 'utility-gap'));
    expect(low).toBeLessThan(0);
    expect(high).toBeLessThan(0.05);
  });

  it('measures numbers by R², and leaves out groups that are too small', async () => {
    const outcome = await runOn(groupUtility, {
      train: people(900, 1, { shareOfB: 0.02 }),
      holdout: people(900, 2, { shareOfB: 0.02 }),
      synthetic: people(900, 3, { shareOfB: 0.02 }),
      options: { groups: ['group'], targets: ['y'] },
    });
    if (outcome.status !== 'measured') throw new Error('measured');
    const groups = outcome.measures.filter(({ name }) => name === 'r2').map(({ labels }) => labels.group);
    expect(groups.sort()).toEqual(['group=A', 'group=C']);
  });

  it('does not apply without a target', async () => {
    const outcome = await runOn(groupUtility, {
      train: people(300, 1),
      holdout: people(300, 2),
      synthetic: people(300, 3),
      options: { groups: ['group'] },
    });
    expect(outcome).toMatchObject({ status: 'not-applicable', reason: expect.stringContaining('target') });
  });
});
