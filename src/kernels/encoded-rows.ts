/**
 * Rows ready for distances, column-major. The distance of two rows is the sum over the numeric columns, in their
 * order, of |a − b| (NaN is missing: two missing values are 0 apart, a missing and a present one 1), plus the number
 * of code columns in which they differ. Numeric values come already scaled. Missing is a code of its own.
 */
export interface EncodedRows {
  readonly rowCount: number;
  readonly numeric: readonly Float64Array[];
  readonly codes: readonly Int32Array[];
}

/** The same rows in shared memory, so that workers read them without a copy. Columns already there stay. */
export function shareRows(rows: EncodedRows): EncodedRows {
  return {
    rowCount: rows.rowCount,
    numeric: rows.numeric.map((column) => {
      if (column.buffer instanceof SharedArrayBuffer) return column;
      const shared = new Float64Array(new SharedArrayBuffer(8 * column.length));
      shared.set(column);
      return shared;
    }),
    codes: rows.codes.map((column) => {
      if (column.buffer instanceof SharedArrayBuffer) return column;
      const shared = new Int32Array(new SharedArrayBuffer(4 * column.length));
      shared.set(column);
      return shared;
    }),
  };
}

/** Rows `from` up to `to`, as views. */
export function rowRange(rows: EncodedRows, from: number, to: number): EncodedRows {
  return {
    rowCount: Math.min(to, rows.rowCount) - from,
    numeric: rows.numeric.map((column) => column.subarray(from, to)),
    codes: rows.codes.map((column) => column.subarray(from, to)),
  };
}

/** Throws a RangeError unless both have the same columns and every column has `rowCount` rows. */
export function checkComparable(queries: EncodedRows, base: EncodedRows): void {
  if (queries.numeric.length !== base.numeric.length || queries.codes.length !== base.codes.length) {
    throw new RangeError('queries and base differ in their columns');
  }
  for (const rows of [queries, base]) {
    for (const column of [...rows.numeric, ...rows.codes]) {
      if (column.length !== rows.rowCount) {
        throw new RangeError(`a column of ${column.length} values in ${rows.rowCount} rows`);
      }
    }
  }
}
