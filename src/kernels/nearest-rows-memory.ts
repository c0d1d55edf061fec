import type { EncodedRows } from './encoded-rows.ts';
import { chooseScale, HIGHEST_BYTE } from './filter-scale.ts';
import { giveBack, takeMemory } from './memory-shelf.ts';
import type { NearestRowsKernel, SharedMemory } from './nearest-rows-kernel.ts';
import { orderRows, type RowOrder } from './row-order.ts';
import type { WorkerPool } from './worker-pool.ts';

/** One search, laid out in the memory that the kernel and all workers share. */
export interface SearchMemory {
  readonly memory: SharedMemory;
  readonly queryCount: number;
  /** Address of the header; its fields are listed in assembly/nearest-rows.ts. */
  readonly header: number;
  /** Address and size of the scratch that each concurrent call needs for itself. */
  readonly scratch: number;
  readonly scratchSize: number;
  readonly indices: Int32Array;
  readonly distances: Float64Array;
  readonly tieCounts: Int32Array;
}

export interface SearchRows {
  readonly base: EncodedRows;
  /** Null where the queries are the base. */
  readonly queries: EncodedRows | null;
  readonly k: number;
  readonly excludeSelf: boolean;
  /** Where base and queries are ranges of the same rows: the queries' first row less the base's. */
  readonly selfOffset: number;
  /** How many calls of the kernel get a scratch. */
  readonly calls: number;
}

/** Bounds per tile and value for stage 0 are kept up to this size; columns beyond it are left to stage 1. */
const BOUNDS_LIMIT = 1 << 26;
const MISSING = 255;
/** Codes in which fewer pairs of rows differ come after the numbers, where most rows are out already. */
const LEAST_DIFFERING = 0.2;
/** Units from the origin beyond which values are no longer told apart: a multiple of the window. */
const FARTHEST_FOLD = 16_384 * 254;

/** Lays rows out in shared memory, in an order in which neighbours stand together, with the filter's bytes. */
export function fillSearchMemory(
  rows: SearchRows,
  kernel: NearestRowsKernel,
  pool: WorkerPool,
  first: 'codes' | 'numbers' = 'codes',
): SearchMemory {
  const { base, queries, k } = rows;
  const order = orderRows(base, queries, first);
  const { columns, frontCount } = filterColumns(rows, order);
  const queryCount = queries ? queries.rowCount : base.rowCount;
  const layout = planLayout(rows, columns, queryCount);
  const memory = takeMemory(pool, layout.size);
  const buffer = memory.buffer;
  const search: SearchMemory = {
    memory,
    queryCount,
    header: layout.header,
    scratch: layout.scratch,
    scratchSize: layout.scratchSize,
    indices: new Int32Array(buffer, layout.indices, queryCount * k).fill(-1),
    distances: new Float64Array(buffer, layout.distances, queryCount * k).fill(Number.POSITIVE_INFINITY),
    tieCounts: new Int32Array(buffer, layout.tieCounts, queryCount),
  };

  writeHeader(rows, columns, layout, buffer);
  new Uint32Array(buffer, layout.header + 96, 2).set([frontCount, layout.tileBounds]);
  writeRecords(base, order.base, layout, layout.baseRecords, buffer);
  new Int32Array(buffer, layout.baseRows, base.rowCount).set(order.base);
  if (queries) {
    writeRecords(queries, order.queries, layout, layout.queryRecords, buffer);
    new Int32Array(buffer, layout.queryRows, queryCount).set(order.queries);
  }
  new Int32Array(buffer, layout.queryHomes, queryCount).set(order.homes);

  const { scale, wide } = chooseScale(rows, sampleDistances(search, kernel, k));
  // Where all categories together are less than half a far k-th distance, numbers say which rows are near.
  const codesMatter = scale * base.codes.length >= 100;
  if (!codesMatter && first === 'codes' && base.numeric.length > 0 && base.codes.length > 0) {
    giveBack(pool, memory);
    return fillSearchMemory(rows, kernel, pool, 'numbers');
  }
  const header = new DataView(buffer, layout.header);
  header.setUint8(76, Math.floor(scale));
  header.setFloat64(80, scale, true);
  header.setUint32(88, wide ? 1 : 0, true);
  writeFilter(rows, order, columns, layout, scale, buffer);
  return search;
}

