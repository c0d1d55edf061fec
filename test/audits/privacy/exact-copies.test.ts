import { describe, expect, it } from 'vitest';
import { exactCopies } from '../../../src/audits/privacy/exact-copies.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn, type SmallTable } from '../harness.ts';

/** People of three coarse columns and one fine one; equal rows are rare but do occur where `fine` is small. */
function people(name: string, rows: number, fine = 1_000_000): SmallTable {
  const random = randomStream(5, name);
  const columns = { a: [] as string[], b: [] as string[], x: [] as number[], y: [] as (number | null)[] };
  for (let row = 0; row < rows; row++) {
    columns.a.push(`a${random.below(4)}`);
    columns.b.push(`b${random.below(3)}`);
    columns.x.push(random.below(fine));
    columns.y.push(random.uniform() < 0.2 ? null : random.below(5));
  }
  return columns;
}

/** The first rows of one table, then those of another. */
function stacked(first: SmallTable, count: number, second: SmallTable): SmallTable {
  return Object.fromEntries(
    Object.entries(first).map(([name, values]) => [
      name,
      [...values.slice(0, count), ...(second[name] ?? [])],
    ]),
  );
}

const leak = { attack: 'exact-match' };

describe('exact-copies', () => {
  it('finds the planted share of copied training rows', async () => {
    const train = people('train', 1000);
    const synthetic = stacked(train, 100, people('fresh', 900));
    const outcome = await runOn(exactCopies, { train, holdout: people('holdout', 700), synthetic });
    const measure = measureIn(outcome, 'leak-rate', [], leak);
    expect(measure.estimate.value).toBeCloseTo(0.1, 3);
    expect(intervalOf(measure).low).toBeGreaterThan(0.07);
    expect(measure.test?.pValue).toBeLessThan(1e-10);
    expect(measureIn(outcome, 'identical-match-share', [], { against: 'train' }).estimate.value).toBeCloseTo(
      0.1,
      2,
    );
  });

  it('a candidate that equals train, in the same order, leaks everything', async () => {
    const train = people('train', 500);
    const outcome = await runOn(exactCopies, { train, holdout: people('holdout', 400), synthetic: train });
    expect(measureIn(outcome, 'leak-rate', [], leak).estimate.value).toBe(1);
  });

  it('equal rows that chance gives are no leak: coarse columns, natural duplicates, unequal sizes', async () => {
    let alarms = 0;
    let held = 0;
    const seeds = 300;
    for (let seed = 0; seed < seeds; seed++) {
      const outcome = await runOn(exactCopies, {
        train: people(`t${seed}`, 300, 20),
        holdout: people(`h${seed}`, 150, 20),
        synthetic: people(`s${seed}`, 300, 20),
      });
      const measure = measureIn(outcome, 'leak-rate', [], leak);
      if ((measure.test?.pValue ?? 1) <= 0.05) alarms++;
      const { low, high } = intervalOf(measure);
      if (low <= 0 && 0 <= high) held++;
    }
    // The 99.9 % binomial bounds at 300 seeds; the discrete test may stay below its level.
    expect(alarms).toBeLessThanOrEqual(28);
    expect(held).toBeGreaterThanOrEqual(272);
  });

  it('without a holdout a copy is called at once, against what chance gives, and chance is not', async () => {
    const train = people('train', 1000, 300);
    const copied = await runOn(exactCopies, { train, synthetic: stacked(train, 400, people('fresh', 0)) });
    const excess = measureIn(copied, 'identical-match-excess');
    expect(excess.estimate.value).toBe(1);
    expect(excess.test?.pValue).toBeLessThan(1e-10);
    expect(copied.status === 'measured' && copied.summary).toContain('Far more');
    let alarms = 0;
    for (let seed = 0; seed < 200; seed++) {
      const outcome = await runOn(exactCopies, {
        train: people(`t${seed}`, 400, 60),
        synthetic: people(`s${seed}`, 300, 60),
      });
      if ((measureIn(outcome, 'identical-match-excess').test?.pValue ?? 1) <= 0.05) alarms++;
    }
    // 99.9 % binomial bound of 5 % over 200 seeds.
    expect(alarms).toBeLessThanOrEqual(21);
  });

  it('compares typed values: missing equals missing, −0 equals 0', async () => {
    const train = { x: [0, 1, null], c: ['a', 'b', null] };
    const holdout = { x: [5, 6, 7], c: ['a', 'b', 'c'] };
    const synthetic = { x: [-0, null], c: ['a', null] };
    const outcome = await runOn(exactCopies, { train, holdout, synthetic });
    expect(measureIn(outcome, 'leak-rate', [], leak).estimate.value).toBeCloseTo(2 / 3);
  });

  it('says so where coarse columns make equal rows meaningless', async () => {
    const coarse = { c: Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? 'a' : 'b')) };
    expect((await runOn(exactCopies, { train: coarse, holdout: coarse, synthetic: coarse })).status).toBe(
      'not-applicable',
    );
  });
});
