/**
 * Sorts numbers in place, ascending, and returns them. None may be NaN; −0 counts as 0. Values are dealt to as many equal widths
 * between the ends as there are values, and each width is sorted: of a smooth distribution few share one.
 */
export function sortNumbers(values: Float64Array): Float64Array {
  const rows = values.length;
  if (rows < fewestRows) return values.sort();
  let low = values[0] as number;
  let high = low;
  for (let row = 1; row < rows; row++) {
    const value = values[row] as number;
    if (value < low) low = value;
    else if (value > high) high = value;
  }
  if (low === high) return values;
  const widths = Math.min(rows, mostWidths);
  const scale = (widths - 1) / (high - low);
  // The ends are infinite, or too far apart or too near to each other for a width.
  if (!(scale > 0 && scale < Number.POSITIVE_INFINITY) || low === Number.NEGATIVE_INFINITY)
    return values.sort();
  if (dealt.length < rows) dealt = new Float64Array(rows);
  const copy = dealt;
  ends.fill(0, 0, widths);
  for (let row = 0; row < rows; row++) {
    const value = values[row] as number;
    copy[row] = value;
    // Rounding keeps order: a value of an earlier width is smaller.
    const width = ((value - low) * scale) | 0;
    ends[width] = (ends[width] as number) + 1;
  }
  let end = 0;
  for (let width = 0; width < widths; width++) {
    const start = end;
    end += ends[width] as number;
    ends[width] = start;
  }
  for (let row = 0; row < rows; row++) {
    const value = copy[row] as number;
    const width = ((value - low) * scale) | 0;
    const place = ends[width] as number;
    values[place] = value;
    ends[width] = place + 1;
  }
  let start = 0;
  for (let width = 0; width < widths; width++) {
    const after = ends[width] as number;
    if (after - start > mostInserted) {
      if (!areEqual(values, start, after)) values.subarray(start, after).sort();
    } else if (after - start > 1) insert(values, start, after);
    start = after;
  }
  if (dealt.length > mostKept) dealt = new Float64Array(0);
  return values;
}

const fewestRows = 64;
const mostWidths = 2 ** 16;
/** So many values in one width are left to the engine's sort. */
const mostInserted = 32;
/** A copy of a longer column is not kept for the next one. */
const mostKept = 2 ** 17;

const ends = new Int32Array(mostWidths);
let dealt = new Float64Array(0);

function insert(values: Float64Array, from: number, to: number): void {
  for (let row = from + 1; row < to; row++) {
    const value = values[row] as number;
    let place = row;
    while (place > from && (values[place - 1] as number) > value) {
      values[place] = values[place - 1] as number;
      place--;
    }
    values[place] = value;
  }
}

function areEqual(values: Float64Array, from: number, to: number): boolean {
  const first = values[from];
  for (let row = from + 1; row < to; row++) if (values[row] !== first) return false;
  return true;
}
