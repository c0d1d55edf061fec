import { describe, expect, it } from 'vitest';
import { boundaryAdherence } from '../../../src/audits/validity/boundary-adherence.ts';
import { categoryAdherence } from '../../../src/audits/validity/category-adherence.ts';
import { missingness } from '../../../src/audits/validity/missingness.ts';
import { tableStructure } from '../../../src/audits/validity/table-structure.ts';
import { intervalOf, measureIn, runOn } from '../harness.ts';

const train = {
  age: [20, 30, 40, 50, null],
  sex: ['f', 'm', 'f', 'm', 'm'],
  city: ['a', 'b', 'c', 'a', null],
};

describe('table-structure', () => {
  it('is 1 where all columns are there', async () => {
    const outcome = await runOn(tableStructure, { train, synthetic: train });
    expect(measureIn(outcome, 'table-structure').estimate.value).toBe(1);
    expect(outcome.status === 'measured' && outcome.summary).toContain('All 3 columns');
  });

  it('counts missing and mistyped columns, and lists extra ones', async () => {
    const synthetic = { age: ['x', 'y', 30, 'z'], sex: ['f', 'f', 'm', 'm'], more: [1, 2, 3, 4] };
    const outcome = await runOn(tableStructure, { train, synthetic });
    expect(measureIn(outcome, 'table-structure').estimate.value).toBeCloseTo(1 / 3);
    expect(measureIn(outcome, 'readable-share', ['age']).estimate.value).toBe(0.25);
    expect(outcome.status === 'measured' && outcome.summary).toBe(
      'Of train’s 3 columns: 1 missing, 1 mistyped, 1 beyond train’s.',
    );
  });
});

describe('boundary-adherence', () => {
  it('is the share of filled cells within train’s range, with its Wilson interval', async () => {
    const synthetic = { age: [10, 20, 50, 60, null], sex: train.sex, city: train.city };
    const measure = measureIn(await runOn(boundaryAdherence, { train, synthetic }), 'boundary-adherence', [
      'age',
    ]);
    expect(measure.estimate.value).toBe(0.5);
    // Wilson 1927 for 2 of 4.
    expect(intervalOf(measure).low).toBeCloseTo(0.15003898915214947, 12);
    expect(intervalOf(measure).high).toBeCloseTo(0.8499610108478505, 12);
    expect(measure.floor?.value).toBe(1);
    expect(measure.ceiling).toBeNull();
  });

  it('says what a fresh sample would get', async () => {
    const holdout = { age: [15, 25, 35, 45], sex: train.sex, city: train.city };
    const outcome = await runOn(boundaryAdherence, { train, holdout, synthetic: train });
    expect(measureIn(outcome, 'boundary-adherence', ['age']).ceiling?.value).toBe(0.75);
  });

  it('is not applicable without numbers', async () => {
    const outcome = await runOn(boundaryAdherence, {
      train: { sex: ['f', 'm'] },
      synthetic: { sex: ['f', 'm'] },
    });
    expect(outcome.status).toBe('not-applicable');
  });
});

describe('category-adherence', () => {
  it('is the share of filled cells whose category train has; a missing cell is no invented category', async () => {
    const synthetic = { ...train, city: ['a', 'q', 'b', null, 'c'] };
    const outcome = await runOn(categoryAdherence, { train, synthetic });
    expect(measureIn(outcome, 'category-adherence', ['city']).estimate.value).toBe(0.75);
    expect(measureIn(outcome, 'category-adherence', ['sex']).estimate.value).toBe(1);
  });

  it('a level that only the holdout has is invented all the same', async () => {
    const holdout = { ...train, city: ['q', 'a', 'b', 'c', 'a'] };
    const synthetic = { ...train, city: ['q', 'q', 'a', 'b', 'c'] };
    const measure = measureIn(
      await runOn(categoryAdherence, { train, holdout, synthetic }),
      'category-adherence',
      ['city'],
    );
    expect(measure.estimate.value).toBe(0.6);
    expect(measure.ceiling?.value).toBe(0.8);
  });
});

describe('missingness', () => {
  it('compares shares of missing cells', async () => {
    const synthetic = { ...train, age: [20, null, null, 30, 40] };
    const outcome = await runOn(missingness, { train, synthetic });
    const measure = measureIn(outcome, 'missing-value-similarity', ['age']);
    expect(measure.estimate.value).toBeCloseTo(0.8);
    expect(intervalOf(measure).low).toBeLessThan(0.8);
    expect(intervalOf(measure).high).toBeLessThanOrEqual(1);
  });

  it('scales the holdout’s noise to the candidate’s row count', async () => {
    const withMissing = (rows: number, missing: number) => ({
      a: Array.from({ length: rows }, (_, row) => (row < missing ? null : row)),
    });
    const train = withMissing(100, 10);
    const holdout = withMissing(25, 5);
    const similarity = async (rows: number) =>
      measureIn(
        await runOn(missingness, { train, holdout, synthetic: withMissing(rows, 0) }),
        'missing-value-similarity',
        ['a'],
      );
    const own = (await similarity(25)).ceiling;
    const larger = (await similarity(100)).ceiling;
    expect(own?.value).toBeCloseTo(0.9, 12);
    // √((1/100 + 1/100) / (1/100 + 1/25)) of the distance, and of its interval.
    const factor = Math.sqrt(0.02 / 0.05);
    expect(larger?.value).toBeCloseTo(1 - 0.1 * factor, 12);
    if (own?.value == null || own.uncertainty.kind !== 'interval') throw new Error('no interval');
    expect(larger).toMatchObject({
      uncertainty: { low: expect.closeTo(1 - factor * (1 - own.uncertainty.low), 12) },
    });
  });

  it('sees patterns that all single columns hide', async () => {
    // In train a and b are missing together; in the candidate never, with the same marginal shares.
    const a = [1, 1, null, null];
    const together = { a, b: [1, 1, null, null] };
    const apart = { a, b: [null, null, 1, 1] };
    const outcome = await runOn(missingness, { train: together, synthetic: apart });
    expect(measureIn(outcome, 'missing-value-similarity', ['b']).estimate.value).toBe(1);
    expect(measureIn(outcome, 'missing-pattern-similarity').estimate.value).toBe(0);
  });
});
