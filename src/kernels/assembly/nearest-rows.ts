// AssemblyScript: compiled by scripts/build-kernels.mjs into ../nearest-rows-wasm.ts, never by tsc.
// The memory, its layout and the meaning of every field are made in ../nearest-rows-memory.ts.
//
// For each query: distances to the rows around its home in the sorted base give a first k-th distance. Then bounds
// below the distance, in units of 1/scale and saturating at 255, leave out tiles of 16 rows (stage 0, 16 tiles at
// once), then rows of the remaining tiles (stage 1, 16 rows at once). What is left is computed in float64. A bound
// equal to the k-th distance stays in, so ties are complete. With many columns, 255 units are too coarse: then rows
// have bounds of 16 bits, and stage 0 is left out.

// Fields of the header, in bytes.
const NUMERIC_COUNT: usize = 0;
const CODE_COUNT: usize = 4;
const PLAIN_COUNT: usize = 8;
const ROW_COUNT: usize = 12;
const BOUND_STRIDE: usize = 16;
const RECORD_STRIDE: usize = 20;
const BASE_RECORDS: usize = 24;
const BASE_ROWS: usize = 28;
const BASE_TILES: usize = 32;
const QUERY_RECORDS: usize = 36;
const QUERY_ROWS: usize = 40;
const QUERY_TILES: usize = 44;
const QUERY_HOMES: usize = 48;
const COLUMN_BOUNDS: usize = 52;
const NEIGHBOURS: usize = 56;
const EXCLUDE_SELF: usize = 60;
const INDICES: usize = 64;
const DISTANCES: usize = 68;
const TIE_COUNTS: usize = 72;
const WEIGHT: usize = 76;
const SCALE: usize = 80;
const WIDE: usize = 88;
const SELF_OFFSET: usize = 92;
const FRONT_COUNT: usize = 96;
const TILE_BOUNDS: usize = 100;

const MISSING: u8 = 255;

let numericCount: u32 = 0;
let codeCount: u32 = 0;
/** Code columns that come before the numbers; the others tell rows apart so seldom that they come last. */
let frontCount: u32 = 0;
let recordStride: usize = 0;
let codeBytes: usize = 0;
let baseRecords: usize = 0;
let baseRows: usize = 0;
let k: u32 = 0;
let scale: f64 = 0;

// The query at hand.
let queryRecord: usize = 0;
let self: i32 = -1;
let indices: usize = 0;
let distances: usize = 0;
let found: u32 = 0;
let worst: f64 = Infinity;
let nearest: f64 = Infinity;
let ties: i32 = 0;
/** What a bound may be at most, for the k-th distance found so far. */
let limit: v128 = i8x16.splat(-1);
let wide: bool = false;

/** Answers the queries at the sorted positions `from` to `to`. `scratch` is this call's own memory. */
export function search(header: usize, scratch: usize, from: u32, to: u32): void {
  numericCount = load<u32>(header, NUMERIC_COUNT);
  codeCount = load<u32>(header, CODE_COUNT);
  recordStride = load<usize>(header, RECORD_STRIDE);
  codeBytes = ((codeCount + 3) & ~3) << 2;
  baseRecords = load<usize>(header, BASE_RECORDS);
  baseRows = load<usize>(header, BASE_ROWS);
  frontCount = load<u32>(header, FRONT_COUNT);
  k = load<u32>(header, NEIGHBOURS);
  scale = load<f64>(header, SCALE);
  wide = load<u32>(header, WIDE) !== 0;
  const rowCount = load<u32>(header, ROW_COUNT);
  const tileCount = (rowCount + 15) >> 4;
  const queryRows = load<usize>(header, QUERY_ROWS);
  const excludeSelf = load<u32>(header, EXCLUDE_SELF);
  const selfOffset = load<i32>(header, SELF_OFFSET);

  for (let query = from; query < to; query++) {
    const row = load<i32>(queryRows + ((<usize>query) << 2));
    queryRecord = load<usize>(header, QUERY_RECORDS) + <usize>query * recordStride;
    self = excludeSelf ? row + selfOffset : -1;
    indices = load<usize>(header, INDICES) + ((<usize>row * k) << 2);
    distances = load<usize>(header, DISTANCES) + ((<usize>row * k) << 3);
    found = 0;
    worst = Infinity;
    nearest = Infinity;
    ties = 0;
    limit = i8x16.splat(-1);

    if (tileCount > 0) {
      // Enough rows to fill k places at once.
      const position = load<u32>(load<usize>(header, QUERY_HOMES) + ((<usize>query) << 2));
      const home: u32 = min<u32>(position >> 4, tileCount - 1);
      const reach: u32 = k > 8 ? 1 + (k >> 5) : 0;
      const homeFrom: u32 = home > reach ? home - reach : 0;
      const homeTo: u32 = min<u32>(home + reach + 1, tileCount);
      for (let p = homeFrom << 4, end = min(homeTo << 4, rowCount); p < end; p++) measure(p);
      prepare(header, scratch, query);
      if (wide) scanWide(header, scratch, rowCount, tileCount, homeFrom, homeTo);
      else scan(header, scratch, rowCount, tileCount, homeFrom, homeTo);
    }
    store<i32>(load<usize>(header, TIE_COUNTS) + ((<usize>row) << 2), ties);
  }
}

