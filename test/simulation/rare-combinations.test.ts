import { describe, expect, it } from 'vitest';
import { beyondMargins } from '../../src/artifacts/beyond-margins.ts';
import { combinationScores } from '../../src/artifacts/combination-scores.ts';
import { valueCodes } from '../../src/artifacts/value-codes.ts';
import { rareCombinations } from '../../src/audits/privacy/rare-combinations.ts';
import { type Random, randomStream } from '../../src/statistics/random.ts';
import { westfallYoung } from '../../src/statistics/westfall-young.ts';
import { intervalOf, measureIn, runOn, type SmallTable, storeOf } from '../audits/harness.ts';
import { bootstrapColumns, pick, stackTables } from '../audits/privacy/small-populations.ts';
import { expectAtMost, expectPValues, meanOf, seedCount, show } from './binomial-bound.ts';
import { type Design, type Draft, drawNull, nullDesigns } from './populations.ts';

/** Numbers that nobody shares, whole numbers and categories that hang together: rare and common values side by side. */
function mixed(rows: number, random: Random): Draft {
  const table: Draft = { income: [], height: [], age: [], town: [], job: [], car: [], pets: [], rooms: [] };
  for (let row = 0; row < rows; row++) {
    const hidden = random.normal();
    const linked = () => 0.6 * hidden + 0.8 * random.normal();
    table.income!.push(linked());
    table.height!.push(linked());
    table.age!.push(Math.round(12 * linked()));
    table.town!.push(`t${Math.max(-4, Math.min(4, Math.round(2 * linked())))}`);
    for (const name of ['job', 'car', 'pets', 'rooms']) table[name]!.push(`l${Math.round(2 * linked())}`);
  }
  return table;
}

/** Whole numbers so tightly linked that a few ranks apart is far. */
function tight(rows: number, random: Random): Draft {
  const table: Draft = { a: [], b: [], c: [], d: [] };
  for (let row = 0; row < rows; row++) {
    const hidden = random.normal();
    for (const cells of Object.values(table))
      cells.push(Math.round(8 * (0.95 * hidden + 0.31 * random.normal())));
  }
  return table;
}

/** Twenty columns of nine levels each. */
function coarseColumns(rows: number, random: Random): Draft {
  return Object.fromEntries(
    Array.from({ length: 20 }, (_, column) => [
      `c${column}`,
      Array.from({ length: rows }, () => `l${random.below(9)}`),
    ]),
  );
}

/** Twenty columns of about as many, of which any two correlate by .36. */
function linkedColumns(rows: number, random: Random): Draft {
  const table: Draft = Object.fromEntries(Array.from({ length: 20 }, (_, column) => [`c${column}`, []]));
  for (let row = 0; row < rows; row++) {
    const hidden = random.normal();
    for (const cells of Object.values(table))
      cells.push(`l${Math.round(2 * (0.6 * hidden + 0.8 * random.normal()))}`);
  }
  return table;
}

const sizes = { train: 300, holdout: 300, synthetic: 300, isContinuous: false };
const designs: readonly Design[] = [
  ...nullDesigns,
  { name: 'mixed columns', draw: mixed, ...sizes },
  { name: 'mixed columns, unequal sizes', draw: mixed, ...sizes, train: 400, holdout: 150 },
  { name: 'tightly linked columns', draw: tight, ...sizes },
];

type Candidate = (design: Design, train: SmallTable, random: Random) => SmallTable;

/** Candidates that hold none of train's combinations; all but the first use train's values, each as often as train does. */
const candidates: Readonly<Record<string, Candidate>> = {
  'a fresh sample': (design, _, random) => design.draw(design.synthetic, random, 's'),
  'columns bootstrapped on their own': (_, train, random) => bootstrapColumns(train, random),
  'the true copula with train’s margins': (design, train, random) =>
    inMarginsOf(
      train,
      design.draw(design.synthetic, random, 's'),
      design.draw(20 * design.synthetic, random, 'r'),
      random,
    ),
};

describe.each(designs)('rare combinations, $name', (design) => {
  it.each(Object.entries(candidates))('are met no more often in %s', async (name, draw) => {
    const pValues: number[] = [];
    const raw: number[] = [];
    let tooHigh = 0;
    let alarms = 0;
    for (let seed = 0; seed < seedCount; seed++) {
      const { synthetic: _, ...run } = drawNull(design, seed);
      const synthetic = draw(design, run.train, randomStream(seed, design.name, name));
      const leak = measureIn(await runOn(rareCombinations, { ...run, synthetic }), 'leak-rate');
      pValues.push(leak.test?.adjusted as number);
      raw.push(leak.test?.pValue as number);
      if (intervalOf(leak).low > 0) tooHigh++;
      if (intervalOf(leak).low > 0.05) alarms++;
    }
    show(`rare combinations, ${design.name}, ${name}`, {
      'p ≤ .05': pValues.filter((pValue) => pValue <= 0.05).length / seedCount,
      'p ≤ .01': pValues.filter((pValue) => pValue <= 0.01).length / seedCount,
      'leak rate too high': tooHigh / seedCount,
      'fails 5 %': alarms / seedCount,
    });
    expectPValues(pValues, true);
    // Who keeps train's values puts train's scores a little further apart than the holdout's: then only alarms count.
    if (name === 'a fresh sample') expectAtMost(tooHigh, seedCount, 0.025);
    expectAtMost(alarms, seedCount, 0.01);
  });
});

