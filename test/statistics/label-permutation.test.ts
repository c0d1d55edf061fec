import { describe, expect, it } from 'vitest';
import { labelPermutationPValue } from '../../src/statistics/label-permutation.ts';
import { mannWhitney } from '../../src/statistics/mann-whitney.ts';
import { type Random, randomStream } from '../../src/statistics/random.ts';
import { expectAtMost, expectRate } from './rate-bound.ts';

const a = Float64Array.of(1, 2, 2, 3, 5, 8);
const b = Float64Array.of(2, 3, 4, 5, 5, 9, 10, 11);

describe('label permutation', () => {
  it.each([
    [a, b, 0.954045954045954],
    [b, a, 0.0572760572760573],
  ])(
    'nears the exact p-value over all 3003 relabellings, whichever group is smaller',
    (members, others, exact) => {
      const { pValue, auc } = labelPermutationPValue({
        scores: Float64Array.of(...members, ...others),
        memberCount: members.length,
        permutations: 20_000,
        random: randomStream(1, 'labels'),
      });
      expect(auc).toBeCloseTo(mannWhitney(members, others).auc, 15);
      expect(Math.abs(pValue - exact)).toBeLessThan(3.5 * Math.sqrt((exact * (1 - exact)) / 20_000));
    },
  );

  it('counts the observed labelling, leaves scores alone and repeats itself', () => {
    const scores = Float64Array.from({ length: 60 }, (_, i) => -i);
    const run = () =>
      labelPermutationPValue({
        scores,
        memberCount: 20,
        permutations: 99,
        random: randomStream(3, 'labels'),
      });
    expect(run()).toEqual({ pValue: 0.01, auc: 1 });
    expect(run()).toEqual(run());
    expect(scores[0]).toBe(-0);
    const constant = {
      scores: new Float64Array(10),
      memberCount: 4,
      permutations: 99,
      random: randomStream(1),
    };
    expect(labelPermutationPValue(constant)).toEqual({ pValue: 1, auc: 0.5 });
  });

  it('refuses empty groups and missing scores', () => {
    const random = randomStream(1);
    expect(() => labelPermutationPValue({ scores: a, memberCount: 0, permutations: 9, random })).toThrow(
      RangeError,
    );
    expect(() => labelPermutationPValue({ scores: a, memberCount: 6, permutations: 9, random })).toThrow(
      RangeError,
    );
    const scores = Float64Array.of(1, Number.NaN, 2);
    expect(() => labelPermutationPValue({ scores, memberCount: 1, permutations: 9, random })).toThrow(
      RangeError,
    );
  });

  it.each([
    ['continuous', (r: Random) => r.normal(), 'calibrated'],
    ['few values', (r: Random) => r.below(3), 'conservative'],
    ['almost all equal', (r: Random) => (r.uniform() < 0.95 ? 0 : 1), 'conservative'],
  ] as const)('raises no more false alarms than it says, with unequal groups: %s', (name, draw, kind) => {
    const seeds = 1000;
    let alarms = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const random = randomStream(seed, 'label alarms', name);
      const scores = Float64Array.from({ length: 130 }, () => draw(random));
      const { pValue } = labelPermutationPValue({ scores, memberCount: 100, permutations: 199, random });
      if (pValue <= 0.05) alarms++;
    }
    if (kind === 'calibrated') expectRate(alarms, seeds, 0.05);
    else expectAtMost(alarms, seeds, 0.05);
  });
});
