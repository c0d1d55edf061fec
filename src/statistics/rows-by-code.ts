/** Rows in the order of their codes; code c stands in `rows[starts[c]]` to `rows[starts[c + 1] - 1]`. */
export interface RowsByCode {
  readonly starts: Int32Array;
  readonly rows: Int32Array;
}

/**
 * Sorts rows by counting, in linear time; equal codes keep the order of their rows.
 *
 * @param codes 0, 1, …, below `size`
 */
export function rowsByCode(codes: Int32Array, size: number): RowsByCode {
  const starts = new Int32Array(size + 1);
  for (const code of codes) starts[code + 1] = (starts[code + 1] as number) + 1;
  for (let code = 0; code < size; code++) {
    starts[code + 1] = (starts[code + 1] as number) + (starts[code] as number);
  }
  const next = starts.slice();
  const rows = new Int32Array(codes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] as number;
    rows[next[code] as number] = row;
    next[code] = (next[code] as number) + 1;
  }
  return { starts, rows };
}
