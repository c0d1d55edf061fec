import { nearestToSynthetic, type SyntheticNeighbours } from '../../artifacts/nearest-rows.ts';
import { realRows } from '../../artifacts/real-rows.ts';
import type { NearestRows } from '../../kernels/nearest-rows.ts';
import type { Detail, Measure } from '../../result/document.ts';
import { dcrShareNullVariance } from '../../statistics/dcr-share.ts';
import { normalUpperTail } from '../../statistics/normal-distribution.ts';
import { quantile } from '../../statistics/quantile.ts';
import { quantileInterval } from '../../statistics/quantile-interval.ts';
import { defineAudit, type Finding, measureOf } from '../audit.ts';
import { exactly, level, unitRange, withInterval, withStandardError } from '../estimate.ts';

/** How close synthetic rows lie to train, against how close they lie to the holdout. */
export const distanceToClosestRecord = defineAudit({
  meta: {
    id: 'distance-to-closest-record',
    category: 'privacy',
    title: 'Synthetic rows lie no closer to train than to the holdout',
    failureTitle: 'Synthetic rows lie closer to train than to the holdout',
    why: 'Reviewers ask for it, and a share far above its null value is a sure sign of memorisation. A share near the null value shows little: a few copied people do not move an average over all synthetic rows.',
    remedy: 'Read it beside membership inference; never release on this measure alone.',
    evidence: ['memorisation'],
    measures: {
      'dcr-share': {
        title: 'Synthetic rows closer to train than to the holdout',
        unit: 'share',
        better: 'lower',
        formula:
          'share of synthetic rows whose nearest real row is a training row; ties count k_T / (k_T + k_H). Null value: train’s share of all real rows',
        reference: null,
        counts: 'none',
      },
      'dcr-5-percent': distanceMeta('5 % quantile of the distance to the closest record'),
      'dcr-median': distanceMeta('Median distance to the closest record'),
      'nndr-5-percent': ratioMeta('5 % quantile of the nearest-neighbour distance ratio'),
      'nndr-median': ratioMeta('Median nearest-neighbour distance ratio'),
    },
    sources: [
      'Platzer & Reutterer (2021). Holdout-based empirical assessment of mixed-type synthetic data. Front. Big Data 4',
      'Zhao et al. (2021). CTAB-GAN (DCR and NNDR). ACML',
      'Yao et al. (2025). The DCR delusion: measuring the privacy risk of synthetic data',
    ],
  },
  requires: { realRows, nearestToSynthetic },
  measure({ realRows, nearestToSynthetic }) {
    const { train, holdout, columns } = nearestToSynthetic;
    const measures = [
      ...distanceMeasures(train, 'train', columns.length),
      ...(holdout ? distanceMeasures(holdout, 'holdout', columns.length) : []),
    ];
    const details: Detail[] = [distanceCurves(nearestToSynthetic)];
    if (!holdout) {
      return {
        summary:
          'Distances to train are described only: without a holdout there is nothing to say how close is too close.',
        measures,
        details,
      };
    }
    const { measure, excess } = closerShare(train, holdout, {
      trainRows: realRows.train.rowCount,
      holdoutRows: realRows.holdout?.rowCount ?? 0,
    });
    const summary = excess
      ? 'More synthetic rows have their nearest real row in train than its share of the real rows explains.'
      : 'Synthetic rows have their nearest real row in train about as often as its share of the real rows explains; this alone does not show that nothing leaks.';
    return { summary, measures: [measure, ...measures], details } satisfies Finding;
  },
});

function distanceMeta(title: string) {
  return {
    title,
    unit: 'distance' as const,
    better: 'none' as const,
    formula:
      'mean over columns of |F(a) − F(b)| (numbers, F the mid-rank distribution of all real rows) and 0/1 (categories)',
    reference: null,
    counts: 'none' as const,
  };
}

function ratioMeta(title: string) {
  return {
    title,
    unit: 'ratio' as const,
    better: 'none' as const,
    formula: 'distance to the nearest over distance to the second nearest real row; 1 where both are 0',
    reference: null,
    counts: 'none' as const,
  };
}

