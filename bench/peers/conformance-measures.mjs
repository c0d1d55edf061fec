// Our measures against peers' values of the same files: the audit's own result where the definition is the same, the
// peer's definition on our columns where it is not.
import { comparePairTrends } from '../../dist/artifacts/pair-trends.js';
import { auditDatasets } from '../../dist/index.js';
import { createInlinePool } from '../../dist/kernels/worker-pool.js';
import { kolmogorovSmirnov } from '../../dist/statistics/kolmogorov-smirnov.js';
import { pearsonCorrelation } from '../../dist/statistics/pearson-correlation.js';
import { comparePeers } from './compare-peers.mjs';
import { createComparison } from './comparison.mjs';
import { prepareInputs, readRows } from './conformance-inputs.mjs';
import {
  asNumbers,
  categoryAdherenceWithMissing,
  completeRows,
  contingencySimilarity,
  meanAboveThresholds,
  ownWidthCells,
  plainCramersV,
  realWidthCells,
  regularisedTvComplement,
  smoothedJensenShannon,
  strictBoundaryAdherence,
  takeRows,
} from './conformance-variants.mjs';

/** Why a value of ours is another one than the peer's. */
export const reasons = {
  thresholds:
    'ours is the mean over all pairs, and over those with |r| or bias-corrected V ≥ 0.1; the peer’s over all, or those with |r| > 0.5 or V > 0.3',
  bins: 'ours cuts a number into cells of equal frequency in train; the peer’s report into ten equal widths of each dataset on its own, so that the same number may fall in another cell',
  realBins:
    'ours cuts a number into cells of equal frequency in train; the peer’s metric into ten equal widths of train',
  unseen: 'the peer gives a category that train lacks a count of 10⁻⁶ there; ours gives it none',
  missing:
    'ours leaves missing cells to `missingness`; the peer counts them in the denominator, as adhering only where train has some',
  smoothing:
    'the peer codes categories as numbers, cuts at most ten equal widths, adds 1 to each share and takes natural logarithms, which pulls all values towards 0; ours is Lin’s distance in bits over the categories, or over cells of equal frequency',
  outside:
    'the same; here some values of the candidate lie outside train’s range, and how the peer counts those could not be reproduced to the last digit',
  coded:
    'the peer runs the test on category codes, whose order means nothing; ours takes total variation there',
};

/** Compares one reference file; returns rows of `{peer, commit, measure, definition, count, difference, reason}`. */
export async function compareMeasures(reference, inputs, folder) {
  const files = prepareInputs(reference, inputs, folder);
  const result = await auditDatasets(
    {
      train: files.train,
      ...(files.holdout ? { holdout: files.holdout } : {}),
      metadata: files.metadata,
      synthetic: [{ name: 'candidate', path: files.synthetic }],
      ignore: files.ignored,
      only: [
        'column-shapes',
        'column-pair-trends',
        'boundary-adherence',
        'category-adherence',
        'missingness',
        'quality-report',
      ],
      disclosure: 'internal',
    },
    { platform: process.platform, runtime: process.version, cores: 2 },
  );
  const own = ownValues(Object.values(result.candidates)[0].outcomes);
  const { train, synthetic } = await readRows(files);
  const comparison = createComparison(reference.results);
  compareColumns(comparison, own, train, synthetic);
  await comparePairs(comparison, own, train, synthetic);
  compareReports(comparison, own);
  compareSynthcity(comparison, train, synthetic);
  return comparison.rows();
}

/** The same for SynthEval, synthcity, mostlyai-qa, Anonymeter and SDMetrics' measures of rows. */
export async function comparePeerFiles(reference, inputs, folder) {
  const comparison = createComparison(reference.results);
  await comparePeers(comparison, await readRows(prepareInputs(reference, inputs, folder)));
  return comparison.rows();
}

/** Values of the audit under `measure subject labels`, and every pair's similarity from the matrix. */
function ownValues(outcomes) {
  const values = new Map();
  for (const [audit, outcome] of Object.entries(outcomes)) {
    if (outcome.status === 'error') throw new Error(`${audit}: ${outcome.message}`);
    for (const { name, subject, labels, estimate } of outcome.measures ?? []) {
      values.set(
        [name, ...subject, labels.coefficient ?? labels.pairs].filter(Boolean).join('|'),
        estimate.value,
      );
    }
    for (const detail of outcome.details ?? []) {
      if (detail.kind !== 'matrix') continue;
      detail.rows.forEach((a, i) => {
        detail.columns.forEach((b, j) => {
          values.set(`pair|${a}|${b}`, detail.values[i][j]);
        });
      });
    }
  }
  return values;
}

