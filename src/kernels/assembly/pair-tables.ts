// AssemblyScript: compiled by scripts/build-kernels.mjs into ../pair-tables-wasm.ts, never by tsc.
// The inner loops of ../plain-pair-tables.ts, over columns of one byte per row. Whole numbers only, so that order moves nothing.

/** Bytes of a table of steps: 256 lines of 256 cells. */
const STEPS: usize = 65536;

/**
 * Counts the rows per cell of a table of two columns, at `counts`. Neighbouring rows count into two tables in turn, since a
 * count that was just written can be read again only some cycles later.
 */
export function count(
  a: usize,
  b: usize,
  rows: usize,
  width: u32,
  counts: usize,
  aside: usize,
  cells: u32,
): void {
  memory.fill(counts, 0, cells << 2);
  memory.fill(aside, 0, cells << 2);
  const end = a + (rows & ~1);
  while (a < end) {
    const first = counts + ((load<u8>(a) * width + load<u8>(b)) << 2);
    store<u32>(first, load<u32>(first) + 1);
    const second = aside + ((load<u8>(a, 1) * width + load<u8>(b, 1)) << 2);
    store<u32>(second, load<u32>(second) + 1);
    a += 2;
    b += 2;
  }
  if (rows & 1) {
    const last = counts + ((load<u8>(a) * width + load<u8>(b)) << 2);
    store<u32>(last, load<u32>(last) + 1);
  }
  const countsEnd = counts + (cells << 2);
  while (counts < countsEnd) {
    store<u32>(counts, load<u32>(counts) + load<u32>(aside));
    counts += 4;
    aside += 4;
  }
}

/** Adds to every row's sum its cells' steps in four tables: of column `a` with `b`, `c`, `d` and `e`. */
export function addSteps(
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  e: usize,
  steps: usize,
  sums: usize,
  rows: usize,
): void {
  const end = a + rows;
  while (a < end) {
    const line = steps + ((<usize>load<u8>(a)) << 8);
    const sum =
      <i32>load<i8>(line + load<u8>(b)) +
      <i32>load<i8>(line + load<u8>(c), STEPS) +
      <i32>load<i8>(line + load<u8>(d), 2 * STEPS) +
      <i32>load<i8>(line + load<u8>(e), 3 * STEPS);
    store<i32>(sums, load<i32>(sums) + sum);
    a++;
    b++;
    c++;
    d++;
    e++;
    sums += 4;
  }
}