/**
 * A column as the filter sees it, in the filter's order: codes that often differ, numbers without missing values, other
 * numbers, other codes.
 */
interface FilterColumn {
  readonly kind: 'codes' | 'plain' | 'gaps';
  /** Its place among the codes or among the numeric columns. */
  readonly source: number;
  /** Rows of bounds for stage 0: one per byte of a category, or least, most, cap and missing of a tile. */
  readonly boundRows: number;
}

function filterColumns(
  rows: SearchRows,
  order: RowOrder,
): { readonly columns: readonly FilterColumn[]; readonly frontCount: number } {
  const { base, queries } = rows;
  const stride = boundStride(base.rowCount);
  let bounds = 0;
  const codes = order.codeOrder.map((source) => {
    const size = Math.min(order.categoryCounts[source]!, 256);
    const kept = bounds + size * stride <= BOUNDS_LIMIT;
    if (kept) bounds += size * stride;
    const differing = differingShare(order.ranks[source]!, order.categoryCounts[source]!, base.rowCount);
    return { kind: 'codes' as const, source, boundRows: kept ? size : 0, differing };
  });
  // Bounds grow fastest, and searches end soonest, if the columns that differ most often come first.
  codes.sort((a, b) => b.differing - a.differing);
  const frontCount = codes.filter(({ differing }) => differing >= LEAST_DIFFERING).length;
  const plain: FilterColumn[] = [];
  const gaps: FilterColumn[] = [];
  base.numeric.forEach((column, source) => {
    const both = queries ? [column, queries.numeric[source]!] : [column];
    if (both.some((values) => values.some(Number.isNaN))) gaps.push({ kind: 'gaps', source, boundRows: 4 });
    else plain.push({ kind: 'plain', source, boundRows: 2 });
  });
  const numbers = [...plain, ...gaps];
  return { frontCount, columns: [...codes.slice(0, frontCount), ...numbers, ...codes.slice(frontCount)] };
}

/** How often two of the first `rowCount` rows differ. */
function differingShare(ranks: Int32Array, categoryCount: number, rowCount: number): number {
  const counts = new Int32Array(categoryCount);
  for (let row = 0; row < rowCount; row++) counts[ranks[row]!]!++;
  return counts.reduce((share, count) => share - (count / rowCount) ** 2, 1);
}

type Layout = ReturnType<typeof planLayout>;

function planLayout(rows: SearchRows, columns: readonly FilterColumn[], queryCount: number) {
  const { base, queries, k, calls } = rows;
  const width = columns.length;
  const codeBytes = 16 * Math.ceil(base.codes.length / 4);
  const recordStride = 16 * Math.ceil((codeBytes + 8 * base.numeric.length) / 16);
  const stride = boundStride(base.rowCount);
  const tileBounds = 16 * Math.ceil((36 * width + 4) / 16);
  const scratchSize = tileBounds + stride;
  // The first bytes stay unused, so that no address is 0.
  let size = 64;
  const take = (bytes: number) => {
    const at = size;
    size += 64 * Math.ceil(bytes / 64);
    return at;
  };
  const header = take(128);
  const columnBounds = take(4 * width);
  const scratch = take(scratchSize * calls);
  const baseRows = take(4 * base.rowCount);
  const baseTiles = take(16 * width * Math.ceil(base.rowCount / 16));
  const baseRecords = take(recordStride * base.rowCount);
  const bounds = columns.map((column) => (column.boundRows > 0 ? take(stride * column.boundRows) : 0));
  const queryHomes = take(4 * queryCount);
  const layout = { header, columnBounds, scratch, scratchSize, baseRows, baseTiles, baseRecords, bounds };
  return {
    ...layout,
    tileBounds,
    recordStride,
    codeBytes,
    stride,
    queryHomes,
    queryRows: queries ? take(4 * queryCount) : baseRows,
    queryTiles: queries ? take(16 * width * Math.ceil(queryCount / 16)) : baseTiles,
    queryRecords: queries ? take(recordStride * queryCount) : baseRecords,
    indices: take(4 * k * queryCount),
    distances: take(8 * k * queryCount),
    tieCounts: take(4 * queryCount),
    size,
  };
}

