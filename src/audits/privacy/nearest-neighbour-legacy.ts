import { NotApplicable } from '../../artifacts/artifact.ts';
import { equalNeighbours, type Nearest, type NearestBothWays } from '../../artifacts/equal-neighbours.ts';
import { type NearMatches, nearMatches } from '../../artifacts/near-matches.ts';
import { nearestSyntheticOfReal } from '../../artifacts/nearest-rows.ts';
import { realRows } from '../../artifacts/real-rows.ts';
import type { NearestRows } from '../../kernels/nearest-rows.ts';
import type { KnownEstimate, Measure } from '../../result/document.ts';
import { clusteredShare } from '../../statistics/clustered-share.ts';
import { criticalValue } from '../../statistics/wilson-interval.ts';
import { defineAudit, measureOf } from '../audit.ts';
import { level, shareOf, withInterval } from '../estimate.ts';

/** Nearest-neighbour measures that papers and other tools report, each beside what a fresh sample would get. */
export const nearestNeighbourLegacy = defineAudit({
  meta: {
    id: 'nearest-neighbour-legacy',
    category: 'privacy',
    title: 'Published similarity measures lie where a fresh sample would',
    failureTitle: 'Published similarity measures lie beyond where a fresh sample would',
    why: 'Reviewers ask for these numbers, and they are often read as if 0 were safe: a fresh sample of the same people has an adversarial accuracy and an ε-identifiability of one half.',
    remedy:
      'Report them beside the holdout’s, and decide on membership inference: an average over nearest neighbours does not show a few copied people.',
    evidence: ['memorisation'],
    measures: {
      nnaa: {
        title: 'Nearest-neighbour adversarial accuracy',
        unit: 'share',
        better: 'nearer-reference',
        formula:
          '½ (P(d(T,S) > d(T,T)) + P(d(S,T) > d(S,S))) on equal row counts, to the nearest other row; ties count ½. Below ½: closer than fresh rows; above: told apart',
        reference: 0.5,
        counts: 'none',
      },
      'nnaa-privacy-loss': {
        title: 'Privacy loss by adversarial accuracy',
        unit: 'difference',
        better: 'nearer-reference',
        formula: 'nnaa against the holdout − nnaa against train, on the same row count',
        reference: 0,
        counts: 'none',
      },
      'epsilon-identifiability': {
        title: 'Real rows closer to a synthetic row than to any other real row (ε-identifiability)',
        unit: 'share',
        better: 'nearer-reference',
        formula: 'P(d(T,S) < d(T,T)) + ½ P(equal), on equal row counts and unweighted columns',
        reference: 0.5,
        counts: 'real-rows',
      },
      authenticity: {
        title: 'Synthetic rows farther from their nearest real row than that is from its nearest other one',
        unit: 'share',
        better: 'higher',
        formula:
          'P(d(s, t) > d(t, T)) + ½ P(equal), t the nearest real row of s, on equal row counts. A fresh sample gets the holdout’s: the more directions rows differ in, the closer to one half',
        reference: null,
        counts: 'none',
      },
      'hitting-rate': {
        title: 'Real rows with a near match among synthetic rows',
        unit: 'share',
        better: 'lower',
        formula:
          'share of real rows with a synthetic row of equal categories and all numbers within 1/30 of their range; a fresh sample gets the holdout’s',
        reference: null,
        counts: 'real-rows',
      },
      'delta-presence': {
        title: 'Chance that one of the real rows closest to the candidate was trained on (δ-presence)',
        unit: 'share',
        better: 'nearer-reference',
        formula:
          'a / (a + b); a, b: shares of train and of the holdout among the 1 % of real rows (at least 50) closest to a synthetic row, ties in proportion: a member was as likely as not before',
        reference: 0.5,
        counts: 'real-rows',
      },
    },
    sources: [
      'Yale et al. (2020). Generation and evaluation of privacy preserving synthetic health data. Neurocomputing 416',
      'Yoon, Drumright & van der Schaar (2020). Anonymization through data synthesis using generative adversarial networks (ADS-GAN). IEEE JBHI 24(8)',
      'Alaa et al. (2022). How faithful is your synthetic data? Sample-level metrics for evaluating and auditing generative models. ICML',
      'Nergiz, Atzori & Clifton (2007). Hiding the presence of individuals from shared databases. SIGMOD',
      'Schilling (1986). Multivariate two-sample tests based on nearest neighbors. JASA 81 (variance)',
    ],
  },
  requires: { realRows, equalNeighbours, nearMatches, nearestSyntheticOfReal },
  measure({ realRows, equalNeighbours, nearMatches, nearestSyntheticOfReal }) {
    const { train, holdout, trainAsHoldout } = equalNeighbours;
    if (Math.min(train.rowCount, holdout?.rowCount ?? 2) < 2)
      throw new NotApplicable('a dataset of one row has no nearest other row');
    const measures = [
      ...similarity(train, holdout, 'train'),
      ...(holdout ? similarity(holdout, null, 'holdout') : []),
      ...(holdout && trainAsHoldout ? [privacyLoss(trainAsHoldout, holdout)] : []),
      ...hittingRates(nearMatches, realRows.train.rowCount, realRows.holdout?.rowCount ?? 0),
      ...(realRows.holdout ? [deltaPresence(nearestSyntheticOfReal, realRows.train.rowCount)] : []),
    ];
    return { summary: summarize(measures), measures, details: [note] };
  },
});

