import type { Outcome } from '../../../src/result/document.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import type { SmallTable } from '../harness.ts';

/** How a sample differs from the population. */
export interface Twist {
  /** Share of rows whose class is a coin's. */
  readonly noise?: number;
  /** The effect of x turned around. */
  readonly turned?: boolean;
}

/**
 * A population whose effects are known: log odds of `y` are 1.5 x + 0.8 w − 0.5 v + 1 where c is c2, `z` is
 * 2 x + w + c with noise, `n` is noise.
 */
export function draw(name: string, rows: number, { noise = 0, turned = false }: Twist = {}): SmallTable {
  const random = randomStream(29, 'utility-population', name);
  const columns = {
    x: [] as number[],
    w: [] as number[],
    v: [] as number[],
    n: [] as number[],
    c: [] as string[],
    y: [] as string[],
    z: [] as number[],
  };
  for (let row = 0; row < rows; row++) {
    const [x, w, v] = [random.normal(), random.normal(), random.normal()];
    const c = random.below(3);
    const odds = (turned ? -1.5 : 1.5) * x + 0.8 * w - 0.5 * v + (c === 2 ? 1 : 0) - 1;
    const chance = random.uniform() < noise ? 0.5 : 1 / (1 + Math.exp(-odds));
    columns.x.push(x);
    columns.w.push(w);
    columns.v.push(v);
    columns.n.push(random.normal());
    columns.c.push(`c${c}`);
    columns.y.push(random.uniform() < chance ? 'yes' : 'no');
    columns.z.push(2 * x + w + c + 0.5 * random.normal());
  }
  return columns;
}

/** The table without some columns. */
export function without(table: SmallTable, ...names: string[]): SmallTable {
  return Object.fromEntries(Object.entries(table).filter(([name]) => !names.includes(name)));
}

/** The table with a column changed cell by cell. */
export function withColumn(
  table: SmallTable,
  name: string,
  change: (value: number | string | null, row: number) => number | string | null,
): SmallTable {
  return { ...table, [name]: (table[name] ?? []).map(change) };
}

/** Candidates on which a learner has little or nothing to learn from, for the target `y` of two classes. */
export function poorCandidates(): { name: string; candidate: SmallTable; says: RegExp | null }[] {
  const fresh = draw('poor', 300);
  const ten = draw('ten', 10);
  return [
    { name: 'lacks the target', candidate: without(fresh, 'y'), says: /lacks the target/ },
    { name: 'has one class', candidate: withColumn(fresh, 'y', () => 'yes'), says: /single (class|value)/ },
    { name: 'has no known target', candidate: withColumn(fresh, 'y', () => null), says: /no row whose/ },
    { name: 'lacks all other columns', candidate: { y: fresh.y ?? [] }, says: /no column/ },
    {
      name: 'has a class that the real data lacks',
      candidate: withColumn(fresh, 'y', (value, row) => (row < 50 ? 'maybe' : value)),
      says: null,
    },
    {
      name: 'has ten rows',
      candidate: withColumn(ten, 'y', (_, row) => (row % 2 ? 'yes' : 'no')),
      says: null,
    },
    {
      name: 'has constant columns and missing cells',
      candidate: withColumn(
        withColumn(
          withColumn(fresh, 'x', () => 0),
          'c',
          () => 'c1',
        ),
        'w',
        () => null,
      ),
      says: null,
    },
  ];
}

/** What the audit says in a sentence; fails the test where it did not measure. */
export function summaryOf(outcome: Outcome): string {
  if (outcome.status !== 'measured') throw new Error(`not measured: ${JSON.stringify(outcome)}`);
  return outcome.summary;
}
