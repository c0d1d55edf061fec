import { describe, expect, it } from 'vitest';
import { duplicateRows } from '../../../src/audits/validity/duplicate-rows.ts';
import { binomialUpperTail } from '../../../src/statistics/binomial.ts';
import { duplicateShare } from '../../../src/statistics/duplicate-share.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn } from '../harness.ts';

describe('duplicateShare', () => {
  it('is the share of rows that equal another, over all rows', () => {
    expect(duplicateShare([1, 1, 2, 3, 0]).value).toBeCloseTo(5 / 7, 12);
    expect(duplicateShare([1, 1, 1]).value).toBe(0);
    expect(duplicateShare([4]).value).toBe(1);
  });

  it('is the mean over all subsets of so many rows', () => {
    const classes = [0, 0, 0, 1, 1, 2, 3];
    for (const size of [2, 3, 4, 6]) {
      let total = 0;
      let subsets = 0;
      for (let mask = 0; mask < 1 << classes.length; mask++) {
        const chosen = classes.filter((_, row) => (mask >> row) & 1);
        if (chosen.length !== size) continue;
        subsets++;
        total += chosen.filter((value) => chosen.filter((other) => other === value).length > 1).length / size;
      }
      expect(duplicateShare([3, 2, 1, 1], size).value).toBeCloseTo(total / subsets, 12);
    }
  });

  it('refuses more rows than there are', () => {
    expect(() => duplicateShare([1, 1], 3)).toThrow(RangeError);
    expect(() => duplicateShare([1])).toThrow(RangeError);
  });
});

describe('duplicate-rows', () => {
  const draw = (seed: string, rows: number) => {
    const random = randomStream(5, 'duplicate-rows', seed);
    const column = (levels: number) => Array.from({ length: rows }, () => String(random.below(levels)));
    return { a: column(20), b: column(30) };
  };

  it('finds rows that were written twice', async () => {
    const number = Array.from({ length: 200 }, (_, row) => row);
    const train = { x: number, y: number };
    const twice = { x: number.map((row) => row % 100), y: number.map((row) => row % 100) };
    const measure = measureIn(await runOn(duplicateRows, { train, synthetic: twice }), 'duplicate-share');
    expect(measure.estimate.value).toBe(1);
    expect(measure.ceiling?.value).toBe(0);
    // No repeated row was seen among 200: the interval still leaves room for some.
    const ceiling = measure.ceiling;
    expect(
      ceiling?.value === 0 && ceiling.uncertainty.kind === 'interval' && ceiling.uncertainty.high,
    ).toBeGreaterThan(0);
  });

  it('compares at one row count: a fresh sample of another size differs by chance alone', async () => {
    let apart = 0;
    const runs = 120;
    for (let seed = 0; seed < runs; seed++) {
      const outcome = await runOn(duplicateRows, {
        train: draw(`train${seed}`, 200),
        synthetic: draw(`synthetic${seed}`, 400),
      });
      const measure = measureIn(outcome, 'duplicate-share');
      const ceiling = measureIn(
        { ...outcome, measures: [{ ...measure, estimate: measure.ceiling }] } as never,
        'duplicate-share',
      );
      const [own, real] = [intervalOf(measure), intervalOf(ceiling)];
      const reach = Math.hypot((own.high - own.low) / 2, (real.high - real.low) / 2);
      if (Math.abs(measure.estimate.value - ceiling.estimate.value) > reach) apart++;
      expect(measureIn(outcome, 'duplicate-share', [], { rows: 'all' }).estimate.value).toBeGreaterThan(
        measure.estimate.value,
      );
    }
    expect(binomialUpperTail(apart, runs, 0.05)).toBeGreaterThan(0.001);
  });
});
