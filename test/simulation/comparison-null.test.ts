import { describe, expect, it } from 'vitest';
import { columnPairTrends } from '../../src/audits/fidelity/column-pair-trends.ts';
import { columnShapes } from '../../src/audits/fidelity/column-shapes.ts';
import { marginals } from '../../src/audits/fidelity/marginals.ts';
import { exactCopies } from '../../src/audits/privacy/exact-copies.ts';
import { linkability } from '../../src/audits/privacy/linkability.ts';
import { membershipInference } from '../../src/audits/privacy/membership-inference.ts';
import { trainOnSyntheticTestOnReal } from '../../src/audits/utility/train-on-synthetic-test-on-real.ts';
import type { Comparison } from '../../src/result/document.ts';
import { normalQuantile } from '../../src/statistics/normal-distribution.ts';
import { type Random, randomStream } from '../../src/statistics/random.ts';
import { comparisonOf } from '../comparison/compared-result.ts';
import { expectAtLeast, expectAtMost, seedCount, show } from './binomial-bound.ts';
import { continuous, type Draft } from './populations.ts';

const cheap = [columnShapes, columnPairTrends, marginals, exactCopies];
const costly = [membershipInference, linkability];

describe('two candidates of one generator', () => {
  it.each([
    ['an honest generator', honest, 'internal'],
    ['a generator that is off', off, 'internal'],
    ['a generator that copies', copying, 'internal'],
    ['a generator that copies, as shared', copying, 'shared'],
  ] as const)('are not distinguishable: %s, cheap measures', async (_, generator, disclosure) => {
    await expectNoFalseMarks(cheap, seedCount, generator, disclosure);
  });

  it.each([
    ['an honest generator', honest],
    ['a generator that copies', copying],
  ] as const)('are not distinguishable: %s, attacks', async (_, generator) => {
    await expectNoFalseMarks(costly, Math.ceil(seedCount / 2), generator, 'internal');
  });

  it.each([
    ['an honest generator', honest],
    ['a generator that is off', off],
  ] as const)('are not distinguishable: %s, models that learnt from them', async (_, generator) => {
    await expectNoFalseMarks([trainOnSyntheticTestOnReal], Math.ceil(seedCount / 4), generator, 'internal');
  });
});

describe('the spread that is told', () => {
  it('is that of the difference, where distances do not bend', async () => {
    const differences = new Map<string, { value: number; reach: number }[]>();
    for (let seed = 0; seed < seedCount; seed++) {
      const { train, holdout, random } = world(seed);
      const { measures, pairs } = await comparisonOf({
        train,
        holdout,
        audits: [columnShapes, columnPairTrends, marginals],
        candidates: {
          one: generate(train, off, random.stream('one')),
          two: generate(train, off, random.stream('two')),
        },
        options: { seed },
      });
      const wider = normalQuantile(1 - 0.025 / measures.length);
      measures.forEach(({ measure }, index) => {
        const { value, low, high } = pairs[0]!.differences[index]!;
        const reach = (high - low) / 2 / wider;
        differences.set(measure, [...(differences.get(measure) ?? []), { value, reach }]);
      });
    }
    const ratios = [...differences].map(([measure, own]) => {
      const spread = Math.sqrt(own.reduce((sum, { value }) => sum + value ** 2, 0) / own.length);
      const told = own.reduce((sum, { reach }) => sum + reach, 0) / own.length;
      return [measure, told / spread] as const;
    });
    show('told spread over observed', Object.fromEntries(ratios));
    for (const [measure, ratio] of ratios) {
      // The correlation is taken one standard error low; where a distance is a maximum, linearization is wide.
      // Independent intervals would be √2 and more too wide, and a wrong sign twice.
      expect(ratio, measure).toBeGreaterThan(0.95 * (1 - 2 / Math.sqrt(2 * seedCount)));
      expect(ratio, measure).toBeLessThan(1.4);
    }
  });
});