/**
 * Fills the scratch for a query. For stage 0: the addresses of its bound bytes, one per tile, of all columns that
 * say them for a value. For stage 1: its bytes, each 16 times, less and plus one where the column is numeric.
 */
function prepare(header: usize, scratch: usize, query: u32): void {
  const columnCount = codeCount + numericCount;
  const boundStride = load<usize>(header, BOUND_STRIDE);
  const bounds = load<usize>(header, COLUMN_BOUNDS);
  const numbersEnd = frontCount + numericCount;
  const plainEnd = frontCount + load<u32>(header, PLAIN_COUNT);
  let cell = load<usize>(header, QUERY_TILES) + ((<usize>(query >> 4) * columnCount) << 4) + (query & 15);
  let values = scratch;
  let addresses = scratch + ((<usize>columnCount) << 5);
  const start = addresses;
  for (let c: u32 = 0; c < columnCount; c++, cell += 16) {
    const value = load<u8>(cell);
    const bound = load<usize>(bounds + ((<usize>c) << 2));
    if (c < frontCount || c >= numbersEnd) {
      v128.store(values, i8x16.splat(value));
      values += 16;
      if (bound) {
        store<usize>(addresses, bound + <usize>value * boundStride);
        addresses += 4;
      }
      continue;
    }
    const missing = c >= plainEnd && value === MISSING;
    // For a query that misses the value, lower > upper marks it, and stage 0 reads the bytes for missing.
    v128.store(values, i8x16.splat(<i8>(missing ? 255 : value ? value - 1 : 0)));
    v128.store(values, i8x16.splat(<i8>(missing ? 0 : min<i32>(<i32>value + 1, 255))), 16);
    values += 32;
    if (missing) {
      store<usize>(addresses, bound + 3 * boundStride);
      addresses += 4;
    }
  }
  store<u32>(scratch + <usize>columnCount * 36, <u32>((addresses - start) >> 2));
}

