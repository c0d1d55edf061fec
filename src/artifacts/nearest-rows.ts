import { reorderRows } from '../attacks/random-order.ts';
import {
  type EncodedRows,
  findNearestRows,
  type NearestRows,
  type NearestRowsOptions,
} from '../kernels/nearest-rows.ts';
import { defineCandidateArtifact, defineRunArtifact } from './artifact.ts';
import { encodedRows } from './encoded-rows.ts';
import { settleTies } from './settle-ties.ts';

/** Nearest real rows of every synthetic row. Nothing is sampled: queries and base rows are whole. */
export interface SyntheticNeighbours {
  readonly columns: readonly string[];
  readonly train: NearestRows;
  readonly holdout: NearestRows | null;
}

/** S→T and S→H, two neighbours each: distance to the closest record, and its ratio to the second closest. */
export const nearestToSynthetic = defineCandidateArtifact({
  id: 'nearest-rows-of-synthetic',
  requires: { encodedRows },
  async make({ encodedRows }, { pool }): Promise<SyntheticNeighbours> {
    const { columns, train, holdout, synthetic } = encodedRows;
    return {
      columns,
      train: await search({ queries: synthetic, base: train, k: 2, pool }),
      holdout: holdout && (await search({ queries: synthetic, base: holdout, k: 2, pool })),
    };
  },
});

/** Neighbours that attacks look at: twenty, as the data plagiarism index does. */
export const attackNeighbours = 20;

/** P→S: the nearest synthetic rows of every real row, train's rows first. */
export const nearestSyntheticOfReal = defineCandidateArtifact({
  id: 'nearest-synthetic-of-real',
  requires: { encodedRows },
  make: ({ encodedRows: { real, synthetic } }, { pool }): Promise<NearestRows> =>
    search({ queries: real, base: synthetic, k: attackNeighbours, pool }),
});

/**
 * S→P: the nearest real rows of every synthetic row, of train and holdout together, train's rows first. Of rows tied at
 * the last place some are not listed: chance says which. In the order of rows they would be the holdout's.
 */
export const nearestRealOfSynthetic = defineCandidateArtifact({
  id: 'nearest-real-of-synthetic',
  requires: { encodedRows },
  async make({ encodedRows: { real, synthetic } }, { pool, random }): Promise<NearestRows> {
    const order = Int32Array.from({ length: real.rowCount }, (_, row) => row);
    random.shuffle(order);
    const base = reorderRows(real, order);
    const found = await search({ queries: synthetic, base, k: attackNeighbours, pool });
    return {
      ...found,
      indices: found.indices.map((place) => (place < 0 ? place : (order[place] as number))),
    };
  },
});

/** Searches that belong to the run, by the columns that a candidate shares with train: made once for all candidates. */
export const realSearches = defineRunArtifact({
  id: 'real-searches',
  requires: {},
  make: () => new Map<string, Promise<NearestRows>>(),
});

/** P→P∖x: the nearest other real rows of every real row, train's rows first. */
export const nearestRealOfReal = defineCandidateArtifact({
  id: 'nearest-real-of-real',
  requires: { encodedRows, realSearches },
  make({ encodedRows: { real, columns }, realSearches }, { pool }): Promise<NearestRows> {
    const key = JSON.stringify(columns);
    const found =
      realSearches.get(key) ??
      search({ queries: real, base: real, k: attackNeighbours, excludeSelf: true, pool });
    realSearches.set(key, found);
    return found;
  },
});

/** The nearest other row of every row, in train and in the candidate, at one row count. */
export interface NearestOthers {
  /** Rows of each that are searched: the smaller number of both, at most what `othersSearched` says; of more a random subset. */
  readonly rowCount: number;
  readonly train: NearestRows;
  readonly synthetic: NearestRows;
  /** Which rows these are; null where they are all. */
  readonly trainRows: Int32Array | null;
  readonly syntheticRows: Int32Array | null;
}

export const othersPlan = { mostRows: 25_000, comparisons: 4e10 } as const;

/**
 * Of so many rows of each, at most, the nearest others are searched. The time grows with the square of the rows and with the
 * columns, the precision of a share with the rows' root: from 65 columns on, rows² × columns is bounded.
 */
export function othersSearched(columns: number): number {
  const affordable = Math.floor(Math.sqrt(othersPlan.comparisons / Math.max(1, columns)));
  return Math.min(othersPlan.mostRows, affordable);
}

/** S→S∖x and T→T∖x, one neighbour each. Distances to neighbours shrink with the row count, so both have the same. */
export const nearestOthers = defineCandidateArtifact({
  id: 'nearest-others',
  requires: { encodedRows, realSearches },
  async make(
    { encodedRows: { columns, train, synthetic }, realSearches },
    { pool, random },
  ): Promise<NearestOthers> {
    const rowCount = Math.min(train.rowCount, synthetic.rowCount, othersSearched(columns.length));
    const some = (rows: EncodedRows, name: string) =>
      rows.rowCount === rowCount ? null : random.stream(name).sample(rowCount, rows.rowCount);
    const trainRows = some(train, 'train');
    const syntheticRows = some(synthetic, 'synthetic');
    const own = (rows: EncodedRows, chosen: Int32Array | null) => {
      const searched = chosen ? reorderRows(rows, chosen) : rows;
      return search({ queries: searched, base: searched, k: 1, excludeSelf: true, pool });
    };
    // A subset belongs to this candidate; all of train belong to the run.
    const key = JSON.stringify(['nearest other in train', ...columns]);
    const ofTrain = trainRows ? own(train, trainRows) : (realSearches.get(key) ?? own(train, null));
    if (!trainRows) realSearches.set(key, ofTrain);
    return {
      rowCount,
      train: await ofTrain,
      synthetic: await own(synthetic, syntheticRows),
      trainRows,
      syntheticRows,
    };
  },
});

/** The kernel's answer with ties made whole. */
export async function search(options: NearestRowsOptions): Promise<NearestRows> {
  return settleTies(await findNearestRows(options));
}