/** Bytes of one row of bounds: a byte per tile, 16 tiles at once. */
function boundStride(baseCount: number): number {
  return 16 * Math.ceil(baseCount / 256);
}

function writeHeader(
  rows: SearchRows,
  columns: readonly FilterColumn[],
  layout: Layout,
  buffer: SharedArrayBuffer,
): void {
  const fields = [
    rows.base.numeric.length,
    rows.base.codes.length,
    columns.filter((column) => column.kind === 'plain').length,
    rows.base.rowCount,
    layout.stride,
    layout.recordStride,
    layout.baseRecords,
    layout.baseRows,
    layout.baseTiles,
    layout.queryRecords,
    layout.queryRows,
    layout.queryTiles,
    layout.queryHomes,
    layout.columnBounds,
    rows.k,
    rows.excludeSelf ? 1 : 0,
    layout.indices,
    layout.distances,
    layout.tieCounts,
  ];
  new Uint32Array(buffer, layout.header, fields.length).set(fields);
  new DataView(buffer, layout.header).setInt32(92, rows.selfOffset, true);
  new Uint32Array(buffer, layout.columnBounds, columns.length).set(layout.bounds);
}

/** Row-major and exact: the codes, in fours, then the numbers. */
function writeRecords(
  rows: EncodedRows,
  order: Int32Array,
  layout: Layout,
  address: number,
  buffer: SharedArrayBuffer,
): void {
  const { recordStride, codeBytes } = layout;
  const integers = new Int32Array(buffer, address, (order.length * recordStride) / 4);
  rows.codes.forEach((column, c) => {
    for (let p = 0, at = c; p < order.length; p++, at += recordStride / 4) integers[at] = column[order[p]!]!;
  });
  const numbers = new Float64Array(buffer, address, (order.length * recordStride) / 8);
  rows.numeric.forEach((column, c) => {
    for (let p = 0, at = codeBytes / 8 + c; p < order.length; p++, at += recordStride / 8) {
      numbers[at] = column[order[p]!]!;
    }
  });
}

/** The k-th distances of some queries, ascending. */
function sampleDistances(search: SearchMemory, kernel: NearestRowsKernel, k: number): number[] {
  const call = kernel.open(search.memory);
  const queryRowsAddress = new Uint32Array(search.memory.buffer, search.header + 40, 1)[0]!;
  const queryRows = new Int32Array(search.memory.buffer, queryRowsAddress, search.queryCount);
  const step = Math.max(1, Math.floor(search.queryCount / 64));
  const distances: number[] = [];
  for (let at = 0; at < search.queryCount; at += step) {
    // Without scale and bytes the filter lets every row through.
    call.search(search.header, search.scratch, at, at + 1);
    const distance = search.distances[queryRows[at]! * k + k - 1]!;
    if (distance < Number.POSITIVE_INFINITY) distances.push(distance);
  }
  return distances.sort((a, b) => a - b);
}

function writeFilter(
  rows: SearchRows,
  order: RowOrder,
  columns: readonly FilterColumn[],
  layout: Layout,
  scale: number,
  buffer: SharedArrayBuffer,
): void {
  const { base, queries } = rows;
  const weight = Math.floor(scale);
  const tileCount = Math.ceil(base.rowCount / 16);
  const baseTiles = new Uint8Array(buffer, layout.baseTiles, 16 * columns.length * tileCount);
  const queryTiles = new Uint8Array(
    buffer,
    layout.queryTiles,
    queries ? 16 * columns.length * Math.ceil(queries.rowCount / 16) : 0,
  );
  columns.forEach((column, c) => {
    const ofBase = new Uint8Array(base.rowCount);
    const ofQueries = new Uint8Array(queries?.rowCount ?? 0);
    if (column.kind === 'codes') {
      const ranks = order.ranks[column.source]!;
      for (let row = 0; row < ofBase.length; row++) ofBase[row] = ranks[row]! & 255;
      for (let row = 0; row < ofQueries.length; row++) ofQueries[row] = ranks[base.rowCount + row]! & 255;
    } else {
      const numbers = base.numeric[column.source]!;
      const origin = windowOrigin(numbers, scale);
      quantize(numbers, origin, scale, ofBase);
      if (queries) quantize(queries.numeric[column.source]!, origin, scale, ofQueries);
    }
    writeTiles(ofBase, order.base, baseTiles, columns.length, c);
    if (queries) writeTiles(ofQueries, order.queries, queryTiles, columns.length, c);
    if (column.boundRows === 0) return;
    const bounds = new Uint8Array(buffer, layout.bounds[c]!, layout.stride * column.boundRows);
    if (column.kind === 'codes') boundCategories(ofBase, order.base, bounds, layout.stride, weight);
    else boundNumbers(ofBase, order.base, bounds, layout.stride, weight, column.kind === 'gaps');
  });
}

