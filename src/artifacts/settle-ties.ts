import type { NearestRows } from '../kernels/nearest-rows.ts';

/**
 * Makes distances that are equal as sums of mid-rank shares equal as numbers: sums in floating point differ in the
 * last digits, and a tie that is split by rounding would no longer count in proportion. Distances move by at most 2⁻⁴¹;
 * sums of real differences lie much further apart.
 */
export function settleTies(nearest: NearestRows): NearestRows {
  const { k, indices } = nearest;
  const distances = nearest.distances.map((distance) => Math.round(distance * grid) / grid);
  const tieCounts = nearest.tieCounts.map((ties, query) => {
    // Rows that rounding has joined to the nearest ones are seen as far as they are listed.
    let listed = 0;
    while (listed < k && distances[query * k + listed] === distances[query * k]) listed++;
    return ties === 0 ? 0 : Math.max(ties, listed);
  });
  return { k, indices, distances, tieCounts };
}

const grid = 2 ** 40;
