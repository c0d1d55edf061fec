import type { Random } from '../statistics/random.ts';

/** Two disjoint sets of columns, and how the split is called. */
export interface ColumnSplit {
  readonly name: string;
  readonly parts: readonly [ReadonlySet<string>, ReadonlySet<string>];
}

/** Up to `count` different random splits into halves. */
export function halves(columns: readonly string[], count: number, random: Random): ColumnSplit[] {
  const splits = new Map<string, readonly [ReadonlySet<string>, ReadonlySet<string>]>();
  // Few columns have few splits: stop looking for new ones in time.
  for (let attempt = 0; attempt < 20 * count && splits.size < count; attempt++) {
    const order = Int32Array.from(columns.keys());
    random.shuffle(order);
    const first = order.subarray(0, columns.length >> 1).sort();
    const second = order.subarray(columns.length >> 1).sort();
    const named = (part: Int32Array) => new Set(Array.from(part, (index) => columns[index] as string));
    const key = [first.join(), second.join()].sort().join('|');
    if (!splits.has(key)) splits.set(key, [named(first), named(second)]);
  }
  return [...splits.values()].map((parts, index) => ({ name: String(index + 1), parts }));
}
