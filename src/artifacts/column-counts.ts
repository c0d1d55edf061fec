import { countValues, listValues, type ValueCounts } from '../statistics/value-counts.ts';
import type { NumberCells } from './rows.ts';

/**
 * A column's distinct values, how often each is met and where a value lies among them. Many audits ask; what is small beside the
 * column itself is remembered for as long as the column is there.
 */
export function countsOf({ values }: NumberCells): ValueCounts {
  const found = known.get(values);
  if (found) return found;
  const counts = countValues(values);
  if (2 * counts.distinct.length <= counts.rows) known.set(values, counts);
  return counts;
}

/** The counts, if they are remembered: a single question is answered sooner by a walk through the column than by a sort. */
export function rememberedCounts({ values }: NumberCells): ValueCounts | null {
  return known.get(values) ?? null;
}

/** The finite values of a column in ascending order. */
export function sortedValues(cells: NumberCells): Float64Array {
  const counts = countsOf(cells);
  const { distinct } = counts;
  const from = distinct[0] === Number.NEGATIVE_INFINITY ? 1 : 0;
  const isEndless = distinct.length > from && distinct[distinct.length - 1] === Number.POSITIVE_INFINITY;
  return listValues(counts, from, isEndless ? distinct.length - 1 : distinct.length);
}

const known = new WeakMap<Float64Array, ValueCounts>();
