import { reorderRows } from '../attacks/random-order.ts';
import { rowRange } from '../kernels/encoded-rows.ts';
import { type EncodedRows, findNearestRows, type NearestRows } from '../kernels/nearest-rows.ts';
import type { Random } from '../statistics/random.ts';
import { type Context, defineCandidateArtifact } from './artifact.ts';
import { type EncodedDatasets, encodedRows } from './encoded-rows.ts';
import { nearestRealOfReal, nearestSyntheticOfReal, nearestToSynthetic } from './nearest-rows.ts';
import { settleTies } from './settle-ties.ts';

/** The nearest row of every query. */
export interface Nearest {
  readonly rows: Int32Array;
  readonly distances: Float64Array;
}

/** Nearest rows between a real dataset and the candidate, and within each; all have the same number of rows. */
export interface NearestBothWays {
  /** Rows of each: as many as the smaller has. */
  readonly rowCount: number;
  readonly realToSynthetic: Nearest;
  readonly syntheticToReal: Nearest;
  /** To the nearest other row. */
  readonly withinReal: Nearest;
  readonly withinSynthetic: Nearest;
}

export interface EqualNeighbours {
  readonly train: NearestBothWays;
  readonly holdout: NearestBothWays | null;
  /** Train and candidate on as many rows as the holdout's comparison has, so that the two may be subtracted. */
  readonly trainAsHoldout: NearestBothWays | null;
}

/**
 * Comparisons of a distance between two samples with one within a sample depend on how many rows each has. So the larger
 * one is cut to the smaller one's rows, drawn at random. What is known from other searches is not searched again.
 */
export const equalNeighbours = defineCandidateArtifact({
  id: 'equal-neighbours',
  requires: { encodedRows, nearestSyntheticOfReal, nearestRealOfReal, nearestToSynthetic },
  async make(inputs, context): Promise<EqualNeighbours> {
    const { encodedRows, nearestSyntheticOfReal, nearestRealOfReal, nearestToSynthetic } = inputs;
    const { train, holdout } = encodedRows;
    const within = new Map<number, Promise<NearestRows>>();
    const compare = async (name: 'train' | 'holdout', all: EncodedRows, rowCount: number) => {
      const real = cut(all, rowCount, context.random.stream(`${name} ${rowCount}`));
      const synthetic = cut(encodedRows.synthetic, rowCount, context.random.stream(`synthetic ${rowCount}`));
      const isWhole = real === all && synthetic === encodedRows.synthetic;
      const known = nearestToSynthetic[name];
      const search = async (queries: EncodedRows, base: EncodedRows) =>
        settleTies(await findNearestRows({ queries, base, k: 1, pool: context.pool }));
      const withinSynthetic = within.get(rowCount) ?? searchWithin(synthetic, context);
      within.set(rowCount, withinSynthetic);
      return {
        rowCount,
        realToSynthetic: isWhole
          ? sliceOf(nearestSyntheticOfReal, name, encodedRows)
          : firstOf(await search(real, synthetic)),
        syntheticToReal: firstOf(isWhole && known ? known : await search(synthetic, real)),
        withinReal:
          real === all
            ? await withinPart(nearestRealOfReal, name, encodedRows, context)
            : firstOf(await searchWithin(real, context)),
        withinSynthetic: firstOf(await withinSynthetic),
      };
    };
    const synthetic = encodedRows.synthetic.rowCount;
    const ofTrain = await compare('train', train, Math.min(train.rowCount, synthetic));
    if (!holdout) return { train: ofTrain, holdout: null, trainAsHoldout: null };
    const ofHoldout = await compare('holdout', holdout, Math.min(holdout.rowCount, synthetic));
    const common = Math.min(ofTrain.rowCount, ofHoldout.rowCount);
    const isAlike = ofTrain.rowCount === ofHoldout.rowCount;
    return {
      train: ofTrain,
      holdout: ofHoldout.rowCount === common ? ofHoldout : await compare('holdout', holdout, common),
      trainAsHoldout: isAlike ? ofTrain : await compare('train', train, common),
    };
  },
});

/**
 * T→T∖x or H→H∖x out of P→P∖x: the first listed neighbour of the same dataset is the nearest. Rows none of whose listed
 * neighbours is of their dataset are searched for.
 */
async function withinPart(
  nearest: NearestRows,
  name: 'train' | 'holdout',
  { train, real }: EncodedDatasets,
  { pool }: Context,
): Promise<Nearest> {
  const [from, to] = name === 'train' ? [0, train.rowCount] : [train.rowCount, real.rowCount];
  const within = { rows: new Int32Array(to - from), distances: new Float64Array(to - from) };
  const open: number[] = [];
  for (let row = from; row < to; row++) {
    let place = row * nearest.k;
    const end = place + nearest.k;
    const isOwn = (other: number) => other >= from && other < to;
    while (place < end && !isOwn(nearest.indices[place] as number)) place++;
    if (place === end) open.push(row - from);
    else {
      within.rows[row - from] = (nearest.indices[place] as number) - from;
      within.distances[row - from] = nearest.distances[place] as number;
    }
  }
  if (open.length === 0) return within;
  const base = rowRange(real, from, to);
  // Two, of which one may be the row itself.
  const found = settleTies(
    await findNearestRows({ queries: reorderRows(base, Int32Array.from(open)), base, k: 2, pool }),
  );
  for (const [query, row] of open.entries()) {
    const place = 2 * query + (found.indices[2 * query] === row ? 1 : 0);
    within.rows[row] = found.indices[place] as number;
    within.distances[row] = found.distances[place] as number;
  }
  return within;
}

async function searchWithin(rows: EncodedRows, { pool }: Context): Promise<NearestRows> {
  return settleTies(await findNearestRows({ queries: rows, base: rows, k: 1, excludeSelf: true, pool }));
}

/** The same object where nothing is to be cut. */
function cut(rows: EncodedRows, rowCount: number, random: Random): EncodedRows {
  if (rows.rowCount === rowCount) return rows;
  return reorderRows(rows, random.sample(rowCount, rows.rowCount));
}

function firstOf(
  { k, indices, distances, tieCounts }: NearestRows,
  from = 0,
  to = tieCounts.length,
): Nearest {
  const nearest = { rows: new Int32Array(to - from), distances: new Float64Array(to - from) };
  for (let query = from; query < to; query++) {
    nearest.rows[query - from] = indices[query * k] as number;
    nearest.distances[query - from] = distances[query * k] as number;
  }
  return nearest;
}

/** Real rows were searched together, train's first. */
function sliceOf(nearest: NearestRows, name: 'train' | 'holdout', { train, real }: EncodedDatasets): Nearest {
  return name === 'train'
    ? firstOf(nearest, 0, train.rowCount)
    : firstOf(nearest, train.rowCount, real.rowCount);
}
