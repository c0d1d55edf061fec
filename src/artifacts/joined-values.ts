import type { Random } from '../statistics/random.ts';
import type { ValueCodes } from './value-codes.ts';

export interface JoinedValues {
  /** Per real row: 1 where one synthetic row holds at least `together` of its rare values. */
  readonly exposed: Uint8Array;
  /** Per real row: the most of its rare values that one synthetic row holds. */
  readonly most: Uint8Array;
  /** The fewest rare values in one row that are joined for ten times as many people as chance would; null if none are. */
  readonly together: number | null;
  /** Columns whose rare values count. */
  readonly columns: number;
}

/**
 * Rare values of one real row (at most four units hold each) that stand together in one synthetic row. That rare values
 * are used again is no alarm: a generator that keeps train's columns uses those of train alone. That those of one person
 * stand together is one, beyond what chance joins. Chance is seen in columns made anew, five times in each of two ways:
 * dealt out on their own, and with each rare value exchanged for one of its neighbours in order. The latter keeps how
 * columns hang together but for the very rows, so that columns of one copula join no more than it does. Blind to membership.
 */
export function findJoinedValues(columns: readonly ValueCodes[], random: Random): JoinedValues {
  const rows = columns[0]?.real.length ?? 0;
  const rare = withoutRedundant(
    columns.filter(({ holderCounts, syntheticCounts, missing }) =>
      holderCounts.some(
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
  for (const [way, remake] of [dealt, exchanged].entries()) {
    const reached = new Float64Array(rare.length + 1);
    for (let round = 0; round < rounds; round++) {
      const stream = random.stream(`${way} ${round}`);
      const made = rare.map((column) => remake(column, stream));
      for (const [count, people] of reachedBy(mostTogether(made, rare, rows), rare.length).entries()) {
        reached[count] = (reached[count] as number) + people;
      }
    }
    for (const [count, people] of reached.entries()) {
      byChance[count] = Math.max(byChance[count] as number, people);
    }
  }
  let together = 2;
  // One more than was seen, so that nothing in five rounds is not taken for never.
  const isChance = (count: number) =>
    (found[count] as number) * rounds < excess * ((byChance[count] as number) + 1);
  while (together <= rare.length && isChance(together)) together++;
  return {
    exposed: most.map((count) => (count >= together ? 1 : 0)),
    most,
    together: together <= rare.length ? together : null,
    columns: rare.length,
  };
}

const mostHolders = 4;
const rounds = 5;
/** At most one in ten of those called exposed is so by chance, or by what columns honestly have in common. */
const excess = 10;

/** The column's rare values in other rows. */
function dealt({ synthetic }: RareValues, random: Random): Int32Array {
  const column = synthetic.slice();
  random.shuffle(column);
  return column;
}

/** Every rare value becomes another one of the six next to it in order, in proportion to how often they are used. */
function exchanged({ synthetic, used, usedCounts, placeOf }: RareValues, random: Random): Int32Array {
  return synthetic.map((code) => {
    if (code < 0) return -1;
    const place = placeOf[code] as number;
    const from = Math.max(0, place - neighbours);
    const to = Math.min(used.length - 1, place + neighbours);
    let others = -(usedCounts[place] as number);
    for (let at = from; at <= to; at++) others += usedCounts[at] as number;
    if (others === 0) return -1;
    let left = random.below(others);
    for (let at = from; at <= to; at++) {
      if (at === place) continue;
      left -= usedCounts[at] as number;
      if (left < 0) return used[at] as number;
    }
    return -1;
  });
}

/** On each side. */
const neighbours = 3;

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
  /** Rare values that the candidate uses, ascending, how often each, and where each stands in this order. */
  readonly used: Int32Array;
  readonly usedCounts: Int32Array;
  readonly placeOf: Int32Array;
}

function rareValues(column: ValueCodes): RareValues {
  const { real, synthetic, realCounts, holderCounts, syntheticCounts, missing, ascending } = column;
  const kept = (code: number) => code >= 0 && code !== missing && isRare(holderCounts[code] as number);
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
  const used = ascending.filter((code) => kept(code) && (syntheticCounts[code] as number) > 0);
  const placeOf = new Int32Array(realCounts.length);
  for (const [place, code] of used.entries()) placeOf[code] = place;
  return {
    synthetic: synthetic.map((code) => (kept(code) ? code : -1)),
    first,
    holders,
    used,
    usedCounts: used.map((code) => syntheticCounts[code] as number),
    placeOf,
  };
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
