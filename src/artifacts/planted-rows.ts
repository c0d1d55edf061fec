import { reorderRows } from '../attacks/random-order.ts';
import { type EncodedRows, findNearestRows, type NearestRows } from '../kernels/nearest-rows.ts';
import type { WorkerPool } from '../kernels/worker-pool.ts';
import { standardDeviation } from '../statistics/descriptive.ts';
import type { Random } from '../statistics/random.ts';
import { defineCandidateArtifact, defineRunArtifact, runData } from './artifact.ts';
import { type EncodedDatasets, encodedRows } from './encoded-rows.ts';
import { attackNeighbours, nearestRealOfReal } from './nearest-rows.ts';

/** Shares of train that are planted, ascending; each plant holds the smaller ones. */
export const plantedShares = [0.005, 0.01, 0.02, 0.05, 0.1] as const;

export type PlantKind = 'exact' | 'noisy';
export const plantKinds: readonly PlantKind[] = ['exact', 'noisy'];

/**
 * One draw of training rows, planted in random order, and who would notice: the people closest to each planted row.
 * Whoever is farther away has the planted row for a neighbour of low rank only, where no score is high; leaving these
 * out treats train and holdout alike.
 */
export interface Plant {
  readonly kind: PlantKind;
  /** Planted rows for each share, in the order of `plantedShares`: the first so many of the draw. */
  readonly counts: readonly number[];
  /** Planted rows × `perRow` numbers of real rows; −1 where there are no more. */
  readonly people: Int32Array;
  /** Their distances to the planted row. */
  readonly distances: Float64Array;
  readonly perRow: number;
}

/** Replicates by preset. */
const replicatesOf = { quick: 5, standard: 10, full: 20 } as const;

/** Searches that belong to the run, by the columns that a candidate shares with train: made once for all candidates. */
const plantSearches = defineRunArtifact({
  id: 'plant-searches',
  requires: { runData },
  make: ({ runData }, { random }) => ({
    random,
    replicates: replicatesOf[runData.options.preset],
    plants: new Map<string, Promise<readonly Plant[]>>(),
  }),
});

/** All plants of all replicates. They depend on the real rows alone; the candidate only chooses the columns. */
export const plantedRows = defineCandidateArtifact({
  id: 'planted-rows',
  requires: { encodedRows, nearestRealOfReal, plantSearches },
  make({ encodedRows, nearestRealOfReal, plantSearches }, { pool }): Promise<readonly Plant[]> {
    const key = JSON.stringify(encodedRows.columns);
    const known = plantSearches.plants.get(key);
    if (known) return known;
    const plants = plantAll(encodedRows, nearestRealOfReal, plantSearches, pool);
    plantSearches.plants.set(key, plants);
    return plants;
  },
});

/** For every real row, the distance to the nearest of the first `count` planted rows; infinite where none is near. */
export function distancesToPlanted(plant: Plant, count: number, realRows: number): Float64Array {
  const nearest = new Float64Array(realRows).fill(Number.POSITIVE_INFINITY);
  for (let place = 0; place < count * plant.perRow; place++) {
    const person = plant.people[place] as number;
    const distance = plant.distances[place] as number;
    if (person >= 0 && distance < (nearest[person] as number)) nearest[person] = distance;
  }
  return nearest;
}

async function plantAll(
  { real, train }: EncodedDatasets,
  others: NearestRows,
  { random, replicates }: { random: Random; replicates: number },
  pool: WorkerPool,
): Promise<readonly Plant[]> {
  const counts = plantedShares.map((share) => Math.round(share * train.rowCount));
  const each = counts[counts.length - 1] as number;
  const draw = (kind: PlantKind) =>
    Array.from({ length: replicates }, (_, replicate) => {
      const chosen = random.stream(`${kind} ${replicate}`).sample(each, train.rowCount);
      random.stream(`${kind} ${replicate} order`).shuffle(chosen);
      return chosen;
    });
  const exact = draw('exact').map(
    (chosen): Plant => ({ kind: 'exact', counts, ...asPlanted(chosen, others) }),
  );
  // One search for the noisy copies of all replicates.
  const copies = reorderRows(train, Int32Array.from(draw('noisy').flatMap((chosen) => [...chosen])));
  disturb(copies, real, random.stream('noise'));
  const near = await findNearestRows({ queries: copies, base: real, k: attackNeighbours, pool });
  const noisy = Array.from({ length: replicates }, (_, replicate): Plant => {
    const from = replicate * each * near.k;
    const to = from + each * near.k;
    return {
      kind: 'noisy',
      counts,
      people: near.indices.subarray(from, to),
      distances: near.distances.subarray(from, to),
      perRow: near.k,
    };
  });
  return [...exact, ...noisy];
}

/** An exact copy is at distance 0 of the person it copies, and as far from the others as that person is. */
function asPlanted(chosen: Int32Array, { k, indices, distances }: NearestRows) {
  const perRow = k + 1;
  const people = new Int32Array(chosen.length * perRow);
  const near = new Float64Array(chosen.length * perRow);
  for (const [place, row] of chosen.entries()) {
    people[place * perRow] = row;
    people.set(indices.subarray(row * k, (row + 1) * k), place * perRow + 1);
    near.set(distances.subarray(row * k, (row + 1) * k), place * perRow + 1);
  }
  return { people, distances: near, perRow };
}

/** Every number moves by 2 % of its column's standard deviation; one category in twenty is drawn anew. */
function disturb(copies: EncodedRows, real: EncodedRows, random: Random): void {
  for (const [column, values] of copies.numeric.entries()) {
    const known = (real.numeric[column] as Float64Array).filter((value) => !Number.isNaN(value));
    const noise = known.length > 1 ? 0.02 * standardDeviation(known) : 0;
    for (let row = 0; row < values.length; row++) {
      // A missing number stays missing.
      values[row] = Math.min(1, Math.max(0, (values[row] as number) + noise * random.normal()));
    }
  }
  for (const [column, codes] of copies.codes.entries()) {
    const all = real.codes[column] as Int32Array;
    for (let row = 0; row < codes.length; row++) {
      if (random.uniform() < 0.05) codes[row] = all[random.below(all.length)] as number;
    }
  }
}