/**
 * Neighbours that are each other's nearest answer together. They are at most two thirds of all (one dimension), which
 * raises the variance of a count by as much.
 */
const mutualNeighbours = 5 / 3;

const method =
  'Wilson score interval on the effective number of rows: clusters by nearest row, mutual neighbours (Schilling)';

/** Adversarial accuracy, identifiability and authenticity against one real dataset; `other` gives the ceiling. */
function similarity(own: NearestBothWays, other: NearestBothWays | null, against: string): Measure[] {
  const measures: [string, (neighbours: NearestBothWays) => KnownEstimate][] = [
    ['nnaa', adversarialAccuracy],
    ['epsilon-identifiability', identifiability],
    ['authenticity', authenticity],
  ];
  return measures.map(([name, of]) =>
    measureOf({ name, labels: { against }, estimate: of(own), ceiling: other && of(other) }),
  );
}

function adversarialAccuracy(neighbours: NearestBothWays): KnownEstimate {
  const { realToSynthetic, withinReal, syntheticToReal, withinSynthetic } = neighbours;
  const rows = withinReal.rows.length;
  const values = new Float64Array(2 * rows);
  const clusters = new Int32Array(2 * rows);
  for (let row = 0; row < rows; row++) {
    values[row] = farther(realToSynthetic, withinReal, row);
    // Real rows are numbered from 0, synthetic ones after them.
    clusters[row] = nearer(withinReal, 0, realToSynthetic, rows, row);
    values[rows + row] = farther(syntheticToReal, withinSynthetic, row);
    clusters[rows + row] = nearer(syntheticToReal, 0, withinSynthetic, rows, row);
  }
  return clustered(values, clusters);
}

function identifiability({ realToSynthetic, withinReal }: NearestBothWays): KnownEstimate {
  const rows = withinReal.rows.length;
  const values = Float64Array.from({ length: rows }, (_, row) => farther(withinReal, realToSynthetic, row));
  const clusters = Int32Array.from({ length: rows }, (_, row) =>
    nearer(withinReal, 0, realToSynthetic, rows, row),
  );
  return clustered(values, clusters);
}

function authenticity({ syntheticToReal, withinReal }: NearestBothWays): KnownEstimate {
  const values = syntheticToReal.distances.map((distance, row) => {
    const reach = withinReal.distances[syntheticToReal.rows[row] as number] as number;
    return distance > reach ? 1 : distance === reach ? 0.5 : 0;
  });
  return clustered(values, syntheticToReal.rows);
}

/** 1 where `a` is farther than `b`, ½ where they tie. */
function farther(a: Nearest, b: Nearest, row: number): number {
  const first = a.distances[row] as number;
  const second = b.distances[row] as number;
  return first > second ? 1 : first === second ? 0.5 : 0;
}

/** The number of the row that is nearer. */
function nearer(a: Nearest, offsetA: number, b: Nearest, offsetB: number, row: number): number {
  const isA = (a.distances[row] as number) <= (b.distances[row] as number);
  return isA ? offsetA + (a.rows[row] as number) : offsetB + (b.rows[row] as number);
}

function clustered(values: Float64Array, clusters: Int32Array): KnownEstimate {
  const share = clusteredShare(values, clusters, mutualNeighbours, level);
  return withInterval(share.value, values.length, share, method);
}

