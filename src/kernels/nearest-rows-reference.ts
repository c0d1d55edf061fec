import type { EncodedRows } from './encoded-rows.ts';

/** A range of query rows to search for. */
export interface ReferenceSearch {
  readonly queries: EncodedRows;
  readonly base: EncodedRows;
  readonly k: number;
  readonly excludeSelf: boolean;
  readonly from: number;
  readonly to: number;
}

/** The answers for rows `from` to `to`, laid out as in `NearestRows`. */
export interface ReferenceAnswer {
  readonly indices: Int32Array;
  readonly distances: Float64Array;
  readonly tieCounts: Int32Array;
}

/**
 * The plain search: every pair, with a row given up as soon as its partial distance is beyond the k-th best.
 * It says what the fast kernel must answer, and stands in where that cannot run. A task for the pool.
 */
export function run(search: ReferenceSearch): ReferenceAnswer {
  const { queries, base, k, excludeSelf, from, to } = search;
  const numericCount = base.numeric.length;
  const codeCount = base.codes.length;
  const numbers = rowMajor(base.numeric, Float64Array, base.rowCount);
  const codes = rowMajor(base.codes, Int32Array, base.rowCount);
  const queryNumbers = new Float64Array(numericCount);
  const queryCodes = new Int32Array(codeCount);
  const indices = new Int32Array((to - from) * k).fill(-1);
  const distances = new Float64Array((to - from) * k).fill(Infinity);
  const tieCounts = new Int32Array(to - from);

  for (let query = from; query < to; query++) {
    for (let c = 0; c < numericCount; c++) queryNumbers[c] = queries.numeric[c]![query]!;
    for (let c = 0; c < codeCount; c++) queryCodes[c] = queries.codes[c]![query]!;
    const at = (query - from) * k;
    let found = 0;
    let worst = Infinity;
    let nearest = Infinity;
    let ties = 0;
    rows: for (let row = 0; row < base.rowCount; row++) {
      if (excludeSelf && row === query) continue;
      let different = 0;
      for (let c = 0, cell = row * codeCount; c < codeCount; c++, cell++) {
        if (codes[cell] !== queryCodes[c]) different++;
      }
      if (different > worst) continue;
      let sum = 0;
      for (let c = 0, cell = row * numericCount; c < numericCount; c++, cell++) {
        sum += difference(numbers[cell]!, queryNumbers[c]!);
        // Rounding is monotone, so the complete distance cannot be below this.
        if (sum + different > worst) continue rows;
      }
      const distance = sum + different;
      if (distance < nearest || found === 0) {
        nearest = distance;
        ties = 1;
      } else if (distance === nearest) ties++;
      // Rows come in ascending order: an equal distance never displaces an earlier row.
      if (found === k && distance >= worst) continue;
      let place = found < k ? found++ : k - 1;
      while (place > 0 && distances[at + place - 1]! > distance) {
        distances[at + place] = distances[at + place - 1]!;
        indices[at + place] = indices[at + place - 1]!;
        place--;
      }
      distances[at + place] = distance;
      indices[at + place] = row;
      if (found === k) worst = distances[at + k - 1]!;
    }
    tieCounts[query - from] = ties;
  }
  return { indices, distances, tieCounts };
}

function difference(a: number, b: number): number {
  const d = Math.abs(a - b);
  if (!Number.isNaN(d)) return d;
  // NaN means missing; of two equal infinities the difference is NaN as well.
  return a === b || (Number.isNaN(a) && Number.isNaN(b)) ? 0 : 1;
}

function rowMajor<Values extends Float64Array | Int32Array>(
  columns: readonly Values[],
  Type: { new (length: number): Values },
  rowCount: number,
): Values {
  const width = columns.length;
  const cells = new Type(rowCount * width);
  columns.forEach((column, c) => {
    for (let row = 0; row < rowCount; row++) cells[row * width + c] = column[row]!;
  });
  return cells;
}
