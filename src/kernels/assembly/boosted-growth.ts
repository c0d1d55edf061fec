// AssemblyScript: compiled by scripts/build-kernels.mjs into ../boosted-growth-wasm.ts, never by tsc.
// The inner loops of ../../models/grow-boosted-tree.ts. Every sum adds the same numbers in the same order as the
// TypeScript of ../../models/plain-growth-rows.ts, so that both give the same bits.
//
// A pair is two float64: a gradient and a packed curvature. `order` and `pairs` lie side by side: the pair at a place
// is the one of the row at that place. Bins lie in blocks of four, two or one features; a row's bins in a block are
// neighbours, so that one load brings all of them.

/** Puts every row at its own place, and writes the sum of all pairs to `sums`. */
export function start(order: usize, pairs: usize, rowCount: usize, sums: usize): void {
  let total = f64x2.splat(0);
  for (let row: usize = 0; row < rowCount; row++) {
    store<usize>(order + (row << 2), row);
    total = f64x2.add(total, v128.load(pairs + (row << 4)));
  }
  v128.store(sums, total);
}

/** Adds the pairs at the places `begin` to `end` to the histograms of `featureCount` features, whose addresses are at `bases`. */
export function count(
  bins: usize,
  rowCount: usize,
  featureCount: u32,
  bases: usize,
  histogram: usize,
  order: usize,
  pairs: usize,
  begin: usize,
  end: usize,
): void {
  const rows = order + (begin << 2);
  const rowsEnd = order + (end << 2);
  const from = pairs + (begin << 4);
  let left = featureCount;
  while (left >= 4) {
    countFour(
      bins,
      rows,
      rowsEnd,
      from,
      histogram + load<u32>(bases),
      histogram + load<u32>(bases, 4),
      histogram + load<u32>(bases, 8),
      histogram + load<u32>(bases, 12),
    );
    bins += rowCount << 2;
    bases += 16;
    left -= 4;
  }
  if (left >= 2) {
    countTwo(bins, rows, rowsEnd, from, histogram + load<u32>(bases), histogram + load<u32>(bases, 4));
    bins += rowCount << 1;
    bases += 8;
    left -= 2;
  }
  if (left) countOne(bins, rows, rowsEnd, from, histogram + load<u32>(bases));
}

function countFour(
  bins: usize,
  rows: usize,
  rowsEnd: usize,
  pairs: usize,
  base0: usize,
  base1: usize,
  base2: usize,
  base3: usize,
): void {
  for (; rows < rowsEnd; rows += 4, pairs += 16) {
    const four = load<u32>(bins + (load<u32>(rows) << 2));
    const pair = v128.load(pairs);
    add(base0 + ((four & 255) << 4), pair);
    add(base1 + (((four >> 8) & 255) << 4), pair);
    add(base2 + (((four >> 16) & 255) << 4), pair);
    add(base3 + ((four >> 24) << 4), pair);
  }
}

function countTwo(bins: usize, rows: usize, rowsEnd: usize, pairs: usize, base0: usize, base1: usize): void {
  for (; rows < rowsEnd; rows += 4, pairs += 16) {
    const two = <u32>load<u16>(bins + (load<u32>(rows) << 1));
    const pair = v128.load(pairs);
    add(base0 + ((two & 255) << 4), pair);
    add(base1 + ((two >> 8) << 4), pair);
  }
}

function countOne(bins: usize, rows: usize, rowsEnd: usize, pairs: usize, base: usize): void {
  for (; rows < rowsEnd; rows += 4, pairs += 16) {
    add(base + ((<usize>load<u8>(bins + load<u32>(rows))) << 4), v128.load(pairs));
  }
}

function add(cell: usize, pair: v128): void {
  v128.store(cell, f64x2.add(v128.load(cell), pair));
}

/** Takes `child` from `parent`, number by number; both have `bytes` bytes, a multiple of 16. */
export function subtract(parent: usize, child: usize, bytes: usize): void {
  for (const end = parent + bytes; parent < end; parent += 16, child += 16) {
    v128.store(parent, f64x2.sub(v128.load(parent), v128.load(child)));
  }
}

