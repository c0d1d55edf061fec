import type { EqualIndexes, IndexedColumn, PredicateIndex } from '../attacks/predicates.ts';
import { defineRunArtifact } from './artifact.ts';
import { equalSides } from './equal-sides.ts';
import { holdoutRows } from './holdout-rows.ts';
import { realRows } from './real-rows.ts';
import { type Cells, isCompared, type Rows } from './rows.ts';

export const equalIndexes = defineRunArtifact({
  id: 'equal-indexes',
  requires: { realRows, holdoutRows, equalSides },
  make({ realRows, holdoutRows, equalSides }): EqualIndexes {
    return {
      train: indexRows(realRows.train, equalSides.train),
      holdout: indexRows(holdoutRows, equalSides.holdout as Int32Array),
      leftOut: equalSides.leftOut,
      units: equalSides.units,
    };
  },
});

/** Indexes the compared columns of the given rows, which are numbered anew from 0. */
export function indexRows(rows: Rows, kept: Int32Array): PredicateIndex {
  const columns = new Map<string, IndexedColumn>();
  for (const [name, cells] of rows.columns) {
    if (isCompared(cells.schema)) columns.set(name, indexColumn(cells, kept));
  }
  return { rowCount: kept.length, columns };
}

function indexColumn(cells: Cells, kept: Int32Array): IndexedColumn {
  const coded = cells.type === 'coded';
  const values = new Float64Array(kept.length);
  for (let row = 0; row < kept.length; row++) {
    const source = kept[row] as number;
    const code = coded ? (cells.codes[source] as number) : 0;
    values[row] = coded ? (code < 0 ? Number.NaN : code) : (cells.values[source] as number);
  }
  const order = coded ? orderOfCodes(values, cells.levels.length) : orderOfNumbers(values);
  let filled = order.length;
  while (filled > 0 && Number.isNaN(values[order[filled - 1] as number])) filled--;
  const sorted = new Float64Array(filled);
  for (let place = 0; place < filled; place++) sorted[place] = values[order[place] as number] as number;
  return { coded, values, order, sorted };
}

/** Counting sort: codes are few. */
function orderOfCodes(values: Float64Array, levels: number): Int32Array {
  const starts = new Int32Array(levels + 2);
  const bucket = (value: number) => (Number.isNaN(value) ? levels : value);
  for (const value of values) starts[bucket(value) + 1]! += 1;
  for (let level = 1; level < starts.length; level++) starts[level]! += starts[level - 1] as number;
  const order = new Int32Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const level = bucket(values[row] as number);
    order[starts[level] as number] = row;
    starts[level]! += 1;
  }
  return order;
}

function orderOfNumbers(values: Float64Array): Int32Array {
  // Typed arrays sort NaN last; ties keep the rows' order.
  const order = Int32Array.from(values, (_, row) => row);
  return order.sort((a, b) => {
    const first = values[a] as number;
    const second = values[b] as number;
    if (Number.isNaN(first)) return Number.isNaN(second) ? a - b : 1;
    if (Number.isNaN(second)) return -1;
    return first - second || a - b;
  });
}