describe('an honest candidate against a leaky one', () => {
  it('is distinguished, and better', async () => {
    const runs = 20;
    let told = 0;
    for (let seed = 0; seed < runs; seed++) {
      const { train, holdout, random } = world(seed);
      const comparison = await comparisonOf({
        train,
        holdout,
        audits: [exactCopies, membershipInference, columnShapes],
        candidates: {
          honest: generate(train, honest, random.stream('honest')),
          leaky: generate(train, { copies: 0.2, shift: 0 }, random.stream('leaky')),
        },
        options: { seed },
      });
      const pair = comparison.pairs[0]!;
      const copies = comparison.measures.findIndex(({ audit }) => audit === 'exact-copies');
      told += pair.distinguishable && pair.differences[copies]?.better === 'first' ? 1 : 0;
      expect(pair.differences.some((difference) => difference?.better === 'second')).toBe(false);
    }
    expectAtLeast(told, runs, 0.99);
    show('honest against leaky', { told: told / runs });
  });
});

const rows = 400;

function world(seed: number) {
  const random = randomStream(seed, 'comparison');
  return {
    random,
    train: withTarget(continuous(rows, random.stream('train')), random.stream('train-target')),
    holdout: withTarget(continuous(rows, random.stream('holdout')), random.stream('holdout-target')),
  };
}

function withTarget(table: Draft, random: Random): Draft {
  table.t = table.x!.map((x, row) =>
    (x as number) + (table.c![row] === 'c1' ? 0.7 : 0) + random.normal() > 0 ? 'yes' : 'no',
  );
  return table;
}

interface Generator {
  /** Share of rows that are training people, others for each candidate. */
  readonly copies: number;
  /** By how much every column is off. */
  readonly shift: number;
}

/** Distances to train bend at zero, where an honest generator lies; one that is off lies where they are straight. */
const honest: Generator = { copies: 0, shift: 0 };
const off: Generator = { copies: 0, shift: 0.6 };
const copying: Generator = { copies: 0.1, shift: 0 };

/** Fresh people, of whom a share is replaced by training people. */
function generate(train: Draft, { copies, shift }: Generator, random: Random): Draft {
  const table = withTarget(continuous(rows, random), random.stream('target'));
  if (shift !== 0) {
    table.x = table.x!.map((x) => (x as number) + shift);
    table.y = table.y!.map((y) => 0.5 * (y as number) - shift + 0.5 * random.normal());
    table.z = table.z!.map((z) => (z as number) * (1 - shift / 2));
    table.c = table.c!.map((c) => (c === 'c0' && random.uniform() < shift ? 'c1' : c));
  }
  for (let row = 0; row < rows; row++) {
    if (random.uniform() >= copies) continue;
    const twin = random.below(rows);
    for (const [name, cells] of Object.entries(table)) cells[row] = train[name]![twin]!;
  }
  return table;
}

/** Every measure's own p-value, and any mark at all, no more often than at their level. */
async function expectNoFalseMarks(
  audits: Parameters<typeof comparisonOf>[0]['audits'],
  runs: number,
  generator: Generator,
  disclosure: 'internal' | 'shared',
): Promise<void> {
  const pValues = new Map<string, number[]>();
  let marked = 0;
  let measures: Comparison['measures'] = [];
  for (let seed = 0; seed < runs; seed++) {
    const { train, holdout, random } = world(seed);
    const comparison = await comparisonOf({
      train,
      holdout,
      audits,
      disclosure,
      candidates: {
        one: generate(train, generator, random.stream('one')),
        two: generate(train, generator, random.stream('two')),
      },
      options: { seed, targets: ['t'] },
    });
    measures = comparison.measures;
    const pair = comparison.pairs[0]!;
    marked += pair.distinguishable ? 1 : 0;
    measures.forEach((measure, index) => {
      const key = `${measure.measure} ${Object.values(measure.labels)[0] ?? ''}`;
      const p = pair.differences[index]?.pValue;
      if (p !== undefined) pValues.set(key, [...(pValues.get(key) ?? []), p]);
    });
  }
  const shares = [...pValues].map(([key, own]) => {
    const low = own.filter((p) => p <= 0.05).length;
    expectAtMost(low, own.length, 0.05);
    return [key, low / own.length] as const;
  });
  expect(measures.length).toBeGreaterThan(0);
  expectAtMost(marked, runs, 0.05);
  show(`one generator, ${JSON.stringify(generator)}, ${disclosure}`, {
    ...Object.fromEntries(shares),
    'any mark': marked / runs,
  });
}
