import type { Random } from '../statistics/random.ts';

export interface ColumnSubsets {
  /** Ascending indices of columns. */
  readonly subsets: readonly (readonly number[])[];
  /** Per size: how many were taken, and how many there are. */
  readonly sizes: readonly { size: number; taken: number; possible: number }[];
}

/**
 * Subsets of two to five of `columns` columns, at most `limit` in all: all pairs and all triples where they fit beside a
 * few larger ones, else as many as fit, drawn at random.
 */
export function chooseSubsets(columns: number, limit: number, random: Random): ColumnSubsets {
  const larger = Math.min(60, Math.ceil(limit / 12));
  const subsets: number[][] = [];
  const sizes: { size: number; taken: number; possible: number }[] = [];
  const take = (size: number, most: number) => {
    const possible = choose(columns, size);
    if (possible === 0) return;
    const some = possible <= most ? allOf(columns, size) : someOf(columns, size, most, random);
    subsets.push(...some);
    sizes.push({ size, taken: some.length, possible });
  };
  const small = limit - 2 * larger;
  const pairs = Math.min(choose(columns, 2), Math.max(small - choose(columns, 3), Math.ceil(small / 2)));
  take(2, pairs);
  take(3, small - pairs);
  take(4, larger);
  take(5, larger);
  return { subsets, sizes };
}

function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 0; i < k; i++) ways = (ways * Math.max(0, n - i)) / (i + 1);
  return Math.round(ways);
}

function allOf(columns: number, size: number, from = 0): number[][] {
  if (size === 0) return [[]];
  const all: number[][] = [];
  for (let first = from; first <= columns - size; first++) {
    for (const rest of allOf(columns, size - 1, first + 1)) all.push([first, ...rest]);
  }
  return all;
}

/** Fewer than there are; drawn again where a subset comes twice. */
function someOf(columns: number, size: number, count: number, random: Random): number[][] {
  const drawn = new Map<string, number[]>();
  while (drawn.size < count) {
    const subset = [...random.sample(size, columns)];
    drawn.set(subset.join(), subset);
  }
  return [...drawn.values()];
}