/** Where byte 0 begins: at the least value if the bytes reach the largest, else so that they centre on the median. */
function windowOrigin(values: Float64Array, scale: number): number {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (!((most - least) * scale > HIGHEST_BYTE)) return Number.isFinite(least) ? least : 0;
  const step = Math.max(1, Math.floor(values.length / 4096));
  const sample = values.filter((value, i) => i % step === 0 && !Number.isNaN(value)).sort();
  const origin = (sample[sample.length >> 1] ?? 0) - HIGHEST_BYTE / 2 / scale;
  return Number.isFinite(origin) ? Math.max(least, origin) : 0;
}

/**
 * Bytes that are never further apart than their values, in units and but for one. Beyond the window the scale folds
 * back: far values get near bytes now and then, but do not all share the last one.
 */
function quantize(values: Float64Array, origin: number, scale: number, bytes: Uint8Array): void {
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (Number.isNaN(value)) {
      bytes[row] = MISSING;
      continue;
    }
    const unit = Math.abs((value - origin) * scale);
    if (unit <= HIGHEST_BYTE) bytes[row] = unit;
    else {
      // Up to the farthest fold, rounding is far below the margin of the filter's limit.
      const folded = Math.min(unit, FARTHEST_FOLD) % (2 * HIGHEST_BYTE);
      bytes[row] = folded > HIGHEST_BYTE ? 2 * HIGHEST_BYTE - folded : folded;
    }
  }
}

function writeTiles(
  bytes: Uint8Array,
  order: Int32Array,
  tiles: Uint8Array,
  width: number,
  column: number,
): void {
  for (let p = 0; p < order.length; p++) {
    tiles[((p >> 4) * width + column) * 16 + (p & 15)] = bytes[order[p]!]!;
  }
}

/** Row v of the bounds: 0 for tiles where byte v occurs, the weight of a difference elsewhere. */
function boundCategories(
  bytes: Uint8Array,
  order: Int32Array,
  bounds: Uint8Array,
  stride: number,
  weight: number,
): void {
  bounds.fill(weight);
  for (let p = 0; p < order.length; p++) bounds[bytes[order[p]!]! * stride + (p >> 4)] = 0;
}

/** Least and most of a tile; with missing values, also a cap on the bound, and the bound for a missing query. */
function boundNumbers(
  bytes: Uint8Array,
  order: Int32Array,
  bounds: Uint8Array,
  stride: number,
  weight: number,
  gaps: boolean,
): void {
  const least = bounds.subarray(0, stride).fill(255);
  const most = bounds.subarray(stride, 2 * stride);
  const cap = bounds.subarray(2 * stride, 3 * stride);
  const missing = bounds.subarray(3 * stride, 4 * stride);
  if (gaps) {
    cap.fill(255);
    missing.fill(weight);
  }
  for (let p = 0; p < order.length; p++) {
    const tile = p >> 4;
    const byte = bytes[order[p]!]!;
    if (gaps && byte === MISSING) {
      cap[tile] = weight;
      missing[tile] = 0;
      continue;
    }
    if (byte < least[tile]!) least[tile] = byte;
    if (byte > most[tile]!) most[tile] = byte;
  }
}
