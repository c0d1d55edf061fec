import { describe, expect, it } from 'vitest';
import { splitIntegrity } from '../../../src/audits/privacy/split-integrity.ts';
import { type Random, randomStream } from '../../../src/statistics/random.ts';
import { expectAtLeast, expectAtMost } from '../../statistics/rate-bound.ts';
import { intervalOf, measureIn, runOn, type SmallTable } from '../harness.ts';

describe('split-integrity', () => {
  it('raises false alarms at the stated level: unequal sizes, duplicates, coarse columns, missing values', async () => {
    const seeds = 60;
    let alarms = 0;
    let covered = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const random = randomStream(seed, 'split-null');
      const train = people(160, random);
      const holdout = people(90, random);
      const outcome = await runOn(splitIntegrity, { train, holdout, synthetic: train, options: { seed } });
      const auc = measureIn(outcome, 'auc');
      if ((auc.test?.pValue ?? 1) <= 0.05) alarms++;
      const { low, high } = intervalOf(auc);
      if (low <= 0.5 && high >= 0.5) covered++;
    }
    expectAtMost(alarms, seeds, 0.05);
    expectAtLeast(covered, seeds, 0.95);
  });

  it('draws whole households: what tells a household tells no split', async () => {
    const seeds = 40;
    let alarms = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const random = randomStream(seed, 'split-households');
      const outcome = await runOn(splitIntegrity, {
        train: households(80, 't', random),
        holdout: households(60, 'h', random),
        synthetic: households(10, 's', random),
        options: { seed, unit: 'household' },
      });
      if ((measureIn(outcome, 'auc').test?.pValue ?? 1) <= 0.05) alarms++;
    }
    expectAtMost(alarms, seeds, 0.05);
  });

  it('finds a file that was cut in its order', async () => {
    const random = randomStream(1, 'split-order');
    const all = people(1200, random);
    const order = [...all.age.keys()].sort((a, b) => (all.age[a] ?? 0) - (all.age[b] ?? 0));
    const cut = (rows: number[]): SmallTable =>
      Object.fromEntries(
        Object.entries(all).map(([name, values]) => [name, rows.map((row) => values[row] ?? null)]),
      );
    const train = cut(order.slice(0, 800));
    const outcome = await runOn(splitIntegrity, { train, holdout: cut(order.slice(800)), synthetic: train });
    const auc = measureIn(outcome, 'auc');
    expect(auc.test?.pValue).toBeLessThan(0.001);
    expect(intervalOf(auc).low).toBeGreaterThan(0.52);
    expect(outcome.status === 'measured' && outcome.summary).toContain('membership results are void');
  });

  // Codes by first appearance, train before holdout, would make the order of levels tell the two apart.
  it('does not depend on which file a level is met in first', async () => {
    const random = randomStream(3, 'split-levels');
    const names = Array.from({ length: 200 }, (_, level) => `level ${level}`);
    const draw = (rows: number) => ({
      name: Array.from({ length: rows }, () => names[random.below(200)] ?? null),
      other: Array.from({ length: rows }, () => names[random.below(200)] ?? null),
    });
    const outcome = await runOn(splitIntegrity, {
      train: draw(400),
      holdout: draw(400),
      synthetic: draw(50),
    });
    expect(measureIn(outcome, 'auc').test?.pValue).toBeGreaterThan(0.01);
    expect(intervalOf(measureIn(outcome, 'auc')).low).toBeLessThan(0.5);
  });

  it('counts equal rows against what chance gives, and units on both sides', async () => {
    const seeds = 60;
    let covered = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const random = randomStream(seed, 'split-duplicates');
      const draw = (rows: number) => ({ cell: Array.from({ length: rows }, () => skewed(random)) });
      const outcome = await runOn(splitIntegrity, {
        train: draw(300),
        holdout: draw(300),
        synthetic: draw(20),
        kinds: { cell: 'categorical' },
      });
      const { low, high } = intervalOf(measureIn(outcome, 'shared-rows-excess'));
      if (low <= 0 && high >= 0) covered++;
    }
    expectAtLeast(covered, seeds, 0.95);

    const random = randomStream(1, 'split-shared');
    const train = households(60, 't', random);
    const mixed = households(40, 'h', random);
    const holdout = {
      ...mixed,
      household: mixed.household.map((name, row) => (row < 20 ? (train.household[row] ?? null) : name)),
    };
    const outcome = await runOn(splitIntegrity, {
      train,
      holdout,
      synthetic: train,
      options: { unit: 'household' },
    });
    expect(measureIn(outcome, 'shared-units').estimate.value).toBeCloseTo(10 / 40, 12);
    expect(outcome.status === 'measured' && outcome.summary).toContain('both sides');
    const share = measureIn(outcome, 'holdout-share').estimate.value;
    expect(share).toBeCloseTo(80 / 200, 12);
  });

  it('finds rows that were put on both sides', async () => {
    const random = randomStream(4, 'split-copied');
    const train = people(500, random);
    const fresh = people(300, random);
    const holdout = { ...fresh };
    for (const [name, values] of Object.entries(train)) {
      const own = fresh[name as keyof typeof fresh];
      Object.assign(holdout, { [name]: own.map((value, row) => (row < 60 ? (values[row] ?? null) : value)) });
    }
    const outcome = await runOn(splitIntegrity, { train, holdout, synthetic: train });
    expect(intervalOf(measureIn(outcome, 'shared-rows-excess')).low).toBeGreaterThan(0.1);
  });

  it('has nothing to say without a holdout, or with a handful of people', async () => {
    const random = randomStream(1, 'split-few');
    const train = people(100, random);
    const alone = await runOn(splitIntegrity, { train, synthetic: train });
    expect(alone.status).toBe('not-applicable');
    const few = await runOn(splitIntegrity, { train, holdout: people(10, random), synthetic: train });
    expect(few.status).toBe('not-applicable');
  });
});

function people(rows: number, random: Random) {
  const list = <Value>(draw: () => Value) => Array.from({ length: rows }, draw);
  const people = {
    age: list(() => 20 + Math.floor(60 * random.uniform())) as (number | null)[],
    income: list(() => (random.uniform() < 0.2 ? null : Math.exp(random.normal()))),
    town: list(() => (random.uniform() < 0.1 ? null : `t${random.below(4)}`)),
    flag: list(() => (random.uniform() < 0.1 ? 1 : 0)),
  };
  return people;
}

/** Two people each, of the same height and town: their rows hang together. */
function households(count: number, prefix: string, random: Random) {
  const household: (string | null)[] = [];
  const height: number[] = [];
  const town: string[] = [];
  for (let house = 0; house < count; house++) {
    const level = random.normal();
    const place = `t${random.below(30)}`;
    for (let person = 0; person < 2; person++) {
      household.push(`${prefix}${house}`);
      height.push(level + 0.01 * random.normal());
      town.push(place);
    }
  }
  return { household, height, town };
}

function skewed(random: Random): string {
  return `c${Math.floor(400 * random.uniform() ** 3)}`;
}
