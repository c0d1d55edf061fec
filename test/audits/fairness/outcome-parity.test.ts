import { describe, expect, it } from 'vitest';
import { differenceBetween, outcomeParity } from '../../../src/audits/fairness/outcome-parity.ts';
import { intervalOf, measureIn, runOn } from '../harness.ts';
import { people } from './people.ts';

const options = { groups: ['group'], targets: ['outcome'] };

describe('differenceBetween', () => {
  // Group one: 4 people, 2 positive, called 1 of them and 1 of the others; group two: 4 people, 1 positive, called, no other.
  const labels = Int32Array.of(1, 1, 0, 0, 1, 0, 0, 0);
  const called = Uint8Array.of(1, 0, 1, 0, 1, 0, 0, 0);
  const groups = [{ rows: Int32Array.of(0, 1, 2, 3) }, { rows: Int32Array.of(4, 5, 6, 7) }];

  it('is the distance between the largest and the smallest rate', () => {
    expect(differenceBetween(groups, labels, called, 'demographic-parity-difference')(null)).toBe(0.25);
    // True positive rates 1/2 and 1, false positive rates 1/2 and 0.
    expect(differenceBetween(groups, labels, called, 'equalized-odds-difference')(null)).toBe(0.5);
  });

  it('counts rows as often as they are drawn', () => {
    const counts = Int32Array.of(2, 0, 2, 0, 1, 1, 1, 1);
    expect(differenceBetween(groups, labels, called, 'demographic-parity-difference')(counts)).toBe(0.75);
    expect(
      differenceBetween(
        groups,
        labels,
        called,
        'equalized-odds-difference',
      )(Int32Array.of(0, 0, 1, 1, 1, 1, 1, 1)),
    ).toBeNaN();
  });
});

describe('outcome-parity', () => {
  it('finds that the candidate adds an advantage of one group', async () => {
    const outcome = await runOn(outcomeParity, {
      train: people(2500, 1),
      holdout: people(2500, 2),
      synthetic: people(2500, 3, { favour: 3 }),
      options,
    });
    const change = measureIn(outcome, 'largest-parity-change');
    expect(intervalOf(change).low).toBeGreaterThan(0.1);
    const parity = measureIn(outcome, 'demographic-parity-difference', ['group'], { trainedOn: 'synthetic' });
    expect(parity.estimate.value).toBeGreaterThan((parity.ceiling?.value ?? 1) + 0.1);
  });

  it('sees no change in a candidate that is train', async () => {
    const train = people(1500, 1, { favour: 1 });
    const outcome = await runOn(outcomeParity, {
      train,
      holdout: people(1500, 2, { favour: 1 }),
      synthetic: train,
      options,
    });
    for (const criterion of ['demographic-parity-difference', 'equalized-odds-difference']) {
      const { low, high } = intervalOf(measureIn(outcome, 'parity-change', ['group'], { criterion }));
      expect(low).toBeLessThanOrEqual(0);
      expect(high).toBeGreaterThanOrEqual(0);
    }
  });

  it('does not apply to numbers', async () => {
    const outcome = await runOn(outcomeParity, {
      train: people(300, 1),
      holdout: people(300, 2),
      synthetic: people(300, 3),
      options: { groups: ['group'], targets: ['y'] },
    });
    expect(outcome).toMatchObject({
      status: 'not-applicable',
      reason: expect.stringContaining('two classes'),
    });
  });
});
