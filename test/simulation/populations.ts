import { type Random, randomStream } from '../../src/statistics/random.ts';
import type { SmallTable } from '../audits/harness.ts';

/** A table that is being filled. */
export type Draft = Record<string, (number | string | null)[]>;

/** A population to draw people from, and sizes to draw: what a null simulation varies. */
export interface Design {
  readonly name: string;
  readonly draw: (rows: number, random: Random, prefix: string) => SmallTable;
  readonly train: number;
  readonly holdout: number;
  readonly synthetic: number;
  /** No two distances tie, so p-values are exactly uniform rather than at most so. */
  readonly isContinuous: boolean;
  readonly unit?: string;
}

/** Two linked numbers, one independent one and a category: no two people are alike. */
export function continuous(rows: number, random: Random): Draft {
  const table: Draft = { x: [], y: [], z: [], c: [] };
  for (let row = 0; row < rows; row++) {
    const x = random.normal();
    table.x!.push(x);
    table.y!.push(0.8 * x + 0.6 * random.normal());
    table.z!.push(random.uniform());
    table.c!.push(`c${random.below(3)}`);
  }
  return table;
}

/** Few values a column: ties and equal rows are everywhere. */
export function coarse(rows: number, random: Random): Draft {
  const table: Draft = { a: [], b: [], c: [], d: [] };
  for (let row = 0; row < rows; row++) {
    const a = random.below(4);
    table.a!.push(a);
    table.b!.push(Math.min(4, a + random.below(3)));
    table.c!.push(`c${random.below(4)}`);
    table.d!.push(`d${Math.floor(5 * random.uniform() ** 2)}`);
  }
  return table;
}

/** Three in ten are one of forty people who occur again and again. */
export function withDuplicates(rows: number, random: Random): Draft {
  const known = continuous(40, randomStream(1, 'known-people'));
  const table = continuous(rows, random);
  for (let row = 0; row < rows; row++) {
    if (random.uniform() >= 0.3) continue;
    const twin = random.below(40);
    for (const [name, cells] of Object.entries(table)) cells[row] = known[name]![twin]!;
  }
  return table;
}

/** Three in ten cells are empty, and more of them where the first column is large. */
export function withMissing(rows: number, random: Random): Draft {
  const table = continuous(rows, random);
  for (let row = 0; row < rows; row++) {
    const share = (table.x![row] as number) > 0 ? 0.45 : 0.15;
    for (const cells of Object.values(table)) if (random.uniform() < share) cells[row] = null;
  }
  return table;
}

/** Households of two people who are alike in everything. */
export function households(rows: number, random: Random, prefix: string): Draft {
  const heads = continuous(rows / 2, random);
  const twice = (cells: readonly (number | string | null)[]) => cells.flatMap((cell) => [cell, cell]);
  const table = Object.fromEntries(Object.entries(heads).map(([name, cells]) => [name, twice(cells)]));
  table.household = Array.from({ length: rows }, (_, row) => `${prefix}${row >> 1}`);
  return table;
}

/** Families of two who share a number and the category, and are otherwise their own. */
export function families(rows: number, random: Random, prefix: string): Draft {
  const table = continuous(rows, random);
  for (let row = 1; row < rows; row += 2) {
    table.x![row] = table.x![row - 1]!;
    table.c![row] = table.c![row - 1]!;
  }
  table.household = Array.from({ length: rows }, (_, row) => `${prefix}${row >> 1}`);
  return table;
}

/** Twelve columns as in a survey: ages, skewed and mostly empty amounts, rare levels, gaps, and how they hang together. */
export function mixedPeople(rows: number, random: Random): Draft {
  const table: Draft = Object.fromEntries(surveyColumns.map((name) => [name, []]));
  for (let row = 0; row < rows; row++) {
    const age = clamp(Math.round(38 + 13 * random.normal() + 3 * Math.max(0, random.normal()) ** 2), 17, 90);
    const school = clamp(Math.round(9.5 + 2.5 * random.normal()), 1, 16);
    const isMarried = random.uniform() < 1 / (1 + Math.exp(-(age - 30) / 8));
    const hours = random.uniform() < 0.5 ? 40 : clamp(Math.round(40 + 12 * random.normal()), 1, 99);
    const income = 20000 + 2500 * school + 300 * age + 150 * hours + 9000 * random.normal();
    const cells = [
      age,
      `school ${school}`,
      isMarried
        ? random.uniform() < 0.8
          ? 'married'
          : random.uniform() < 0.9
            ? 'divorced'
            : 'widowed'
        : 'single',
      hours,
      random.uniform() < 0.03 ? null : Math.round(income),
      Math.round(Math.exp(12 + 0.5 * random.normal())),
      random.uniform() < 0.05 ? null : `job ${Math.floor(14 * random.uniform() ** (1.2 + 0.1 * school))}`,
      random.uniform() < 0.6 ? 'm' : 'f',
      random.uniform() < 0.9 ? 'here' : `abroad ${Math.floor(40 * random.uniform() ** 2.5)}`,
      random.uniform() < 0.92 ? 0 : 100 * Math.round(Math.exp(3.5 + 1.2 * random.normal())),
      `region ${Math.floor(10 * random.uniform() ** 1.5)}`,
      Math.min(7, Math.floor(-1.2 * Math.log(1 - random.uniform()) * (isMarried ? 1.5 : 0.6))),
    ];
    for (const [column, name] of surveyColumns.entries()) table[name]!.push(cells[column] ?? null);
  }
  return table;
}

const surveyColumns = [
  'age',
  'school',
  'married',
  'hours',
  'income',
  'weight',
  'job',
  'sex',
  'origin',
  'gain',
  'region',
  'children',
];

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** The designs over which a fresh sample must raise no more alarms than it says. */
export const nullDesigns: readonly Design[] = [
  { name: 'continuous', draw: continuous, train: 200, holdout: 200, synthetic: 200, isContinuous: true },
  { name: 'coarse columns', draw: coarse, train: 200, holdout: 200, synthetic: 200, isContinuous: false },
  { name: 'duplicates', draw: withDuplicates, train: 200, holdout: 200, synthetic: 200, isContinuous: false },
  {
    name: 'missing values',
    draw: withMissing,
    train: 200,
    holdout: 200,
    synthetic: 200,
    isContinuous: false,
  },
  { name: 'unequal sizes', draw: continuous, train: 300, holdout: 100, synthetic: 150, isContinuous: true },
  {
    name: 'households',
    draw: households,
    train: 240,
    holdout: 160,
    synthetic: 200,
    isContinuous: false,
    unit: 'household',
  },
];

/** As households, where equal rows would leave an audit nothing to ask. */
export const familyDesign: Design = {
  name: 'families',
  draw: families,
  train: 240,
  holdout: 160,
  synthetic: 200,
  isContinuous: false,
  unit: 'household',
};

/** One draw of a design: train, holdout and a fresh sample as the candidate. */
export function drawNull({ draw, train, holdout, synthetic, name, unit }: Design, seed: number) {
  const random = randomStream(seed, 'null', name);
  return {
    train: draw(train, random.stream('train'), 't'),
    holdout: draw(holdout, random.stream('holdout'), 'h'),
    synthetic: draw(synthetic, random.stream('synthetic'), 's'),
    ...(unit === undefined ? {} : { kinds: { [unit]: 'identifier' as const } }),
    options: { seed, ...(unit === undefined ? {} : { unit }) },
  };
}