function scan(
  header: usize,
  scratch: usize,
  rowCount: u32,
  tileCount: u32,
  homeFrom: u32,
  homeTo: u32,
): void {
  const columnCount = codeCount + numericCount;
  const boundStride = load<usize>(header, BOUND_STRIDE);
  const bounds = load<usize>(header, COLUMN_BOUNDS) + ((<usize>frontCount) << 2);
  const plainCount = load<u32>(header, PLAIN_COUNT);
  const addresses = scratch + ((<usize>columnCount) << 5);
  const addressesEnd = addresses + ((<usize>load<u32>(scratch + <usize>columnCount * 36)) << 2);
  const intervals = scratch + ((<usize>frontCount) << 4);
  const tiles = load<usize>(header, BASE_TILES);
  const weight = i8x16.splat(load<u8>(header, WEIGHT));

  const tileBounds = scratch + load<usize>(header, TILE_BOUNDS);

  let least = i8x16.splat(-1);
  for (let first: u32 = 0; first < tileCount; first += 16) {
    let bound = i8x16.splat(0);
    for (let at = addresses; at < addressesEnd; at += 4) {
      bound = i8x16.add_sat_u(bound, v128.load(load<usize>(at) + first));
    }
    if (v128.any_true(within(bound))) {
      let interval = intervals;
      for (let c: u32 = 0; c < numericCount; c++, interval += 32) {
        const leasts = load<usize>(bounds + ((<usize>c) << 2)) + first;
        const lower = v128.load(interval);
        const upper = v128.load(interval, 16);
        let apart = v128.or(
          i8x16.sub_sat_u(v128.load(leasts), upper),
          i8x16.sub_sat_u(lower, v128.load(leasts + boundStride)),
        );
        if (c >= plainCount) {
          if (load<u8>(interval) > load<u8>(interval, 16)) continue;
          apart = i8x16.min_u(apart, v128.load(leasts + 2 * boundStride));
        }
        bound = i8x16.add_sat_u(bound, apart);
      }
    }
    v128.store(tileBounds + first, bound);
    least = i8x16.min_u(least, bound);
  }

  // Tiles with low bounds first: they bring the k-th distance down before the others are looked at.
  let done = -1;
  let upTo = leastOf(least);
  if (upTo > limitOfBytes()) return;
  const step = 1 + (limitOfBytes() - upTo) / ROUNDS;
  while (done < limitOfBytes()) {
    upTo = min<i32>(upTo + step, 255);
    const highest = i8x16.splat(<i8>upTo);
    const before = i8x16.splat(<i8>done);
    for (let first: u32 = 0; first < tileCount; first += 16) {
      const bound = v128.load(tileBounds + first);
      let open: u32 = i8x16.bitmask(v128.and(i8x16.eq(i8x16.min_u(bound, highest), bound), within(bound)));
      if (open === 0) continue;
      if (done >= 0) open &= ~i8x16.bitmask(i8x16.eq(i8x16.min_u(bound, before), bound));
      if (tileCount - first < 16) open &= (1 << (tileCount - first)) - 1;
      for (; open; open &= open - 1) {
        const tile = first + ctz(open);
        if (tile >= homeFrom && tile < homeTo) continue;
        scanTile(
          tile,
          scratch,
          intervals,
          tiles + ((<usize>tile * columnCount) << 4),
          weight,
          plainCount,
          rowCount,
        );
      }
    }
    done = upTo;
  }
}

/** Rounds from the lowest bound of a tile to the limit. */
const ROUNDS: i32 = 8;

/** What a bound in bytes may be at most. */
function limitOfBytes(): i32 {
  return i8x16.extract_lane_u(limit, 0);
}

function leastOf(bytes: v128): i32 {
  let least = i8x16.min_u(
    bytes,
    i8x16.shuffle(bytes, bytes, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15),
  );
  least = i8x16.min_u(least, i8x16.shuffle(least, least, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7));
  least = i8x16.min_u(least, i8x16.shuffle(least, least, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3));
  return min<i32>(i8x16.extract_lane_u(least, 0), i8x16.extract_lane_u(least, 1));
}

