import { describe, expect, it } from 'vitest';
import { chooseSubsets } from '../../../src/artifacts/column-subsets.ts';
import { rareCombinations } from '../../../src/audits/privacy/rare-combinations.ts';
import type { Outcome } from '../../../src/result/document.ts';
import { type Random, randomStream } from '../../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn, type SmallTable } from '../harness.ts';

type Cell = number | string;
type Columns = Record<string, Cell[]>;

describe('rare combinations', () => {
  it('raise no alarm for fresh rows, nor for columns that keep train’s margins', async () => {
    const fresh = await alarms(30, (random) => people(300, random));
    const bootstrap = await alarms(30, (random, train) => dealtColumns(train, 300, random));
    const copula = await alarms(30, (random, train) => inMarginsOf(train, people(300, random)));
    // Four of thirty at 1 % has a chance below 0.001.
    expect(fresh).toBeLessThan(4);
    expect(bootstrap).toBeLessThan(4);
    expect(copula).toBeLessThan(4);
  });

  it('find rows of which a quarter of the columns is copied and the rest invented', async () => {
    for (let seed = 1; seed <= 3; seed++) {
      const random = randomStream(seed, 'partial');
      const train = people(600, random);
      const synthetic = people(600, random);
      const copied = Object.keys(train).slice(0, 5);
      for (let row = 0; row < 180; row++) {
        for (const name of copied) (synthetic[name] as Cell[])[row] = (train[name] as Cell[])[row] as Cell;
      }
      const outcome = await runOn(rareCombinations, { train, holdout: people(600, random), synthetic });
      const leak = measureIn(outcome, 'leak-rate', [], { attack: 'combinations' });
      expect(leak.test?.adjusted).toBeLessThanOrEqual(0.001);
      expect(intervalOf(leak).low).toBeGreaterThan(0.05);
      // Two of the five are rare values in every row: joined in all 180 copies, in none by chance.
      expect(measureIn(outcome, 'joined-share', [], { of: 'train' }).estimate.value).toBeCloseTo(0.3, 2);
      expect(measureIn(outcome, 'joined-share', [], { of: 'holdout' }).estimate.value).toBe(0);
    }
  });

  it('find copied parts in a table without a single rare value', async () => {
    const random = randomStream(4, 'coarse');
    const coarse = (rows: number) => coarsePeople(rows, random);
    const train = coarse(800);
    const synthetic = coarse(800);
    for (let row = 0; row < 240; row++) {
      for (const name of ['a', 'b', 'c', 'd', 'e']) {
        (synthetic[name] as Cell[])[row] = (train[name] as Cell[])[row] as Cell;
      }
    }
    const outcome = await runOn(rareCombinations, { train, holdout: coarse(800), synthetic });
    expect(measureIn(outcome, 'joined-share', [], { of: 'train' }).estimate.value).toBe(0);
    expect(measureIn(outcome, 'leak-rate').test?.adjusted).toBeLessThanOrEqual(0.001);
  });

  it('find which few of many coarse columns were copied together', async () => {
    const random = randomStream(8, 'few of many');
    const draw = () =>
      Object.fromEntries(Array.from({ length: 20 }, (_, column) => [`c${column}`, labels(800, 9, random)]));
    const [train, holdout, synthetic] = [draw(), draw(), draw()];
    const fresh = await runOn(rareCombinations, { train, holdout, synthetic });
    expect(measureIn(fresh, 'leak-rate').test?.adjusted).toBeGreaterThan(0.01);
    const copied = { ...synthetic };
    for (const name of ['c2', 'c5', 'c11', 'c12', 'c19']) {
      copied[name] = [...(train[name] as Cell[]).slice(0, 240), ...(synthetic[name] as Cell[]).slice(240)];
    }
    const found = measureIn(
      await runOn(rareCombinations, { train, holdout, synthetic: copied }),
      'leak-rate',
    );
    expect(found.test?.adjusted).toBeLessThanOrEqual(0.001);
    // Three in ten of train; combinations of five of nine levels each are all but unique.
    expect(intervalOf(found).low).toBeGreaterThan(0.2);
    expect(intervalOf(found).low).toBeLessThan(0.3);
    expect(intervalOf(found).high).toBeGreaterThan(0.3);
  });

  it('know households: their intervals are wider, and what one household alone holds is unique', async () => {
    const random = randomStream(7, 'households');
    const twins = (rows: number, prefix: string) => {
      const heads = people(rows / 2, random);
      const all = Object.fromEntries(
        Object.entries(heads).map(([name, cells]) => [name, cells.flatMap((cell) => [cell, cell])]),
      );
      const household = Array.from({ length: rows }, (_, row) => `${prefix}${row >> 1}`);
      return { ...all, household };
    };
    const train = twins(600, 't');
    const fresh = twins(600, 's') as Columns;
    const copied = ['age', 'town', 'job', 'car', 'pets', 'income', 'height'];
    for (let row = 0; row < 180; row++) {
      for (const name of copied) (fresh[name] as Cell[])[row] = (train as Columns)[name]?.[row] as Cell;
    }
    const run = {
      train,
      holdout: twins(600, 'h'),
      synthetic: fresh,
      kinds: { household: 'identifier' as const },
    };
    const byUnit = await runOn(rareCombinations, { ...run, options: { unit: 'household' } });
    const byRow = await runOn(rareCombinations, { ...run, options: { ignored: ['household'] } });
    const [wide, narrow] = [byUnit, byRow].map((outcome) => intervalOf(measureIn(outcome, 'leak-rate')));
    expect((wide?.high ?? 0) - (wide?.low ?? 0)).toBeGreaterThan(
      1.2 * ((narrow?.high ?? 0) - (narrow?.low ?? 0)),
    );
    expect(measureIn(byUnit, 'leak-rate').test?.adjusted).toBeLessThanOrEqual(0.001);
    // No row of a pair of twins is alone with what it holds, unless pairs count as one.
    expect(measureIn(byRow, 'combination-share', [], { of: 'train' }).estimate.value).toBe(0);
    expect(measureIn(byUnit, 'combination-share', [], { of: 'train' }).estimate.value).toBeGreaterThan(0.2);
    expect(measureIn(byUnit, 'value-reuse').estimate.value).toBeCloseTo(0.3, 2);
  });

  it('say as value-reuse that a bootstrap of columns uses unique values again', async () => {
    const random = randomStream(5, 'reuse');
    const train = people(300, random);
    const synthetic = dealtColumns(train, 300, random);
    const outcome = await runOn(rareCombinations, { train, holdout: people(300, random), synthetic });
    // Each of the two columns of unique values keeps a row's with chance 1 − 1/e.
    const expected = 1 - Math.exp(-2);
    expect(Math.abs(measureIn(outcome, 'value-reuse').estimate.value - expected)).toBeLessThan(0.08);
  });

  it('are told by hundreds of columns as well, and need a holdout and two columns', async () => {
    const random = randomStream(6, 'wide');
    const wide = () =>
      Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`c${i}`, labels(60, 4, random)]));
    const outcome = await runOn(rareCombinations, { train: wide(), holdout: wide(), synthetic: wide() });
    expect(outcome.status).toBe('measured');
    const one = { a: labels(20, 3, random) };
    expect((await runOn(rareCombinations, { train: one, holdout: one, synthetic: one })).status).toBe(
      'not-applicable',
    );
    const two = people(20, random);
    expect((await runOn(rareCombinations, { train: two, synthetic: two })).status).toBe('not-applicable');
  });

  it('are looked for in all pairs and triples where there is room, else in a sample without repeats', () => {
    const all = chooseSubsets(6, 1000, randomStream(1));
    expect(all.sizes.map(({ taken }) => taken)).toEqual([15, 20, 15, 6]);
    const some = chooseSubsets(300, 1000, randomStream(1));
    expect(new Set(some.subsets.map((subset) => subset.join())).size).toBe(some.subsets.length);
    expect(some.subsets.length).toBeLessThanOrEqual(1000);
    expect(
      some.subsets.every((subset) =>
        subset.every((column, i) => i === 0 || column > (subset[i - 1] as number)),
      ),
    ).toBe(true);
  });
});

