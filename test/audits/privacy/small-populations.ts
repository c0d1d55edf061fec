import { type Random, randomStream } from '../../../src/statistics/random.ts';
import type { SmallTable } from '../harness.ts';

/** A table by row number: cells that hang together, with ties, a rare category and missing cells. */
export type MutableTable = Record<string, (number | string | null)[]>;

/** People from one population: two linked numbers, one of them with gaps, two categories and a coarse number. */
export function drawPeople(rows: number, random: Random): MutableTable {
  const people: MutableTable = { age: [], income: [], job: [], region: [], children: [] };
  for (let row = 0; row < rows; row++) {
    const age = 20 + Math.floor(50 * random.uniform());
    const job = Math.floor(6 * random.uniform() ** 2);
    people.age!.push(age);
    people.income!.push(
      random.uniform() < 0.1 ? null : Math.round(1000 + 40 * age + 300 * job + 400 * random.normal()),
    );
    people.job!.push(`job ${job}`);
    people.region!.push(random.uniform() < 0.05 ? null : `region ${random.below(4)}`);
    people.children!.push(random.below(4));
  }
  return people;
}

export function seeded(seed: number, name = 'privacy-audit-test'): Random {
  return randomStream(seed, name);
}

/** The given rows, in the given order. */
export function pick(table: SmallTable, rows: ArrayLike<number>): MutableTable {
  return Object.fromEntries(
    Object.entries(table).map(([name, cells]) => [name, Array.from(rows, (row) => cells[row] ?? null)]),
  );
}

export function rowCountOf(table: SmallTable): number {
  return Object.values(table)[0]?.length ?? 0;
}

export function stackTables(first: SmallTable, second: SmallTable): MutableTable {
  return Object.fromEntries(
    Object.entries(first).map(([name, cells]) => [name, [...cells, ...(second[name] ?? [])]]),
  );
}

/** Every column drawn on its own, with replacement: it keeps values and joins none. */
export function bootstrapColumns(table: SmallTable, random: Random): MutableTable {
  return Object.fromEntries(
    Object.entries(table).map(([name, cells]) => [
      name,
      cells.map(() => cells[random.below(cells.length)] ?? null),
    ]),
  );
}

export function shuffled(table: SmallTable, random: Random): MutableTable {
  const order = Int32Array.from({ length: rowCountOf(table) }, (_, row) => row);
  random.shuffle(order);
  return pick(table, order);
}

/** A share of rows copied from distinct members of train, the rest fresh. */
export function leaky(train: SmallTable, share: number, random: Random): MutableTable {
  const rows = rowCountOf(train);
  const copies = Math.round(share * rows);
  return stackTables(pick(train, random.sample(copies, rows)), drawPeople(rows - copies, random));
}