function scanTile(
  tile: u32,
  scratch: usize,
  intervals: usize,
  cells: usize,
  weight: v128,
  plainCount: u32,
  rowCount: u32,
): void {
  let bound = i8x16.splat(0);
  let at = scratch;
  for (; at + 48 < intervals; at += 64, cells += 64) {
    const first = v128.andnot(weight, i8x16.eq(v128.load(cells), v128.load(at)));
    const second = v128.andnot(weight, i8x16.eq(v128.load(cells, 16), v128.load(at, 16)));
    const third = v128.andnot(weight, i8x16.eq(v128.load(cells, 32), v128.load(at, 32)));
    const fourth = v128.andnot(weight, i8x16.eq(v128.load(cells, 48), v128.load(at, 48)));
    bound = i8x16.add_sat_u(
      bound,
      i8x16.add_sat_u(i8x16.add_sat_u(first, second), i8x16.add_sat_u(third, fourth)),
    );
  }
  for (; at < intervals; at += 16, cells += 16) {
    bound = i8x16.add_sat_u(bound, v128.andnot(weight, i8x16.eq(v128.load(cells), v128.load(at))));
  }
  let interval = intervals;
  const plainEnd = intervals + ((<usize>plainCount) << 5);
  for (; interval < plainEnd; interval += 32, cells += 16) {
    const values = v128.load(cells);
    bound = i8x16.add_sat_u(
      bound,
      v128.or(i8x16.sub_sat_u(values, v128.load(interval, 16)), i8x16.sub_sat_u(v128.load(interval), values)),
    );
  }
  const end = intervals + ((<usize>numericCount) << 5);
  for (; interval < end; interval += 32, cells += 16) {
    const values = v128.load(cells);
    const lower = v128.load(interval);
    const upper = v128.load(interval, 16);
    const missing = i8x16.eq(values, i8x16.splat(-1));
    if (load<u8>(interval) > load<u8>(interval, 16)) {
      bound = i8x16.add_sat_u(bound, v128.andnot(weight, missing));
      continue;
    }
    const apart = v128.or(i8x16.sub_sat_u(values, upper), i8x16.sub_sat_u(lower, values));
    bound = i8x16.add_sat_u(bound, v128.bitselect(weight, apart, missing));
  }
  for (let left = codeCount - frontCount; left; ) {
    if (!v128.any_true(within(bound))) return;
    const run: u32 = min<u32>(left, 8);
    for (const runEnd = interval + ((<usize>run) << 4); interval < runEnd; interval += 16, cells += 16) {
      bound = i8x16.add_sat_u(bound, v128.andnot(weight, i8x16.eq(v128.load(cells), v128.load(interval))));
    }
    left -= run;
  }
  const open: u32 = i8x16.bitmask(within(bound));
  if (open) measureOpen(tile, open, rowCount);
}

function scanWide(
  header: usize,
  scratch: usize,
  rowCount: u32,
  tileCount: u32,
  homeFrom: u32,
  homeTo: u32,
): void {
  const weight = i16x8.splat(load<u8>(header, WEIGHT));
  const plainCount = load<u32>(header, PLAIN_COUNT);
  let cells = load<usize>(header, BASE_TILES);
  const tileBytes = (<usize>(codeCount + numericCount)) << 4;
  for (let tile: u32 = 0; tile < tileCount; tile++, cells += tileBytes) {
    if (tile >= homeFrom && tile < homeTo) continue;
    const open = openOfWideTile(scratch, cells, weight, plainCount);
    if (open) measureOpen(tile, open, rowCount);
  }
}

/** What is known of 16 rows, in two halves, in 16 bits each. */
let wideLow: v128 = i16x8.splat(0);
let wideHigh: v128 = i16x8.splat(0);

/** Stage 1 with bounds of 16 bits: which rows of a tile stay in. */
function openOfWideTile(scratch: usize, cells: usize, weight: v128, plainCount: u32): u32 {
  wideLow = i16x8.splat(0);
  wideHigh = i16x8.splat(0);
  addWideCodes(scratch, cells, weight, frontCount);
  let at = scratch + ((<usize>frontCount) << 4);
  cells += (<usize>frontCount) << 4;
  for (let c: u32 = 0; c < numericCount; c++, at += 32, cells += 16) {
    if ((c & 15) === 0 && !v128.any_true(withinWide())) return 0;
    const values = v128.load(cells);
    const lower = v128.load(at);
    const upper = v128.load(at, 16);
    let apart = v128.or(i8x16.sub_sat_u(values, upper), i8x16.sub_sat_u(lower, values));
    if (c >= plainCount) {
      const missing = i8x16.eq(values, i8x16.splat(-1));
      const one = i8x16.narrow_i16x8_u(weight, weight);
      apart =
        load<u8>(at) > load<u8>(at, 16) ? v128.andnot(one, missing) : v128.bitselect(one, apart, missing);
    }
    wideLow = i16x8.add_sat_u(wideLow, i16x8.extend_low_i8x16_u(apart));
    wideHigh = i16x8.add_sat_u(wideHigh, i16x8.extend_high_i8x16_u(apart));
  }
  if (codeCount > frontCount) {
    if (!v128.any_true(withinWide())) return 0;
    addWideCodes(at, cells, weight, codeCount - frontCount);
  }
  return i8x16.bitmask(withinWide());
}

