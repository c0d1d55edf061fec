// AssemblyScript: compiled by scripts/build-kernels.mjs into ../cross-products-wasm.ts, never by tsc.
// Matrices lie line by line, `stride` bytes apart, a multiple of 32: sizes are rounded up to four columns.

/**
 * Adds the products of all pairs of columns, summed over the rows, to a matrix: left[row][i] × right[row][j] to line i and column
 * j, for j up to i's group of four. Every sum adds its rows one after another, so that its bits are those of a plain loop.
 */
export function add(matrix: usize, left: usize, right: usize, rows: usize, stride: usize): void {
  for (let i: usize = 0; i < stride; i += 32) {
    for (let j: usize = 0; j <= i; j += 32)
      addTile(matrix + (i >> 3) * stride + j, left + i, right + j, rows, stride);
  }
}

/** Four lines by four columns. */
function addTile(tile: usize, left: usize, right: usize, rows: usize, stride: usize): void {
  const second = tile + stride;
  const third = second + stride;
  const fourth = third + stride;
  let a = v128.load(tile);
  let b = v128.load(tile, 16);
  let c = v128.load(second);
  let d = v128.load(second, 16);
  let e = v128.load(third);
  let f = v128.load(third, 16);
  let g = v128.load(fourth);
  let h = v128.load(fourth, 16);
  for (let row: usize = 0; row < rows; row++) {
    const x = v128.load(right);
    const y = v128.load(right, 16);
    let factor = v128.load_splat<f64>(left);
    a = f64x2.add(a, f64x2.mul(factor, x));
    b = f64x2.add(b, f64x2.mul(factor, y));
    factor = v128.load_splat<f64>(left, 8);
    c = f64x2.add(c, f64x2.mul(factor, x));
    d = f64x2.add(d, f64x2.mul(factor, y));
    factor = v128.load_splat<f64>(left, 16);
    e = f64x2.add(e, f64x2.mul(factor, x));
    f = f64x2.add(f, f64x2.mul(factor, y));
    factor = v128.load_splat<f64>(left, 24);
    g = f64x2.add(g, f64x2.mul(factor, x));
    h = f64x2.add(h, f64x2.mul(factor, y));
    left += stride;
    right += stride;
  }
  v128.store(tile, a);
  v128.store(tile, b, 16);
  v128.store(second, c);
  v128.store(second, d, 16);
  v128.store(third, e);
  v128.store(third, f, 16);
  v128.store(fourth, g);
  v128.store(fourth, h, 16);
}
