import { NotApplicable } from '../../artifacts/artifact.ts';
import { ballNeighbours, candidateManifold, referenceManifold } from '../../artifacts/manifold.ts';
import { nearestOthers } from '../../artifacts/nearest-rows.ts';
import type { NearestRows } from '../../kernels/nearest-rows.ts';
import type { KnownEstimate } from '../../result/document.ts';
import { effectiveNumber } from '../../statistics/effective-number.ts';
import { type ManifoldScores, sparseShare } from '../../statistics/manifold-scores.ts';
import { normalQuantile } from '../../statistics/normal-distribution.ts';
import { wilsonInterval } from '../../statistics/wilson-interval.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { level, withInterval } from '../estimate.ts';

/** Do synthetic rows crowd where real rows keep apart? */
export const modeCollapse = defineAudit({
  meta: {
    id: 'mode-collapse',
    category: 'diversity',
    title: 'Synthetic rows lie as far apart as real rows do',
    failureTitle: 'Synthetic rows crowd into clusters of near-duplicates',
    why: 'A collapsed generator repeats a few typical cases with small changes: the table has many rows and few people. Averages and single columns may still look right.',
    remedy:
      'Sample at temperature 1, stop training earlier, and do not train on synthetic rows without adding real ones.',
    evidence: ['diversity'],
    measures: {
      'near-duplicate-share': {
        title: 'Rows in clusters of near-duplicates',
        unit: 'share',
        better: 'lower',
        formula:
          'share of S’s rows whose nearest other row is no farther than q; q: the 1 % quantile of the distances of T’s rows to their nearest other row; both at min(|S|, |T|, 25,000) rows, with more than 64 columns at most √(4·10¹⁰ / columns); ceiling: T’s own share, above 1 % where rows tie',
        reference: null,
        counts: 'none',
      },
      'effective-rows-ratio': {
        title: 'Effective number of distinct rows against train’s',
        unit: 'ratio',
        better: 'nearer-reference',
        formula:
          'exp(entropy of cluster shares) in S over the same in T; rows no farther than q from their nearest other row belong to its cluster',
        reference: 1,
        counts: 'none',
      },
      'beta-recall': {
        title: 'Recall of sparse regions',
        unit: 'share',
        better: 'higher',
        formula: `share of the tenth of T’s rows that lie most alone (largest distance to the ${ballNeighbours}th nearest other row of T) that have a row of S no farther than their nearest other row of T; a fresh sample has about one half`,
        reference: null,
        counts: 'none',
      },
    },
    sources: [
      'Hill (1973). Diversity and evenness: a unifying notation and its consequences. Ecology 54',
      'Alaa et al. (2022). How faithful is your synthetic data? ICML (mode collapse as lost support)',
    ],
  },
  requires: { nearestOthers, candidateManifold, referenceManifold },
  measure({
    nearestOthers: { rowCount, train, synthetic, trainRows, syntheticRows },
    candidateManifold: { rows: manifoldRows, scores },
    referenceManifold,
  }) {
    if (rowCount < fewestRows) {
      throw new NotApplicable(`nearest rows need ${fewestRows} rows in train and in the candidate`);
    }
    const sorted = Float64Array.from(train.distances).sort();
    const near = sorted[Math.ceil(0.01 * rowCount) - 1] as number;
    const own = crowding(synthetic, near);
    const real = crowding(train, near);
    const ratio = own.effective.value / real.effective.value;
    const error = Math.hypot(own.effective.logStandardError, real.effective.logStandardError);
    const reach = Math.exp(normalQuantile((1 + level) / 2) * error);
    const measures = [
      measureOf({
        name: 'near-duplicate-share',
        estimate: shareOfPairs(own.near, rowCount),
        ceiling: shareOfPairs(real.near, rowCount),
      }),
      measureOf({
        name: 'effective-rows-ratio',
        estimate: withInterval(
          ratio,
          rowCount,
          { low: ratio / reach, high: ratio * reach },
          'delta method on the logarithm, pairs of rows as units, both files resampled',
        ),
      }),
    ];
    const sparse = sparseRecall(scores);
    if (sparse) {
      const { holdout, naive } = referenceManifold(manifoldRows);
      measures.push(
        measureOf({
          name: 'beta-recall',
          labels: { region: 'sparse' },
          estimate: sparse,
          ceiling: holdout && sparseRecall(holdout),
          floor: sparseRecall(naive),
        }),
      );
    }
    const summary = `${percent(own.near / rowCount)} of the candidate’s rows are near-duplicates of another of its rows, where ${percent(real.near / rowCount)} of training rows are; its rows count for ${ratio.toFixed(2)} times as many distinct ones as train’s.`;
    return {
      summary,
      measures,
      details: [
        { kind: 'note' as const, text: noteOn(rowCount, trainRows, syntheticRows) },
        ...(sparse
          ? [
              {
                kind: 'note' as const,
                text: `Sparse regions are searched on ${manifoldRows} random rows of every dataset: the ${Math.round(100 * sparseShare)} % of train’s that lie most alone, with all that tie.`,
              },
            ]
          : []),
      ],
    };
  },
});

/** Below, the 1 % quantile is the nearest pair. */
const fewestRows = 50;

/** How many rows have another one near by, and how many distinct ones the clusters amount to. */
function crowding(nearest: NearestRows, near: number) {
  const rows = nearest.distances.length;
  const clusterOf = Int32Array.from({ length: rows }, (_, row) => row);
  const rootOf = (row: number): number => {
    let root = row;
    while (clusterOf[root] !== root) {
      clusterOf[root] = clusterOf[clusterOf[root] as number] as number;
      root = clusterOf[root] as number;
    }
    return root;
  };
  let count = 0;
  for (let row = 0; row < rows; row++) {
    if ((nearest.distances[row] as number) > near) continue;
    count++;
    clusterOf[rootOf(row)] = rootOf(nearest.indices[row] as number);
  }
  const sizes = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const root = rootOf(row);
    sizes[root] = (sizes[root] as number) + 1;
  }
  return { near: count, effective: effectiveNumber(sizes, rows / 2) };
}

function sparseRecall({ sparseRecall: found }: ManifoldScores): KnownEstimate | null {
  if (!found) return null;
  const halved = found.rows / 2;
  return withInterval(
    found.value,
    found.rows,
    wilsonInterval(found.value * halved, halved, level),
    'Wilson score interval over half the sparse rows, since the other side’s rows are a sample as well',
  );
}

/** Near rows come at least in pairs: half as many rows are independent. */
function shareOfPairs(near: number, rows: number): KnownEstimate {
  return withInterval(
    near / rows,
    rows,
    wilsonInterval(near / 2, rows / 2, level),
    'Wilson score interval at half the row count, since near rows come in pairs',
  );
}

function noteOn(rowCount: number, trainRows: Int32Array | null, syntheticRows: Int32Array | null): string {
  const reduced = [...(trainRows ? ['train'] : []), ...(syntheticRows ? ['the candidate'] : [])];
  const how =
    reduced.length > 0
      ? `Distances to the nearest other row shrink with the row count, so both files are searched at one count, at most 25,000 and less with more than 64 columns: of ${reduced.join(' and of ')} a random subset of ${rowCount} rows, drawn from the run’s seed; intervals are for that count.`
      : `All ${rowCount} rows of both files are searched.`;
  return `${how} A row that ties with several is joined to the first of them.`;
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
