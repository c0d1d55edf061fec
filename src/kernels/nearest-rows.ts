import { checkComparable, type EncodedRows, shareRows } from './encoded-rows.ts';
import { type NearestRowsKernel, nearestRowsKernel } from './nearest-rows-kernel.ts';
import { fillSearchMemory } from './nearest-rows-memory.ts';
import type { ReferenceAnswer, ReferenceSearch } from './nearest-rows-reference.ts';
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
}

/**
 * The k nearest rows of `base` for every row of `queries`, exactly; the distance is defined at `EncodedRows` and
 * computed in float64 in a fixed order, so equal rows are exactly 0 apart and answers do not depend on the machine
 * or the number of threads. Throws a RangeError if the columns do not match or k is no positive integer.
 */
export async function findNearestRows(options: NearestRowsOptions): Promise<NearestRows> {
  const { queries, base, k, excludeSelf = false, pool } = options;
  checkComparable(queries, base);
  if (!Number.isInteger(k) || k < 1) throw new RangeError(`k must be a positive integer, got ${k}`);
  if (excludeSelf && queries.rowCount !== base.rowCount) {
    throw new RangeError('excludeSelf needs the same rows as queries and base');
  }
  const search = { queries, base, k, excludeSelf, pool };
  const kernel = nearestRowsKernel();
  return kernel ? searchByKernel(search, kernel) : searchByReference(search);
}

async function searchByKernel(
  search: Required<NearestRowsOptions>,
  kernel: NearestRowsKernel,
): Promise<NearestRows> {
  const { queries, base, k, excludeSelf, pool } = search;
  // Small parts even out the load; a part is a range of the sorted queries, so it stays in one region.
  const calls = 8 * pool.threads;
  const own = queries === base;
  const memory = fillSearchMemory(
    { base, queries: own ? null : queries, k, excludeSelf, selfOffset: 0, calls },
    kernel,
  );
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
  // Copies: the search's memory can go.
  return {
    k,
    indices: new Int32Array(memory.indices),
    distances: new Float64Array(memory.distances),
    tieCounts: new Int32Array(memory.tieCounts),
  };
}

async function searchByReference(options: Required<NearestRowsOptions>): Promise<NearestRows> {
  const { k, excludeSelf, pool } = options;
  const base = shareRows(options.base);
  const queries = options.queries === options.base ? base : shareRows(options.queries);
  const size = Math.max(64, Math.ceil(queries.rowCount / (4 * pool.threads)));
  const searches: ReferenceSearch[] = [];
  for (let from = 0; from < queries.rowCount; from += size) {
    const to = Math.min(from + size, queries.rowCount);
    searches.push({ queries, base, k, excludeSelf, from, to });
  }
  const task = new URL('./nearest-rows-reference.ts', import.meta.url);
  const answers = await pool.map<ReferenceSearch, ReferenceAnswer>(task, searches);
  const indices = new Int32Array(queries.rowCount * k);
  const distances = new Float64Array(queries.rowCount * k);
  const tieCounts = new Int32Array(queries.rowCount);
  answers.forEach((answer, i) => {
    const from = searches[i]!.from;
    indices.set(answer.indices, from * k);
    distances.set(answer.distances, from * k);
    tieCounts.set(answer.tieCounts, from);
  });
  return { k, indices, distances, tieCounts };
}