/** How many of so many runs reach p ≤ .01 or a leak rate that is surely above 5 %. */
async function alarms(
  runs: number,
  synthesise: (random: Random, train: Columns) => SmallTable,
): Promise<number> {
  let count = 0;
  for (let seed = 1; seed <= runs; seed++) {
    const random = randomStream(seed, 'alarms');
    const train = people(300, random);
    const holdout = people(300, random);
    const outcome: Outcome = await runOn(rareCombinations, {
      train,
      holdout,
      synthetic: synthesise(random, train),
    });
    const leak = measureIn(outcome, 'leak-rate');
    if ((leak.test?.adjusted ?? 0) <= 0.01 || intervalOf(leak).low > 0.05) count++;
  }
  return count;
}

/** Two columns of unique numbers, whole numbers and categories that hang together. */
function people(rows: number, random: Random): Columns {
  const columns: Columns = {
    income: [],
    height: [],
    age: [],
    town: [],
    job: [],
    car: [],
    pets: [],
    rooms: [],
  };
  for (let row = 0; row < rows; row++) {
    const hidden = random.normal();
    const mixed = () => 0.6 * hidden + 0.8 * random.normal();
    columns.income?.push(mixed());
    columns.height?.push(mixed());
    columns.age?.push(Math.round(12 * mixed()));
    columns.town?.push(`t${Math.floor(12 * random.uniform() ** 2)}`);
    for (const name of ['job', 'car', 'pets', 'rooms']) columns[name]?.push(`l${Math.round(2 * mixed())}`);
  }
  return columns;
}

function coarsePeople(rows: number, random: Random): Columns {
  return Object.fromEntries(
    ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => [name, labels(rows, 9, random)]),
  );
}

function labels(rows: number, levels: number, random: Random): Cell[] {
  return Array.from({ length: rows }, () => `l${random.below(levels)}`);
}

/** Fresh rows of which every column holds train's values, at the same places in order. */
function inMarginsOf(train: Columns, fresh: Columns): SmallTable {
  return Object.fromEntries(
    Object.entries(fresh).map(([name, cells]) => {
      const compare = (a: Cell, b: Cell) => (a < b ? -1 : a > b ? 1 : 0);
      const own = [...(train[name] ?? [])].sort(compare);
      const order = cells.map((_, row) => row).sort((a, b) => compare(cells[a] as Cell, cells[b] as Cell));
      const mapped = cells.slice();
      for (const [place, row] of order.entries()) mapped[row] = own[place] as Cell;
      return [name, mapped];
    }),
  );
}

function dealtColumns(train: Columns, rows: number, random: Random): SmallTable {
  return Object.fromEntries(
    Object.entries(train).map(([name, cells]) => [
      name,
      Array.from({ length: rows }, () => cells[random.below(cells.length)] as Cell),
    ]),
  );
}