/**
 * Moves the rows of the places `begin` to `end` that go left to the front, with their pairs; both sides keep their
 * order. `goLeft` has a byte per bin, 1 for left; a row's bin lies at `bins` + row · `stride`. Returns the place where
 * the right side begins, and writes the sums of the pairs of both sides to `sums`.
 */
export function partition(
  bins: usize,
  stride: usize,
  goLeft: usize,
  order: usize,
  pairs: usize,
  aside: usize,
  asidePairs: usize,
  begin: usize,
  end: usize,
  sums: usize,
): usize {
  let from = order + (begin << 2);
  let fromPairs = pairs + (begin << 4);
  const last = order + (end << 2);
  let left = begin;
  let right: usize = 0;
  let leftSum = f64x2.splat(0);
  let rightSum = f64x2.splat(0);
  // Written to both places, kept in one: no branch to mispredict. A masked pair adds +0, which changes no sum that
  // began with +0.
  for (; from < last; from += 4, fromPairs += 16) {
    const row = load<usize>(from);
    const pair = v128.load(fromPairs);
    const goesLeft = <u32>load<u8>(goLeft + load<u8>(bins + row * stride));
    const mask = i64x2.splat(-(<i64>goesLeft));
    store<usize>(order + (left << 2), row);
    v128.store(pairs + (left << 4), pair);
    store<usize>(aside + (right << 2), row);
    v128.store(asidePairs + (right << 4), pair);
    leftSum = f64x2.add(leftSum, v128.and(pair, mask));
    rightSum = f64x2.add(rightSum, v128.andnot(pair, mask));
    left += goesLeft;
    right += 1 - goesLeft;
  }
  memory.copy(order + (left << 2), aside, right << 2);
  memory.copy(pairs + (left << 4), asidePairs, right << 4);
  v128.store(sums, leftSum);
  v128.store(sums, rightSum, 16);
  return left;
}

/**
 * The best cut of a numeric feature whose histogram is at `cell`: the number of its last bin on the left, or −1 where
 * none has a score above `best`. Its score and its rows on the left are written to `answer`.
 * `startGradient` and `startPacked` always go left.
 */
export function scan(
  cell: usize,
  binCount: i32,
  startGradient: f64,
  startPacked: f64,
  gradient: f64,
  curvature: f64,
  rows: f64,
  ridge: f64,
  minLeafRows: f64,
  leastCurvature: f64,
  unit: f64,
  perUnit: f64,
  best: f64,
  answer: usize,
): i32 {
  let bestBin = -1;
  let bestRows: f64 = 0;
  let leftGradient = startGradient;
  let leftPacked = startPacked;
  for (let bin = 0; bin < binCount; bin++, cell += 16) {
    const here = load<f64>(cell, 8);
    if (here === 0) continue;
    leftGradient += load<f64>(cell);
    leftPacked += here;
    const leftRows = floor(leftPacked * perUnit);
    if (leftRows < minLeafRows) continue;
    if (rows - leftRows < minLeafRows) break;
    const leftCurvature = leftPacked - leftRows * unit;
    const rightCurvature = curvature - leftCurvature;
    if (leftCurvature < leastCurvature || rightCurvature < leastCurvature) continue;
    const rightGradient = gradient - leftGradient;
    const leftRidged = leftCurvature + ridge;
    const rightRidged = rightCurvature + ridge;
    const numerator = leftGradient * leftGradient * rightRidged + rightGradient * rightGradient * leftRidged;
    const denominator = leftRidged * rightRidged;
    // Compared before dividing: most candidates lose.
    if (numerator <= best * denominator) continue;
    best = numerator / denominator;
    bestBin = bin;
    bestRows = leftRows;
  }
  store<f64>(answer, best);
  store<f64>(answer, bestRows, 8);
  return bestBin;
}
