import { reorderRows } from '../attacks/random-order.ts';
import type { EncodedRows, NearestRows } from '../kernels/nearest-rows.ts';
import type { WorkerPool } from '../kernels/worker-pool.ts';
import { defineCandidateArtifact } from './artifact.ts';
import { encodedRows } from './encoded-rows.ts';
import { nearestRealOfReal, realSearches, search } from './nearest-rows.ts';
import { unitsOfReal } from './units.ts';

/**
 * P→P outside x's unit: the nearest real rows of other people. A household whose members are alike would otherwise never
 * stand out, since each has the other beside it. Without `--unit` these are all other rows. Ties are counted as far as
 * rows are listed.
 */
export const nearestStrangers = defineCandidateArtifact({
  id: 'nearest-strangers',
  requires: { encodedRows, nearestRealOfReal, realSearches, unitsOfReal },
  make({ encodedRows: { real, columns }, nearestRealOfReal, realSearches, unitsOfReal }, { pool }) {
    if (!unitsOfReal) return nearestRealOfReal;
    const key = JSON.stringify(['strangers', ...columns]);
    const found = realSearches.get(key) ?? findStrangers(real, unitsOfReal, nearestRealOfReal, pool);
    realSearches.set(key, found);
    return found;
  },
});

/** Leaves out rows of the same unit; where too few are left, looks further until there are enough, or all were seen. */
async function findStrangers(
  real: EncodedRows,
  units: Int32Array,
  nearest: NearestRows,
  pool: WorkerPool,
): Promise<NearestRows> {
  const { k } = nearest;
  const strangers = {
    k,
    indices: new Int32Array(real.rowCount * k).fill(-1),
    distances: new Float64Array(real.rowCount * k).fill(Number.POSITIVE_INFINITY),
    tieCounts: new Int32Array(real.rowCount),
  };
  let open = Int32Array.from({ length: real.rowCount }, (_, row) => row);
  let listed = nearest;
  while (true) {
    open = open.filter((row, query) => !takeStrangers(listed, query, row, units, strangers));
    if (open.length === 0) return strangers;
    // A unit is rarely larger than a few; who needs more is looked for among ever more rows.
    const further = Math.min(real.rowCount, listed === nearest ? k + mostHousemates : 4 * listed.k);
    const queries = reorderRows(real, open);
    listed = await search({ queries, base: real, k: further, pool });
  }
}

/** The row itself among them. */
const mostHousemates = 8;

/** Lists the strangers among a row's neighbours; false where more have to be looked at. */
function takeStrangers(
  listed: NearestRows,
  query: number,
  row: number,
  units: Int32Array,
  into: { k: number; indices: Int32Array; distances: Float64Array; tieCounts: Int32Array },
): boolean {
  const first = row * into.k;
  let taken = 0;
  for (let rank = 0; rank < listed.k && taken < into.k; rank++) {
    const other = listed.indices[query * listed.k + rank] as number;
    // Every row was seen.
    if (other < 0) return countTies(into, row);
    if (units[other] === units[row]) continue;
    into.indices[first + taken] = other;
    into.distances[first + taken++] = listed.distances[query * listed.k + rank] as number;
  }
  return (taken === into.k || listed.k >= units.length) && countTies(into, row);
}

function countTies(
  into: { k: number; distances: Float64Array; tieCounts: Int32Array; indices: Int32Array },
  row: number,
): true {
  const first = row * into.k;
  let ties = 0;
  while (
    ties < into.k &&
    (into.indices[first + ties] as number) >= 0 &&
    into.distances[first + ties] === into.distances[first]
  )
    ties++;
  into.tieCounts[row] = ties;
  return true;
}
