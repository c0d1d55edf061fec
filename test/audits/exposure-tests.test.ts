import { describe, expect, it } from 'vitest';
import { exposureTests } from '../../src/audits/exposure-tests.ts';
import { attributeDisclosure } from '../../src/audits/privacy/attribute-disclosure.ts';
import { attributeInference } from '../../src/audits/privacy/attribute-inference.ts';
import { linkability } from '../../src/audits/privacy/linkability.ts';
import { hypergeometricUpperTail } from '../../src/statistics/hypergeometric.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { runOn } from './harness.ts';
import { drawPeople, leaky, rowCountOf, seeded } from './privacy/small-populations.ts';

describe('exposureTests', () => {
  it('gives the hypergeometric p-value of one attack, and corrects several', () => {
    const success = Float64Array.from({ length: 100 }, (_, row) => (row < 21 || row > 91 ? 1 : 0));
    const one = exposureTests({ successes: [success], trainRows: 60, units: null }, randomStream(1));
    const exact = hypergeometricUpperTail(21, 100, 29, 60);
    // Four standard errors of 999 relabellings.
    expect(Math.abs((one[0]?.pValue ?? 0) - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / 999));
    const noise = Float64Array.from({ length: 100 }, (_, row) => row % 2);
    const two = exposureTests(
      { successes: [success, noise], trainRows: 60, units: null },
      randomStream(1),
      2,
    );
    expect(two[0]?.adjusted).toBeGreaterThan(2 * (two[0]?.pValue ?? 1) - 0.002);
    expect(two[0]?.family).toBe(
      'Westfall–Young over 2 risks, 999 relabellings of people; Bonferroni over 2 families',
    );
  });

  it('says nothing of no attacks', () => {
    expect(
      exposureTests({ successes: [], trainRows: 1, units: Int32Array.of(0, 1) }, randomStream(1)),
    ).toEqual([]);
  });
});

describe.each([linkability, attributeInference, attributeDisclosure])('p-values of $meta.id', (audit) => {
  it('stand at every risk, by person and by household, and see copies', async () => {
    const random = seeded(1, 'exposure');
    const train = withHouseholds(drawPeople(400, random), 't');
    const synthetic = withHouseholds(leaky(train, 0.5, random), 's');
    const run = {
      train,
      holdout: withHouseholds(drawPeople(300, random), 'h'),
      synthetic,
      kinds: { household: 'identifier' as const },
    };
    const keys = ['age', 'job', 'region', 'children'];
    for (const [options, whom] of [
      [{ ignored: ['household'], keys }, 'people'],
      [{ unit: 'household', keys }, 'units'],
    ] as const) {
      const outcome = await runOn(audit, { ...run, options });
      if (outcome.status !== 'measured') throw new Error('not measured');
      const risks = outcome.measures.filter(({ name }) => name === 'risk');
      expect(risks.length).toBeGreaterThan(0);
      for (const { test } of risks) {
        expect(test?.family).toContain(`999 relabellings of ${whom}`);
        expect(test?.adjusted).toBeGreaterThanOrEqual(test?.pValue ?? 1);
      }
      expect(Math.min(...risks.map(({ test }) => test?.adjusted ?? 1))).toBeLessThanOrEqual(0.002);
    }
  });
});

function withHouseholds(people: ReturnType<typeof drawPeople>, prefix: string) {
  const household = Array.from({ length: rowCountOf(people) }, (_, row) => `${prefix}${row >> 1}`);
  return { ...people, household };
}