function compareColumns(comparison, own, train, synthetic) {
  const each = (metric, visit) => {
    for (const entry of comparison.of('sdmetrics', metric)) {
      const [name] = entry.columns;
      visit(entry, own, name, train.columns.get(name), synthetic.columns.get(name));
    }
  };
  each('Column Shapes/KSComplement', (entry, own, name) => {
    comparison.add(entry, 'ks-complement', 'same', own.get(`ks-complement|${name}`), entry.value);
  });
  each('Column Shapes/TVComplement', (entry, own, name, real, other) => {
    const ours = own.get(`tv-complement|${name}`);
    if (!hasUnseen(real, other)) return comparison.add(entry, 'tv-complement', 'same', ours, entry.value);
    comparison.add(entry, 'tv-complement', 'ours against peer', ours, entry.value, reasons.unseen);
    const peers = regularisedTvComplement(real, other);
    return comparison.add(entry, 'tv-complement', 'peer’s, reproduced', peers, entry.value, reasons.unseen);
  });
  each('MissingValueSimilarity', (entry, own, name) => {
    const ours = own.get(`missing-value-similarity|${name}`);
    comparison.add(entry, 'missing-value-similarity', 'same', ours, entry.value);
  });
  const adherence = (metric, measure, isMissing, variant) =>
    each(metric, (entry, own, name, real, other) => {
      const ours = own.get(`${measure}|${name}`);
      if (!isMissing(other)) return comparison.add(entry, measure, 'same', ours, entry.value);
      comparison.add(entry, measure, 'ours against peer', ours, entry.value, reasons.missing);
      return comparison.add(
        entry,
        measure,
        'peer’s, reproduced',
        variant(real, other),
        entry.value,
        reasons.missing,
      );
    });
  adherence(
    'BoundaryAdherence',
    'boundary-adherence',
    ({ values }) => values.some(Number.isNaN),
    strictBoundaryAdherence,
  );
  adherence(
    'CategoryAdherence',
    'category-adherence',
    ({ codes }) => codes.includes(-1),
    categoryAdherenceWithMissing,
  );
  for (const entry of comparison.of('sdmetrics', 'QualityReport.Column Shapes')) {
    const ours = own.get('column-shapes');
    const shifted = [...train.columns].map(([name, real]) => shiftOf(real, synthetic.columns.get(name)));
    if (shifted.every((shift) => shift === 0)) {
      comparison.add(entry, 'column-shapes', 'same', ours, entry.value);
      continue;
    }
    comparison.add(entry, 'column-shapes', 'ours against peer', ours, entry.value, reasons.unseen);
    const peers = ours + mean(shifted);
    comparison.add(entry, 'column-shapes', 'peer’s, reproduced', peers, entry.value, reasons.unseen);
  }
}

/** What the peer's count of 10⁻⁶ for an unseen category adds to a column's score. */
function shiftOf(real, other) {
  return hasUnseen(real, other) ? regularisedTvComplement(real, other) - plainTvComplement(real, other) : 0;
}

function plainTvComplement(real, other) {
  const [p, q] = [real, other].map(({ codes }) => codes.filter((code) => code >= 0));
  const none = (codes) => new Int32Array(codes.length);
  return contingencySimilarity(p, none(p), q, none(q));
}

function hasUnseen(real, other) {
  if (real.type !== 'coded') return false;
  const known = new Set(real.codes);
  return other.codes.some((code) => code >= 0 && !known.has(code));
}