/** Both accuracies share the candidate's rows: taking them for independent errs to the wide side. */
function privacyLoss(train: NearestBothWays, holdout: NearestBothWays): Measure {
  const a = adversarialAccuracy(holdout);
  const b = adversarialAccuracy(train);
  const value = a.value - b.value;
  const ends = (estimate: KnownEstimate) =>
    estimate.uncertainty.kind === 'interval'
      ? estimate.uncertainty
      : { low: estimate.value, high: estimate.value };
  const interval = {
    low: value - Math.hypot(a.value - ends(a).low, ends(b).high - b.value),
    high: value + Math.hypot(ends(a).high - a.value, b.value - ends(b).low),
  };
  return measureOf({
    name: 'nnaa-privacy-loss',
    estimate: withInterval(value, a.sampleSize, interval, 'limits of both accuracies combined (MOVER)'),
  });
}

function hittingRates({ train, holdout }: NearMatches, trainRows: number, holdoutRows: number): Measure[] {
  const ofHoldout = holdout === null ? null : shareOf(holdout, holdoutRows);
  const own = { name: 'hitting-rate', labels: { against: 'train' }, estimate: shareOf(train, trainRows) };
  if (!ofHoldout) return [measureOf(own)];
  return [
    measureOf({ ...own, ceiling: ofHoldout }),
    measureOf({ name: 'hitting-rate', labels: { against: 'holdout' }, estimate: ofHoldout }),
  ];
}

/** What an attacker may believe who holds the rows and looks at the closest. */
function deltaPresence(nearest: NearestRows, trainRows: number): Measure {
  const rows = nearest.tieCounts.length;
  const distances = Float64Array.from(
    { length: rows },
    (_, row) => nearest.distances[row * nearest.k] as number,
  );
  const closest = Math.min(rows, Math.max(50, Math.ceil(rows / 100)));
  const cutoff = Float64Array.from(distances).sort()[closest - 1] as number;
  let below = 0;
  let at = 0;
  for (const distance of distances) {
    if (distance < cutoff) below++;
    else if (distance === cutoff) at++;
  }
  const partAt = (closest - below) / at;
  let belowMembers = 0;
  let atMembers = 0;
  for (let row = 0; row < trainRows; row++) {
    const distance = distances[row] as number;
    if (distance < cutoff) belowMembers++;
    else if (distance === cutoff) atMembers++;
  }
  const members = belowMembers + partAt * atMembers;
  const others = below - belowMembers + partAt * (at - atMembers);
  const a = members / trainRows;
  const b = others / (rows - trainRows);
  // Half a row on each side keeps the log odds finite.
  const logOdds = Math.log(((members + 0.5) * (rows - trainRows)) / ((others + 0.5) * trainRows));
  const reach = criticalValue(level) * Math.sqrt(1 / (members + 0.5) + 1 / (others + 0.5));
  const value = a / (a + b);
  const interval = {
    low: Math.min(value, logistic(logOdds - reach)),
    high: Math.max(value, logistic(logOdds + reach)),
  };
  return measureOf({
    name: 'delta-presence',
    estimate: withInterval(value, closest, interval, 'normal on the log odds'),
  });
}

function logistic(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

function summarize(measures: readonly Measure[]): string {
  const nnaa = measures.find(({ name }) => name === 'nnaa')?.estimate;
  const tail = 'Averages of this kind do not show that nothing leaks.';
  if (nnaa?.value == null || nnaa.uncertainty.kind !== 'interval') return tail;
  if (nnaa.uncertainty.high < 0.5) return `Synthetic rows lie closer to train than fresh rows would. ${tail}`;
  if (nnaa.uncertainty.low > 0.5)
    return `Synthetic and training rows can be told apart by their neighbours. ${tail}`;
  return `Nearest neighbours tell synthetic rows from training rows no better than fresh rows would be told. ${tail}`;
}

const note = {
  kind: 'note' as const,
  text: 'Similarity measures, reported because reviewers ask for them; never enough to call data safe. Distances are those of the report’s method part. These measures depend on row counts, so the larger of two datasets that are compared is cut at random to the other’s rows, and both of a privacy loss to the same. Other tools compare strictly, so that ties count for one side, or weight columns: their values differ.',
};
