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
