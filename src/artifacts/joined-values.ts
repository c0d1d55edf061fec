import type { Random } from '../statistics/random.ts';
import type { ValueCodes } from './value-codes.ts';

export interface JoinedValues {
  /** Per real row: 1 where one synthetic row holds at least `together` of its rare values. */
  readonly exposed: Uint8Array;
  /** Per real row: the most of its rare values that one synthetic row holds. */
  readonly most: Uint8Array;
  /** The fewest rare values in one row that are joined for twenty times as many people as chance would; null if none are. */
  readonly together: number | null;
  /** Columns whose rare values count. */
  readonly columns: number;
}

/**
 * Rare values of one real row (at most four real rows hold each) that stand together in one synthetic row. That rare
 * values are used again is no alarm: a bootstrap of columns does it. That those of one person stand together is: how
 * many people's chance would join is seen by dealing out the candidate's columns anew, five times. Blind to membership.
 */
export function findJoinedValues(columns: readonly ValueCodes[], random: Random): JoinedValues {
  const rows = columns[0]?.real.length ?? 0;
  const rare = withoutRedundant(
    columns.filter(({ realCounts, syntheticCounts, missing }) =>
      realCounts.some(
        (count, code) => isRare(count) && code !== missing && (syntheticCounts[code] as number) > 0,
      ),
    ),
  ).map(rareValues);
  const most = mostTogether(
    rare.map(({ synthetic }) => synthetic),
    rare,
    rows,
  );
  const found = reachedBy(most, rare.length);
  const byChance = new Float64Array(rare.length + 1);
  for (let round = 0; round < shuffles; round++) {
    const dealt = rare.map(({ synthetic }) => {
      const column = Int32Array.from(synthetic);
      random.shuffle(column);
      return column;
    });
    const reached = reachedBy(mostTogether(dealt, rare, rows), rare.length);
    for (let count = 2; count <= rare.length; count++) {
      byChance[count] = (byChance[count] as number) + (reached[count] as number);
    }
  }
  let together = 2;
  // One more than was seen, so that nothing in five deals is not taken for never.
  const isChance = (count: number) =>
    (found[count] as number) * shuffles < excess * ((byChance[count] as number) + 1);
  while (together <= rare.length && isChance(together)) together++;
  return {
    exposed: most.map((count) => (count >= together ? 1 : 0)),
    most,
    together: together <= rare.length ? together : null,
    columns: rare.length,
  };
}

const mostHolders = 4;
const shuffles = 5;
/** At most one in twenty of those called exposed is so by chance, or by what columns honestly have in common. */
const excess = 20;

/** How many rows have at least 0, 1, 2, … */
function reachedBy(most: Uint8Array, columns: number): Float64Array {
  const reached = new Float64Array(columns + 1);
  for (const count of most)
    for (let least = 0; least <= count; least++) reached[least] = (reached[least] as number) + 1;
  return reached;
}

function isRare(count: number): boolean {
  return count <= mostHolders;
}

interface RareValues {
  /** Code of a rare value, or -1. */
  readonly synthetic: Int32Array;
  /** Holders of value v: rows `holders[first[v]]` to `holders[first[v + 1] - 1]`. */
  readonly first: Int32Array;
  readonly holders: Int32Array;
}

function rareValues({ real, synthetic, realCounts, missing }: ValueCodes): RareValues {
  const kept = (code: number) => code >= 0 && code !== missing && isRare(realCounts[code] as number);
  const first = new Int32Array(realCounts.length + 1);
  for (let code = 0; code < realCounts.length; code++) {
    first[code + 1] = (first[code] as number) + (kept(code) ? (realCounts[code] as number) : 0);
  }
  const next = first.slice();
  const holders = new Int32Array(first[realCounts.length] as number);
  for (let row = 0; row < real.length; row++) {
    const code = real[row] as number;
    if (!kept(code)) continue;
    holders[next[code] as number] = row;
    next[code] = (next[code] as number) + 1;
  }
  return { synthetic: synthetic.map((code) => (kept(code) ? code : -1)), first, holders };
}

/** For each real row, the most of its rare values in one row of the given synthetic columns. */
function mostTogether(
  synthetic: readonly Int32Array[],
  rare: readonly RareValues[],
  rows: number,
): Uint8Array {
  const most = new Uint8Array(rows);
  const counts = new Uint8Array(rows);
  const touched: number[] = [];
  const syntheticRows = synthetic[0]?.length ?? 0;
  for (let row = 0; row < syntheticRows; row++) {
    for (let column = 0; column < rare.length; column++) {
      const code = (synthetic[column] as Int32Array)[row] as number;
      if (code < 0) continue;
      const { first, holders } = rare[column] as RareValues;
      for (let place = first[code] as number; place < (first[code + 1] as number); place++) {
        const holder = holders[place] as number;
        if (counts[holder] === 0) touched.push(holder);
        counts[holder] = Math.min(255, (counts[holder] as number) + 1);
      }
    }
    for (const holder of touched) {
      most[holder] = Math.max(most[holder] as number, counts[holder] as number);
      counts[holder] = 0;
    }
    touched.length = 0;
  }
  return most;
}

/**
 * A column that another one gives (a code and its name, a price with and without tax) adds no evidence: a generator that
 * uses a rare value of the one again and derives the other joins both without knowing whose they are.
 */
function withoutRedundant(columns: readonly ValueCodes[]): ValueCodes[] {
  const kept: ValueCodes[] = [];
  for (const column of columns)
    if (!kept.some((other) => gives(other, column) || gives(column, other))) kept.push(column);
  return kept;
}

/** Whether in nearly all rows the value of `a` gives that of `b`, as far as a few thousand rows show it. */
function gives(a: ValueCodes, b: ValueCodes): boolean {
  const step = Math.max(1, Math.floor(a.real.length / 4000));
  const seen = new Map<number, number>();
  let repeats = 0;
  let broken = 0;
  for (let row = 0; row < a.real.length; row += step) {
    const key = a.real[row] as number;
    const value = b.real[row] as number;
    const known = seen.get(key);
    if (known === undefined) seen.set(key, value);
    else {
      repeats++;
      if (known !== value) broken++;
    }
  }
  return repeats >= 20 && broken <= 0.01 * repeats;
}
