// AssemblyScript: compiled by scripts/build-kernels.mjs into ../marginal-tables-wasm.ts, never by tsc.
// The inner loops of ../plain-marginal-tables.ts for columns of at most 32 cells, one byte per row: a cell of a table of three
// is a << 10 | b << 5 | c. Rows come in eights; what fills the last eight up is all zeros. Whole numbers only, so that order
// moves nothing.

/** The cells of eight rows. */
function cellsOf(a: usize, b: usize, c: usize): v128 {
  const first = i16x8.shl(v128.load8x8_u(a), 10);
  const second = i16x8.shl(v128.load8x8_u(b), 5);
  return v128.or(v128.or(first, second), v128.load8x8_u(c));
}

function increase(counts: usize, cell: u32): void {
  const at = counts + ((<usize>cell) << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/**
 * Counts the rows per cell of a table of columns `a`, `b` and `c`, of which the first `cells` can be met, at `counts`.
 * Neighbouring rows count into two tables in turn, since a count that was just written can be read again only some cycles later.
 */
export function count(
  a: usize,
  b: usize,
  c: usize,
  rows: usize,
  counts: usize,
  aside: usize,
  cells: usize,
): void {
  memory.fill(counts, 0, cells << 2);
  memory.fill(aside, 0, cells << 2);
  const end = a + rows;
  while (a < end) {
    const eight = cellsOf(a, b, c);
    increase(counts, <u32>i16x8.extract_lane_u(eight, 0));
    increase(aside, <u32>i16x8.extract_lane_u(eight, 1));
    increase(counts, <u32>i16x8.extract_lane_u(eight, 2));
    increase(aside, <u32>i16x8.extract_lane_u(eight, 3));
    increase(counts, <u32>i16x8.extract_lane_u(eight, 4));
    increase(aside, <u32>i16x8.extract_lane_u(eight, 5));
    increase(counts, <u32>i16x8.extract_lane_u(eight, 6));
    increase(aside, <u32>i16x8.extract_lane_u(eight, 7));
    a += 8;
    b += 8;
    c += 8;
  }
  const countsEnd = counts + (cells << 2);
  while (counts < countsEnd) {
    v128.store(counts, i32x4.add(v128.load(counts), v128.load(aside)));
    counts += 16;
    aside += 16;
  }
}

/** Adds to every row's sum its cell's step in a table of columns `a`, `b` and `c`. */
export function addSteps(a: usize, b: usize, c: usize, steps: usize, sums: usize, rows: usize): void {
  const end = a + rows;
  while (a < end) {
    const eight = cellsOf(a, b, c);
    let found = v128.load8_splat(steps + <usize>i16x8.extract_lane_u(eight, 0));
    found = v128.load8_lane(steps + <usize>i16x8.extract_lane_u(eight, 1), found, 1);
    found = v128.load8_lane(steps + <usize>i16x8.extract_lane_u(eight, 2), found, 2);
    found = v128.load8_lane(steps + <usize>i16x8.extract_lane_u(eight, 3), found, 3);
    found = v128.load8_lane(steps + <usize>i16x8.extract_lane_u(eight, 4), found, 4);
    found = v128.load8_lane(steps + <usize>i16x8.extract_lane_u(eight, 5), found, 5);
    found = v128.load8_lane(steps + <usize>i16x8.extract_lane_u(eight, 6), found, 6);
    found = v128.load8_lane(steps + <usize>i16x8.extract_lane_u(eight, 7), found, 7);
    v128.store(sums, i16x8.add(v128.load(sums), i16x8.extend_low_i8x16_s(found)));
    a += 8;
    b += 8;
    c += 8;
    sums += 16;
  }
}
