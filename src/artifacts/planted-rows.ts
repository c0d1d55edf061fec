import { type EncodedRows, findNearestRows } from '../kernels/nearest-rows.ts';
import type { WorkerPool } from '../kernels/worker-pool.ts';
import { standardDeviation } from '../statistics/descriptive.ts';
import type { Random } from '../statistics/random.ts';
import { defineCandidateArtifact, defineRunArtifact, runData } from './artifact.ts';
import { encodedRows } from './encoded-rows.ts';

/** Shares of train that are planted, ascending; each plant holds the smaller ones. */
export const plantedShares = [0.005, 0.01, 0.02, 0.05, 0.1] as const;

export type PlantKind = 'exact' | 'noisy';
export const plantKinds: readonly PlantKind[] = ['exact', 'noisy'];

/** One draw of training rows, planted: how far every real row is from the planted ones. */
export interface Plant {
  readonly kind: PlantKind;
  /** Per share, in the order of `plantedShares`: distance of every real row to the nearest planted one. */
  readonly nearest: readonly Float64Array[];
}

/** Replicates by preset. */
const replicatesOf = { quick: 5, standard: 10, full: 20 } as const;

/** What all distances to planted rows may take together; very large tables get fewer replicates, never fewer than five. */
const memoryLimit = 192 * 2 ** 20;

/** Searches that belong to the run, by the columns that a candidate shares with train: made once for all candidates. */
const plantSearches = defineRunArtifact({
  id: 'plant-searches',
  requires: { runData },
  make: ({ runData }, { random }) => ({
    random,
    preset: runData.options.preset,
    plants: new Map<string, Promise<readonly Plant[]>>(),
  }),
});

/** All plants of all replicates. They depend on the real rows alone; the candidate only chooses the columns. */
export const plantedRows = defineCandidateArtifact({
  id: 'planted-rows',
  requires: { encodedRows, plantSearches },
  make({ encodedRows: { real, train, columns }, plantSearches }, { pool }): Promise<readonly Plant[]> {
    const key = JSON.stringify(columns);
    const known = plantSearches.plants.get(key);
    if (known) return known;
    const replicates = replicatesFor(replicatesOf[plantSearches.preset], real.rowCount);
    const plants = plantAll(real, train, replicates, plantSearches.random, pool);
    plantSearches.plants.set(key, plants);
    return plants;
  },
});

function replicatesFor(wanted: number, realRows: number): number {
  const perReplicate = 8 * realRows * plantedShares.length * plantKinds.length;
  return Math.min(wanted, Math.max(5, Math.floor(memoryLimit / perReplicate)));
}

async function plantAll(
  real: EncodedRows,
  train: EncodedRows,
  replicates: number,
  random: Random,
  pool: WorkerPool,
): Promise<readonly Plant[]> {
  const plants: Plant[] = [];
  for (let replicate = 0; replicate < replicates; replicate++) {
    for (const kind of plantKinds) {
      const stream = random.stream(`${kind} ${replicate}`);
      plants.push({ kind, nearest: await nearestPlanted(real, train, kind, stream, pool) });
    }
  }
  return plants;
}

async function nearestPlanted(
  real: EncodedRows,
  train: EncodedRows,
  kind: PlantKind,
  random: Random,
  pool: WorkerPool,
): Promise<Float64Array[]> {
  const largest = plantedShares[plantedShares.length - 1] as number;
  const chosen = random.sample(Math.round(largest * train.rowCount), train.rowCount);
  random.shuffle(chosen);
  const nearest: Float64Array[] = [];
  let planted = 0;
  let distances = new Float64Array(real.rowCount).fill(Number.POSITIVE_INFINITY);
  for (const share of plantedShares) {
    const upTo = Math.round(share * train.rowCount);
    if (upTo > planted) {
      const copies = copyRows(train, chosen.subarray(planted, upTo));
      if (kind === 'noisy') disturb(copies, real, random);
      const added = await findNearestRows({ queries: real, base: copies, k: 1, pool });
      distances = distances.map((distance, row) => Math.min(distance, added.distances[row] as number));
      planted = upTo;
    }
    nearest.push(distances);
  }
  return nearest;
}

function copyRows(rows: EncodedRows, chosen: Int32Array): EncodedRows {
  return {
    rowCount: chosen.length,
    numeric: rows.numeric.map((column) => Float64Array.from(chosen, (row) => column[row] as number)),
    codes: rows.codes.map((column) => Int32Array.from(chosen, (row) => column[row] as number)),
  };
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
