import { countValues, listValues, type ValueCounts } from '../statistics/value-counts.ts';
import type { NumberCells } from './rows.ts';

/**
 * A column's distinct values, how often each is met and where a value lies among them. Many audits ask: the answer is remembered
 * for as long as the column is there, if it is small beside the column itself or there is room for it.
 */
export function countsOf({ values }: NumberCells): ValueCounts {
  const found = known.get(values);
  if (found) return found;
  const counts = countValues(values);
  const bytes = bytesOfValue * counts.distinct.length;
  if (2 * counts.distinct.length > counts.rows) {
    if (bytes > room) return counts;
    room -= bytes;
    departures.register(values, bytes);
  }
  known.set(values, counts);
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

/** A distinct value, the rows below it and, at most, four starts of widths in which it is looked up. */
const bytesOfValue = 28;
/** Bytes left for columns that hardly repeat a value, in this thread. */
let room = 2 ** 25;
const departures = new FinalizationRegistry((bytes: number) => {
  room += bytes;
});

const known = new WeakMap<Float64Array, ValueCounts>();
