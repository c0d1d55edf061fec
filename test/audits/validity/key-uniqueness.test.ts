import { describe, expect, it } from 'vitest';
import { keyUniqueness } from '../../../src/audits/validity/key-uniqueness.ts';
import { measureIn, runOn } from '../harness.ts';

const kinds = { id: 'identifier', household: 'identifier' } as const;
const train = { id: ['a', 'b', 'c', 'd'], household: ['x', 'x', 'y', 'y'], age: [1, 2, 3, 4] };

describe('key-uniqueness', () => {
  it('counts rows whose key is filled and stands on no other row', async () => {
    const synthetic = { ...train, id: ['p', 'q', 'q', null] };
    const outcome = await runOn(keyUniqueness, { train, synthetic, kinds });
    expect(measureIn(outcome, 'key-uniqueness', ['id']).estimate).toEqual({
      value: 0.25,
      sampleSize: 4,
      uncertainty: { kind: 'exact' },
    });
    expect(measureIn(outcome, 'key-uniqueness', ['id']).ceiling?.value).toBe(1);
    expect(measureIn(outcome, 'missing-key-share', ['id']).estimate.value).toBe(0.25);
  });

  it('takes no column for a key that repeats in train', async () => {
    const outcome = await runOn(keyUniqueness, { train, synthetic: train, kinds });
    expect(outcome.status === 'measured' && outcome.measures.map(({ subject }) => subject[0])).toEqual([
      'id',
      'id',
    ]);
    expect(measureIn(outcome, 'key-uniqueness', ['id']).estimate.value).toBe(1);
  });

  it('is not applicable without a key', async () => {
    const outcome = await runOn(keyUniqueness, {
      train: { age: [1, 2, 3] },
      synthetic: { age: [1, 2, 3] },
    });
    expect(outcome.status).toBe('not-applicable');
  });
});
