import { describe, expect, it } from 'vitest';
import { groupRepresentation } from '../../../src/audits/fairness/group-representation.ts';
import { expectAtMost } from '../../statistics/rate-bound.ts';
import { intervalOf, measureIn, runOn } from '../harness.ts';
import { people } from './people.ts';

const options = { groups: ['group'] };

describe('group-representation', () => {
  it('finds a group that has half its share, and names the ratio', async () => {
    const outcome = await runOn(groupRepresentation, {
      train: people(3000, 1),
      holdout: people(3000, 2),
      synthetic: people(3000, 3, { shareOfB: 0.125 }),
      options,
    });
    const smallest = measureIn(outcome, 'smallest-representation-ratio');
    expect(smallest.estimate.value).toBeGreaterThan(0.42);
    expect(smallest.estimate.value).toBeLessThan(0.58);
    expect(intervalOf(smallest).high).toBeLessThan(0.7);
    const own = measureIn(outcome, 'representation-ratio', ['group'], { group: 'group=B' });
    expect(own.test?.adjusted).toBeLessThan(1e-6);
    expect(own.ceiling?.value).toBeGreaterThan(0.85);
    const rest = measureIn(outcome, 'representation-ratio', ['group'], { group: 'group=A' });
    expect(rest.estimate.value).toBeGreaterThan(1.1);
  });

  it('is silent on fresh samples: any group differs in at most 5 % of seeds', async () => {
    const seeds = 100;
    let alarms = 0;
    let beyond = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const outcome = await runOn(groupRepresentation, {
        train: people(400, 10 + seed),
        synthetic: people(500, 5000 + seed),
        options,
      });
      if (outcome.status !== 'measured') throw new Error('measured');
      const tests = outcome.measures.flatMap(({ test }) => (test ? [test.adjusted] : []));
      if (Math.min(...tests) <= 0.05) alarms++;
      if (intervalOf(measureIn(outcome, 'smallest-representation-ratio')).high < 1) beyond++;
    }
    expectAtMost(alarms, seeds, 0.05);
    expectAtMost(beyond, seeds, 0.05);
  });

  it('looks at groups that two columns make together, leaves out those of few people, and says so', async () => {
    const crossed = (seed: number) => {
      const table = people(2000, seed);
      const other = table.place.map((place, row) => (row < 5 ? 'rare place' : place));
      return { ...table, place: other };
    };
    const outcome = await runOn(groupRepresentation, {
      train: crossed(1),
      holdout: crossed(2),
      synthetic: crossed(3),
      options: { groups: ['group', 'place'] },
    });
    if (outcome.status !== 'measured') throw new Error('measured');
    const crossings = outcome.measures.filter(({ subject }) => subject.length === 2);
    expect(crossings).toHaveLength(12);
    expect(crossings.map(({ labels }) => labels.group)).toContain('group=B, place=p1');
    expect(JSON.stringify(outcome)).not.toContain('rare place');
    expect(JSON.stringify(outcome.details)).toContain('fewer than 11 people');
  });

  it.each([
    ['no group is named', {}, 'no group was named'],
    ['the candidate lacks the column', { groups: ['group'] }, 'lacks the columns'],
  ])('does not apply where %s', async (_, given, reason) => {
    const { group: _dropped, ...synthetic } = people(50, 3);
    const outcome = await runOn(groupRepresentation, { train: people(100, 1), synthetic, options: given });
    expect(outcome).toMatchObject({ status: 'not-applicable', reason: expect.stringContaining(reason) });
  });

  it('gives a lost group a ratio of 0 with an interval', async () => {
    const outcome = await runOn(groupRepresentation, {
      train: people(500, 1),
      synthetic: people(500, 3, { shareOfB: 0 }),
      options,
    });
    const smallest = measureIn(outcome, 'smallest-representation-ratio');
    expect(smallest.estimate.value).toBe(0);
    expect(intervalOf(smallest).high).toBeGreaterThan(0);
    expect(intervalOf(smallest).high).toBeLessThan(0.2);
  });
});
