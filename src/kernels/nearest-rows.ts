import { checkComparable, type EncodedRows, rowRange, shareRows } from './encoded-rows.ts';
import { giveBack } from './memory-shelf.ts';
import { type NearestRowsKernel, nearestRowsKernel } from './nearest-rows-kernel.ts';
import { fillSearchMemory, type SearchMemory } from './nearest-rows-memory.ts';
import { mergeNearest, noNeighbours } from './nearest-rows-merge.ts';
import {
  type ReferenceAnswer,
  type ReferenceSearch,
  run as searchPlainly,
} from './nearest-rows-reference.ts';
import type { SearchPart } from './nearest-rows-search.ts';
import type { WorkerPool } from './worker-pool.ts';

export type { EncodedRows } from './encoded-rows.ts';

/** The k nearest rows of each query. Without any base row left, indices are −1 and distances Infinity. */
export interface NearestRows {
  readonly k: number;
  /** queries × k, ascending by (distance, row). */
  readonly indices: Int32Array;
  /** queries × k. */
  readonly distances: Float64Array;
  /** Per query, how many base rows lie at exactly the nearest distance; 0 without base rows. */
  readonly tieCounts: Int32Array;
}

export interface NearestRowsOptions {
  readonly queries: EncodedRows;
  readonly base: EncodedRows;
  /** At least 1; may exceed the number of base rows. */
  readonly k: number;
  /** Queries and base are the same rows, and row i is not its own neighbour. */
  readonly excludeSelf?: boolean;
  readonly pool: WorkerPool;
  /** How many rows of base and of queries are in memory at once; by default what fits in 1 GiB. */
  readonly rowsAtOnce?: number;
}

type Search = Omit<Required<NearestRowsOptions>, 'rowsAtOnce'>;

const MEMORY_LIMIT = 2 ** 30;

/**
 * The k nearest rows of `base` for every row of `queries`, exactly; the distance is defined at `EncodedRows` and
 * computed in float64 in a fixed order, so equal rows are exactly 0 apart and answers do not depend on the machine
 * or the number of threads. Throws a RangeError if the columns do not match or k is no positive integer.
 */
export async function findNearestRows(options: NearestRowsOptions): Promise<NearestRows> {
  const { queries, base, k, excludeSelf = false, pool } = options;
  checkSearch(options);
  const search = { queries, base, k, excludeSelf, pool };
  const kernel = nearestRowsKernel();
  if (!kernel) return searchByReference(search);
  return searchByKernel(search, kernel, options.rowsAtOnce ?? rowsAtOnce(search));
}

/**
 * The same answers, found in this thread before the call returns: for few rows, where handing out work costs more than
 * doing it. Not in shards, so memory grows with the rows.
 */
export function findNearestRowsHere(options: Omit<NearestRowsOptions, 'rowsAtOnce'>): NearestRows {
  const { queries, base, k, excludeSelf = false, pool } = options;
  checkSearch(options);
  const kernel = nearestRowsKernel();
  const all = { from: 0, to: queries.rowCount };
  if (!kernel) return { k, ...searchPlainly({ queries, base, k, excludeSelf, ...all }) };
  const rows = { base, queries: queries === base ? null : queries, k, excludeSelf, selfOffset: 0, calls: 1 };
  const memory = fillSearchMemory(rows, kernel, pool);
  kernel.open(memory.memory).search(memory.header, memory.scratch, all.from, all.to);
  return answersOf(memory, k, pool);
}

function checkSearch({ queries, base, k, excludeSelf = false }: NearestRowsOptions): void {
  checkComparable(queries, base);
  if (!Number.isInteger(k) || k < 1) throw new RangeError(`k must be a positive integer, got ${k}`);
  if (excludeSelf && queries.rowCount !== base.rowCount) {
    throw new RangeError('excludeSelf needs the same rows as queries and base');
  }
}

