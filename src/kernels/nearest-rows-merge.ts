import type { NearestRows } from './nearest-rows.ts';

/** What a search finds in no rows at all. */
export function noNeighbours(queryCount: number, k: number): NearestRows {
  return {
    k,
    indices: new Int32Array(queryCount * k).fill(-1),
    distances: new Float64Array(queryCount * k).fill(Number.POSITIVE_INFINITY),
    tieCounts: new Int32Array(queryCount),
  };
}

/**
 * The nearest rows of two shards of a base. Those of `later` stand behind those of `earlier`: its row 0 is the
 * whole base's row `offset`.
 */
export function mergeNearest(earlier: NearestRows, later: NearestRows, offset: number): NearestRows {
  const { k } = earlier;
  const merged = noNeighbours(earlier.tieCounts.length, k);
  for (let query = 0; query < merged.tieCounts.length; query++) {
    const start = query * k;
    for (let at = start, a = start, b = start; at < start + k; at++) {
      const fromEarlier = later.indices[b]! < 0 || earlier.distances[a]! <= later.distances[b]!;
      if (fromEarlier && earlier.indices[a]! >= 0) {
        merged.distances[at] = earlier.distances[a]!;
        merged.indices[at] = earlier.indices[a++]!;
      } else if (later.indices[b]! >= 0) {
        merged.distances[at] = later.distances[b]!;
        merged.indices[at] = later.indices[b++]! + offset;
      }
    }
    const difference = earlier.distances[start]! - later.distances[start]!;
    const tiesEarlier = difference > 0 ? 0 : earlier.tieCounts[query]!;
    const tiesLater = difference < 0 ? 0 : later.tieCounts[query]!;
    merged.tieCounts[query] = tiesEarlier + tiesLater;
  }
  return merged;
}