function addWideCodes(at: usize, cells: usize, weight: v128, count: u32): void {
  for (let left = count; left; ) {
    // Differences are counted in bytes.
    const run: u32 = min<u32>(left, 255);
    let different = i8x16.splat(0);
    for (const end = at + ((<usize>run) << 4); at < end; at += 16, cells += 16) {
      different = i8x16.sub(different, i8x16.ne(v128.load(cells), v128.load(at)));
    }
    wideLow = i16x8.add_sat_u(wideLow, i16x8.mul(i16x8.extend_low_i8x16_u(different), weight));
    wideHigh = i16x8.add_sat_u(wideHigh, i16x8.mul(i16x8.extend_high_i8x16_u(different), weight));
    left -= run;
  }
}

function withinWide(): v128 {
  return i8x16.narrow_i16x8_s(
    i16x8.eq(i16x8.min_u(wideLow, limit), wideLow),
    i16x8.eq(i16x8.min_u(wideHigh, limit), wideHigh),
  );
}

function measureOpen(tile: u32, open: u32, rowCount: u32): void {
  const first = tile << 4;
  if (rowCount - first < 16) open &= (1 << (rowCount - first)) - 1;
  for (; open; open &= open - 1) measure(first + ctz(open));
}

function within(bound: v128): v128 {
  return i8x16.eq(i8x16.min_u(bound, limit), bound);
}

/** The exact distance to the base row at sorted position `p`, and its place among the k best. */
function measure(p: u32): void {
  const row = load<i32>(baseRows + ((<usize>p) << 2));
  if (row === self) return;
  let a = queryRecord;
  let b = baseRecords + <usize>p * recordStride;
  let equal = i32x4.splat(0);
  for (const end = a + codeBytes; a < end; a += 16, b += 16) {
    equal = i32x4.sub(equal, i32x4.ne(v128.load(a), v128.load(b)));
  }
  const different = <f64>(
    (i32x4.extract_lane(equal, 0) +
      i32x4.extract_lane(equal, 1) +
      i32x4.extract_lane(equal, 2) +
      i32x4.extract_lane(equal, 3))
  );
  if (different > worst) return;
  let sum: f64 = 0;
  for (const end = a + ((<usize>numericCount) << 3); a < end; a += 8, b += 8) {
    const x = load<f64>(a);
    const y = load<f64>(b);
    let d = abs(x - y);
    if (F64.isNaN(d)) d = x === y || (F64.isNaN(x) && F64.isNaN(y)) ? 0 : 1;
    sum += d;
    // Rounding is monotone, so the complete distance cannot be below this.
    if (sum + different > worst) return;
  }
  offer(sum + different, row);
}

function offer(distance: f64, row: i32): void {
  if (distance < nearest) {
    nearest = distance;
    ties = 1;
  } else if (distance === nearest) ties++;
  let place = found;
  if (found === k) {
    place = k - 1;
    if (distance === worst && row > load<i32>(indices + ((<usize>place) << 2))) return;
  } else found++;
  while (place > 0) {
    const before = load<f64>(distances + ((<usize>(place - 1)) << 3));
    const rowBefore = load<i32>(indices + ((<usize>(place - 1)) << 2));
    if (before < distance || (before === distance && rowBefore < row)) break;
    store<f64>(distances + ((<usize>place) << 3), before);
    store<i32>(indices + ((<usize>place) << 2), rowBefore);
    place--;
  }
  store<f64>(distances + ((<usize>place) << 3), distance);
  store<i32>(indices + ((<usize>place) << 2), row);
  if (found < k) return;
  worst = load<f64>(distances + ((<usize>(k - 1)) << 3));
  // The margin is far above what rounding can do to a bound, and far below one unit.
  const units = worst * scale * (1 + 1e-9) + 1e-6;
  if (wide) limit = i16x8.splat(<i16>(units < 65535 ? <i32>units : 65535));
  else limit = i8x16.splat(<i8>(units < 255 ? <i32>units : 255));
}