/** In one go, or shard by shard where the memory of all would be too much. */
async function searchByKernel(
  search: Search,
  kernel: NearestRowsKernel,
  atOnce: number,
): Promise<NearestRows> {
  const { queries, base, k } = search;
  if (base.rowCount <= atOnce && queries.rowCount <= atOnce) return searchShard(search, 0, kernel);
  const nearest = noNeighbours(queries.rowCount, k);
  for (let query = 0; query < queries.rowCount; query += atOnce) {
    const some = rowRange(queries, query, query + atOnce);
    let merged = noNeighbours(some.rowCount, k);
    for (let row = 0; row < base.rowCount; row += atOnce) {
      const shard = { ...search, queries: some, base: rowRange(base, row, row + atOnce) };
      merged = mergeNearest(merged, await searchShard(shard, query - row, kernel), row);
    }
    nearest.indices.set(merged.indices, query * k);
    nearest.distances.set(merged.distances, query * k);
    nearest.tieCounts.set(merged.tieCounts, query);
  }
  return nearest;
}

/** `selfOffset`: the queries' first row less the base's, where both are ranges of the same rows. */
async function searchShard(
  search: Search,
  selfOffset: number,
  kernel: NearestRowsKernel,
): Promise<NearestRows> {
  const { queries, base, k, excludeSelf, pool } = search;
  // Small parts even out the load; a part is a range of the sorted queries, so it stays in one region.
  const calls = 8 * pool.threads;
  const rows = { base, queries: queries === base ? null : queries, k, excludeSelf, selfOffset, calls };
  const memory = fillSearchMemory(rows, kernel, pool);
  const size = Math.max(64, Math.ceil(queries.rowCount / calls));
  const parts: SearchPart[] = [];
  for (let from = 0; from < queries.rowCount; from += size) {
    parts.push({
      module: kernel.module,
      memory: memory.memory,
      header: memory.header,
      scratch: memory.scratch + parts.length * memory.scratchSize,
      from,
      to: Math.min(from + size, queries.rowCount),
    });
  }
  await pool.map<SearchPart, void>(new URL('./nearest-rows-search.ts', import.meta.url), parts);
  return answersOf(memory, k, pool);
}

/** Copies: the search's memory is used again. */
function answersOf(memory: SearchMemory, k: number, pool: WorkerPool): NearestRows {
  const nearest = {
    k,
    indices: new Int32Array(memory.indices),
    distances: new Float64Array(memory.distances),
    tieCounts: new Int32Array(memory.tieCounts),
  };
  giveBack(pool, memory.memory);
  return nearest;
}

/** How many rows, of the base and of the queries each, fit the memory of one search. */
function rowsAtOnce({ base, k }: Search): number {
  const columns = base.numeric.length + base.codes.length;
  // Exact values, filter bytes and bounds of both; answers and row numbers.
  const perRow = 2 * (8 * base.numeric.length + 4 * base.codes.length + 16 + columns) + 12 * k + 32;
  return Math.max(1024, Math.floor(MEMORY_LIMIT / perRow));
}

async function searchByReference(search: Search): Promise<NearestRows> {
  const { k, excludeSelf, pool } = search;
  const base = shareRows(search.base);
  const queries = search.queries === search.base ? base : shareRows(search.queries);
  const size = Math.max(64, Math.ceil(queries.rowCount / (4 * pool.threads)));
  const searches: ReferenceSearch[] = [];
  for (let from = 0; from < queries.rowCount; from += size) {
    const to = Math.min(from + size, queries.rowCount);
    searches.push({ queries, base, k, excludeSelf, from, to });
  }
  const task = new URL('./nearest-rows-reference.ts', import.meta.url);
  const answers = await pool.map<ReferenceSearch, ReferenceAnswer>(task, searches);
  const nearest = noNeighbours(queries.rowCount, k);
  answers.forEach((answer, i) => {
    const from = searches[i]!.from;
    nearest.indices.set(answer.indices, from * k);
    nearest.distances.set(answer.distances, from * k);
    nearest.tieCounts.set(answer.tieCounts, from);
  });
  return nearest;
}