/** The share with ties in proportion, tested against its exact null variance. */
function closerShare(
  train: NearestRows,
  holdout: NearestRows,
  { trainRows, holdoutRows }: { trainRows: number; holdoutRows: number },
): { measure: Measure; excess: boolean } {
  const queries = train.tieCounts.length;
  const pool = trainRows + holdoutRows;
  const weights = new Float64Array(pool);
  let closer = 0;
  for (let query = 0; query < queries; query++) {
    const toTrain = train.distances[query * train.k] as number;
    const toHoldout = holdout.distances[query * holdout.k] as number;
    const trainTies = toTrain <= toHoldout ? (train.tieCounts[query] as number) : 0;
    const holdoutTies = toHoldout <= toTrain ? (holdout.tieCounts[query] as number) : 0;
    const trainPart = trainTies / (trainTies + holdoutTies);
    closer += trainPart;
    if (trainPart > 0) spread(weights, 0, train, query, trainPart / queries);
    if (trainPart < 1) spread(weights, trainRows, holdout, query, (1 - trainPart) / queries);
  }
  const share = closer / queries;
  const nullValue = trainRows / pool;
  const nullError = Math.sqrt(dcrShareNullVariance(nullValue, pool, weights));
  const pValue = nullError > 0 ? normalUpperTail((share - nullValue) / nullError) : 1;
  // Many synthetic rows share a nearest real row, so a binomial error over synthetic rows would be far too small.
  const error = Math.sqrt(dcrShareNullVariance(share, pool, weights));
  const measure = measureOf({
    name: 'dcr-share',
    estimate: withStandardError(
      share,
      queries,
      error,
      'variance over which real rows are nearest, and how often',
      unitRange,
    ),
    ceiling: exactly(nullValue, pool),
    test: { pValue, adjusted: pValue, family: 'one test against the permutation variance' },
  });
  return { measure, excess: pValue < 0.05 };
}

/** Gives a query's weight to the tied nearest rows that are listed; with more ties than listed the variance comes out larger. */
function spread(
  weights: Float64Array,
  offset: number,
  nearest: NearestRows,
  query: number,
  weight: number,
): void {
  const first = query * nearest.k;
  const listed = Math.min(nearest.k, nearest.tieCounts[query] as number);
  for (let rank = 0; rank < listed; rank++) {
    const row = offset + (nearest.indices[first + rank] as number);
    weights[row] = (weights[row] as number) + weight / listed;
  }
}

function distanceMeasures(nearest: NearestRows, against: string, columns: number): Measure[] {
  const distances = closest(nearest, columns);
  const ratios = ratiosOf(nearest);
  const described = (name: string, sorted: Float64Array, share: number) =>
    measureOf({
      name,
      labels: { against },
      estimate: withInterval(
        quantile(sorted, share),
        sorted.length,
        quantileInterval(sorted, share, level),
        'order statistics, binomial',
      ),
    });
  return [
    described('dcr-5-percent', distances, 0.05),
    described('dcr-median', distances, 0.5),
    described('nndr-5-percent', ratios, 0.05),
    described('nndr-median', ratios, 0.5),
  ];
}

function closest(nearest: NearestRows, columns: number): Float64Array {
  const distances = new Float64Array(nearest.tieCounts.length);
  for (let query = 0; query < distances.length; query++) {
    distances[query] = (nearest.distances[query * nearest.k] as number) / columns;
  }
  return distances.sort();
}

function ratiosOf(nearest: NearestRows): Float64Array {
  const ratios: number[] = [];
  for (let query = 0; query < nearest.tieCounts.length; query++) {
    const first = nearest.distances[query * nearest.k] as number;
    const second = nearest.distances[query * nearest.k + 1] as number;
    // One real row only: there is no second neighbour.
    if (Number.isFinite(second)) ratios.push(second === 0 ? 1 : first / second);
  }
  return Float64Array.from(ratios.length > 0 ? ratios : [1]).sort();
}

function distanceCurves({ train, holdout, columns }: SyntheticNeighbours): Detail {
  const shares = Array.from({ length: 19 }, (_, step) => (step + 1) / 20);
  const curve = (nearest: NearestRows, name: string, role: 'real' | 'holdout') => {
    const distances = closest(nearest, columns.length);
    return { name, role, x: shares.map((share) => quantile(distances, share)), y: shares, rows: null };
  };
  return {
    kind: 'curves',
    role: 'distance-distribution',
    title: 'Share of synthetic rows whose closest real row is at most this far',
    x: { label: 'distance to the closest record', unit: null },
    y: { label: 'share of synthetic rows', unit: 'share' },
    series: [
      curve(train, 'to train', 'real'),
      ...(holdout ? [curve(holdout, 'to holdout', 'holdout' as const)] : []),
    ],
  };
}
