/**
 * Adds Σ left[i] right[j] over the rows `from` … `to` (without `to`) to every entry j ≤ i of a matrix given line by line.
 * Nothing above the diagonal is touched.
 *
 * Eight sums run beside each other, so that a column is read once for several of them; each adds its rows one after another,
 * as a plain loop would, so that the bits are those of the plain loop.
 *
 * @param left as many columns as the matrix has lines
 * @param right as many columns, of the same length; the same ones for a matrix of squares and products
 */
export function addCrossProducts(
  matrix: Float64Array,
  left: readonly Float64Array[],
  right: readonly Float64Array[],
  from: number,
  to: number,
): void {
  for (let begin = from; begin < to; begin += rowsAtOnce) {
    const end = Math.min(to, begin + rowsAtOnce);
    for (let i = 0; i < left.length; i += 4) {
      for (let j = 0; j < Math.min(i + 4, left.length); j += 2)
        addTile({ matrix, left, right, i, j }, begin, end);
    }
  }
}

/** Six columns of so many rows stay in the processor's nearest memory. */
const rowsAtOnce = 512;

interface Tile {
  readonly matrix: Float64Array;
  readonly left: readonly Float64Array[];
  readonly right: readonly Float64Array[];
  readonly i: number;
  readonly j: number;
}

/** Four lines by two columns; what juts out over an edge or the diagonal is computed and left. */
function addTile({ matrix, left, right, i, j }: Tile, begin: number, end: number): void {
  const size = left.length;
  const at = (line: number, column: number) => {
    const isInside = i + line < size && j + column <= i + line;
    return isInside ? (i + line) * size + j + column : -1;
  };
  const start = (place: number) => (place < 0 ? 0 : (matrix[place] as number));
  const a = left[i] as Float64Array;
  const b = left[i + 1] ?? a;
  const c = left[i + 2] ?? a;
  const d = left[i + 3] ?? a;
  const x = right[j] as Float64Array;
  const y = right[j + 1] ?? x;
  let ax = start(at(0, 0));
  let ay = start(at(0, 1));
  let bx = start(at(1, 0));
  let by = start(at(1, 1));
  let cx = start(at(2, 0));
  let cy = start(at(2, 1));
  let dx = start(at(3, 0));
  let dy = start(at(3, 1));
  for (let row = begin; row < end; row++) {
    const u = x[row] as number;
    const v = y[row] as number;
    const p = a[row] as number;
    const q = b[row] as number;
    const r = c[row] as number;
    const s = d[row] as number;
    ax += p * u;
    ay += p * v;
    bx += q * u;
    by += q * v;
    cx += r * u;
    cy += r * v;
    dx += s * u;
    dy += s * v;
  }
  const keep = (place: number, sum: number) => {
    if (place >= 0) matrix[place] = sum;
  };
  keep(at(0, 0), ax);
  keep(at(0, 1), ay);
  keep(at(1, 0), bx);
  keep(at(1, 1), by);
  keep(at(2, 0), cx);
  keep(at(2, 1), cy);
  keep(at(3, 0), dx);
  keep(at(3, 1), dy);
}