async function comparePairs(comparison, own, train, synthetic) {
  const columns = (name) => [train.columns.get(name), synthetic.columns.get(name)];
  for (const entry of comparison.of('sdmetrics', 'Column Pair Trends/CorrelationSimilarity')) {
    if (entry.value === null) continue;
    comparison.add(
      entry,
      'correlation-similarity (Pearson)',
      'same',
      own.get(`pair|${entry.columns.join('|')}`),
      entry.value,
    );
  }
  const trends = await comparePairTrends(train, synthetic, { cuts: new Map() }, createInlinePool());
  const spearman = new Map(
    trends.pairs.map(({ a, b, spearman }) => [`${a}|${b}`, spearman && 1 - spearman.distance]),
  );
  for (const entry of comparison.of('sdmetrics', 'CorrelationSimilarity')) {
    if (entry.value?.score == null || entry.params.coefficient !== 'Spearman') continue;
    // Only the least similar pairs stand in the result on their own; the matrix has Pearson's alone.
    const ours = spearman.get(entry.columns.join('|'));
    comparison.add(entry, 'correlation-similarity (Spearman)', 'same', ours, entry.value.score);
  }
  const pairs = new Map();
  for (const entry of comparison.of('sdmetrics', 'Column Pair Trends/ContingencySimilarity')) {
    if (entry.value === null) continue;
    const ours = own.get(`pair|${entry.columns.join('|')}`);
    const [a, b] = entry.columns.map(columns);
    const score = pairOf(pairs, entry.columns, a, b).score;
    if (a[0].type === 'coded' && b[0].type === 'coded') {
      comparison.add(entry, 'contingency-similarity (two categories)', 'same', ours, entry.value);
      continue;
    }
    const measure = 'contingency-similarity (number and category)';
    comparison.add(entry, measure, 'ours against peer', ours, entry.value, reasons.bins);
    comparison.add(entry, measure, 'peer’s, reproduced', score, entry.value, reasons.bins);
  }
  for (const entry of comparison.of('sdmetrics', 'ContingencySimilarity')) {
    const [a, b] = entry.columns.map(columns);
    const [realA, otherA, realB, otherB] = [a, b].flatMap(([real, other]) => [
      realWidthCells(real, real),
      realWidthCells(real, other),
    ]);
    const measure = 'contingency-similarity (number and category)';
    const score = contingencySimilarity(realA, realB, otherA, otherB);
    const ours = own.get(`pair|${entry.columns.join('|')}`);
    comparison.add(entry, measure, 'ours against peer', ours, entry.value, reasons.realBins);
    comparison.add(entry, measure, 'peer’s, reproduced', score, entry.value, reasons.realBins);
  }
  for (const entry of comparison.of('sdmetrics', 'QualityReport.Column Pair Trends')) {
    const names = [...train.columns.keys()];
    const all = names.flatMap((a, i) =>
      names.slice(i + 1).map((b) => pairOf(pairs, [a, b], columns(a), columns(b))),
    );
    const { real_correlation_threshold: r, real_association_threshold: v } = entry.params;
    const reason = `${reasons.thresholds}; ${reasons.bins}`;
    comparison.add(
      entry,
      'column-pair-trends',
      'ours against peer',
      own.get('column-pair-trends'),
      entry.value,
      reason,
    );
    comparison.add(
      entry,
      'column-pair-trends',
      'peer’s, reproduced',
      meanAboveThresholds(all, r, v),
      entry.value,
      reason,
    );
  }
}

/** The audit that gives the peer's own report under its own name. */
function compareReports(comparison, own) {
  for (const [metric, measure] of [
    ['QualityReport.overall', 'quality-score'],
    ['QualityReport.Column Shapes', 'quality-column-shapes'],
    ['QualityReport.Column Pair Trends', 'quality-column-pair-trends'],
  ]) {
    for (const entry of comparison.of('sdmetrics', metric)) {
      // Without its thresholds the peer counts every pair.
      const pairs = entry.params.real_association_threshold === 0 ? 'all' : 'with-trend';
      const key = measure === 'quality-column-shapes' ? measure : `${measure}|${pairs}`;
      comparison.add(entry, `quality-report: ${measure}`, 'same', own.get(key), entry.value);
    }
  }
}

/** A pair as SDMetrics' report scores it, remembered. */
function pairOf(pairs, names, a, b) {
  const key = names.join('|');
  if (!pairs.has(key)) pairs.set(key, scorePair(a, b));
  return pairs.get(key);
}

function scorePair([realA, otherA], [realB, otherB]) {
  if (realA.type === 'number' && realB.type === 'number') {
    const real = pearsonCorrelation(realA.values, realB.values).value;
    const other = pearsonCorrelation(otherA.values, otherB.values).value;
    const score = real === null || other === null ? null : 1 - Math.abs(real - other) / 2;
    return { kind: 'correlation', association: real ?? 0, score };
  }
  const [a, b, c, d] = [realA, realB, otherA, otherB].map(ownWidthCells);
  return { kind: 'contingency', association: plainCramersV(a, b), score: contingencySimilarity(a, b, c, d) };
}

/** Rows with a missing cell dropped, then as many first rows of both as the peer used. */
function compareSynthcity(comparison, train, synthetic) {
  const scored = (metric, score, measure, reasonFor) => {
    for (const entry of comparison.of('synthcity', metric)) {
      const kept = Array.from({ length: entry.params.rows }, (_, row) => row);
      const [real, other] = [train, synthetic].map((rows) => takeRows(completeRows(rows), kept));
      const columns = [...real.columns].map(([name, cells]) => asNumbers(cells, other.columns.get(name)));
      const ours = mean(columns.map((pair) => score(...pair)));
      comparison.add(entry, measure, 'peer’s, reproduced', ours, entry.value.marginal, reasonFor(columns));
    }
  };
  scored('JensenShannonDistance', smoothedJensenShannon, 'jensen-shannon-distance', (columns) =>
    columns.some(([real, other]) => reachesOutside(real, other)) ? reasons.outside : reasons.smoothing,
  );
  scored('KolmogorovSmirnovTest', ksComplement, 'ks-complement', () => reasons.coded);
}

function reachesOutside(real, other) {
  const low = real.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = real.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return other.some((value) => value < low || value > high);
}

function ksComplement(real, other) {
  return 1 - kolmogorovSmirnov(Float64Array.from(real).sort(), Float64Array.from(other).sort()).statistic;
}

function mean(values) {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