describe('hits that nothing is taken off', () => {
  it('follow train’s margins, and no longer do beyond these', async () => {
    const design = designs.at(-1) as Design;
    const follow = { plain: 0, beyond: 0 };
    for (let seed = 0; seed < seedCount; seed++) {
      const { synthetic: _, ...run } = drawNull(design, seed);
      const random = randomStream(seed, design.name, 'plain hits');
      const margins = candidates['the true copula with train’s margins'] as Candidate;
      const store = storeOf({ ...run, synthetic: margins(design, run.train, random) });
      const codes = await store.get(valueCodes, 'candidate');
      const { hits } = await store.get(combinationScores, 'candidate');
      const plain = Float64Array.from(hits.anyHit);
      const beyond = beyondMargins(
        plain,
        codes.map(({ real, realCounts }) => ({ codes: real, size: realCounts.length })),
      );
      const plan = { memberCount: design.train, permutations: 199 };
      for (const [key, weights] of Object.entries({ plain, beyond })) {
        const { family } = westfallYoung({ ...plan, weights: [weights], random: random.stream(key) });
        if (family <= 0.05) follow[key as 'plain' | 'beyond']++;
      }
    }
    show('hits, tightly linked columns, p ≤ .05', {
      plain: follow.plain / seedCount,
      'beyond margins': follow.beyond / seedCount,
    });
    expect(follow.plain / seedCount).toBeGreaterThan(0.2);
    expectAtMost(follow.beyond, seedCount, 0.05);
  });
});

describe('three in ten rows that copy five of twenty coarse columns', () => {
  it.each([
    ['that know nothing of each other', coarseColumns],
    ['that hang together', linkedColumns],
  ])('%s are found, and most of the share', async (name, draw) => {
    const runs = Math.ceil(seedCount / 10);
    const rates: number[] = [];
    let found = 0;
    for (let seed = 0; seed < runs; seed++) {
      const random = randomStream(seed, 'five coarse columns', name);
      const [train, holdout, fresh] = [draw(800, random), draw(800, random), draw(800, random)];
      const synthetic = Object.fromEntries(
        Object.entries(fresh).map(([column, cells], place) => [
          column,
          place % 4 === 0 ? [...(train[column] ?? []).slice(0, 240), ...cells.slice(240)] : cells,
        ]),
      );
      const leak = measureIn(await runOn(rareCombinations, { train, holdout, synthetic }), 'leak-rate');
      rates.push(leak.estimate.value);
      if ((leak.test?.adjusted as number) <= 0.001) found++;
    }
    show(`five of twenty coarse columns ${name}`, { found: found / runs, 'leak rate': meanOf(rates) });
    expect(found).toBe(runs);
    expect(meanOf(rates)).toBeGreaterThan(0.2);
    expect(meanOf(rates)).toBeLessThan(0.32);
  });
});

describe('three in ten rows that copy five of twenty columns', () => {
  it('are found', async () => {
    const draw = (rows: number, random: Random): Draft => {
      const halves = [mixed(rows, random), mixed(rows, random), mixed(rows, random)];
      const all = halves.flatMap((half, at) =>
        Object.entries(half).map(([column, cells]) => [`${column}${at}`, cells] as const),
      );
      return Object.fromEntries(all.slice(0, 20));
    };
    let found = 0;
    const runs = Math.ceil(seedCount / 10);
    for (let seed = 0; seed < runs; seed++) {
      const random = randomStream(seed, 'five of twenty');
      const train = draw(400, random);
      const synthetic = draw(400, random);
      const copied = Object.fromEntries(Object.entries(train).slice(0, 5));
      const rest = Object.fromEntries(Object.entries(synthetic).slice(0, 5));
      const rows = Array.from({ length: 400 }, (_, row) => row);
      const parts = stackTables(pick(copied, rows.slice(0, 120)), pick(rest, rows.slice(120)));
      const outcome = await runOn(rareCombinations, {
        train,
        holdout: draw(400, random),
        synthetic: { ...synthetic, ...parts },
      });
      if ((measureIn(outcome, 'leak-rate').test?.adjusted as number) <= 0.001) found++;
    }
    show('five of twenty columns copied', { found: found / runs });
    expect(found).toBe(runs);
  });
});

/** A fresh sample of which every value is replaced by train's at the same place in order, ties placed at random. */
function inMarginsOf(
  train: SmallTable,
  fresh: SmallTable,
  reference: SmallTable,
  random: Random,
): SmallTable {
  return Object.fromEntries(
    Object.entries(train).map(([name, cells]) => {
      const own = [...cells].sort(compare);
      const all = [...(reference[name] ?? [])].sort(compare);
      return [
        name,
        (fresh[name] ?? []).map((cell) => {
          const below = placeIn(all, (other) => compare(other, cell) < 0);
          const upTo = placeIn(all, (other) => compare(other, cell) <= 0);
          const place = (below + random.uniform() * (upTo - below)) / all.length;
          return own[Math.min(own.length - 1, Math.floor(place * own.length))] ?? null;
        }),
      ];
    }),
  );
}

/** How many of the sorted cells hold; those that do come first. */
function placeIn(sorted: readonly Cell[], holds: (cell: Cell) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle] as Cell)) low = middle + 1;
    else high = middle;
  }
  return low;
}

type Cell = number | string | null;

function compare(a: Cell, b: Cell): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}
