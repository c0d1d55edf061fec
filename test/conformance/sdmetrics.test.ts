import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  categoryAdherenceWithMissing,
  contingencySimilarity,
  meanAboveThresholds,
  ownWidthCells,
  type PeerPair,
  plainCramersV,
  realWidthCells,
  regularisedTvComplement,
  strictBoundaryAdherence,
} from '../../bench/peers/conformance-variants.mjs';
import { comparePairTrends } from '../../src/artifacts/pair-trends.ts';
import { reportQuality } from '../../src/artifacts/quality-report.ts';
import type { Cells, CodedCells, NumberCells, Rows } from '../../src/artifacts/rows.ts';
import { createInlinePool } from '../../src/kernels/worker-pool.ts';
import type { CandidateResult } from '../../src/result/document.ts';
import { auditDatasets } from '../../src/run-audits.ts';
import { pearsonCorrelation } from '../../src/statistics/pearson-correlation.ts';
import { fixture, fixtureRows } from './fixture-rows.ts';

interface PeerValues {
  readonly columns: Record<string, Record<string, number>>;
  readonly pairs: readonly {
    columns: [string, string];
    pearson?: number;
    spearman?: number;
    contingency?: number;
  }[];
  readonly reports: readonly {
    readonly thresholds: [number, number];
    readonly 'column-shapes': number;
    readonly 'column-pair-trends': number;
    readonly pairs: readonly { columns: [string, string]; score: number | null }[];
  }[];
}

/** Made by bench/peers/sdmetrics_values.py, which says with which versions. */
const peer: { candidates: Record<string, PeerValues> } = JSON.parse(
  readFileSync(new URL('sdmetrics.json', import.meta.url), 'utf8'),
);
const files = Object.keys(peer.candidates);

let train: Rows;
let candidates: Map<string, Rows>;
let own: Record<string, CandidateResult>;

beforeAll(async () => {
  ({ train, candidates } = await fixtureRows(files));
  const result = await auditDatasets(
    {
      train: fixture('train.csv'),
      metadata: fixture('metadata.json'),
      synthetic: files.map((name) => ({ name, path: fixture(name) })),
      only: [
        'column-shapes',
        'column-pair-trends',
        'boundary-adherence',
        'category-adherence',
        'missingness',
      ],
      disclosure: 'internal',
      threads: 1,
    },
    { platform: 'test', runtime: 'test', cores: 1 },
  );
  own = Object.fromEntries(
    result.inputs.candidates.map(({ id, name }) => [name, result.candidates[id] as CandidateResult]),
  );
});

describe.each(files)('%s against SDMetrics and SciPy', (file) => {
  const values = peer.candidates[file] as PeerValues;
  const columns = Object.entries(values.columns);

  it.each([
    'ks-complement',
    'missing-value-similarity',
    'wasserstein-distance',
    'jensen-shannon-distance',
    'hellinger-distance',
  ])('agrees on %s of every column', (measure) => {
    const compared = columns.flatMap(([name, peers]) => {
      const theirs = peers[measure];
      return theirs === undefined ? [] : [[measured(file, measure, name), theirs]];
    });
    expect(compared.length).toBeGreaterThan(5);
    for (const [ours, theirs] of compared) expect(ours).toBeCloseTo(theirs as number, 9);
  });

  it('agrees on tv-complement, apart from the count of 10⁻⁶ that SDMetrics gives an unseen category', () => {
    for (const [name, peers] of columns) {
      const theirs = peers['tv-complement'];
      if (theirs === undefined) continue;
      const [real, other] = codedColumn(file, name);
      expect(regularisedTvComplement(real, other)).toBeCloseTo(theirs, 9);
      if (peers['category-adherence'] === 1)
        expect(measured(file, 'tv-complement', name)).toBeCloseTo(theirs, 9);
      // The count shifts shares by 10⁻⁶ over the rows of train.
      else expect(Math.abs(measured(file, 'tv-complement', name) - theirs)).toBeLessThan(1e-8);
    }
  });

  it('agrees on adherence where no cell is missing, and elsewhere differs by the missing cells alone', () => {
    let same = 0;
    for (const [name, peers] of columns) {
      const isNumber = peers['boundary-adherence'] !== undefined;
      const measure = isNumber ? 'boundary-adherence' : 'category-adherence';
      const theirs = peers[measure] as number;
      const reproduced = isNumber
        ? strictBoundaryAdherence(...numberColumn(file, name))
        : categoryAdherenceWithMissing(...codedColumn(file, name));
      expect(reproduced).toBeCloseTo(theirs, 9);
      const [, other] = column(file, name);
      const isComplete =
        other.type === 'number' ? !other.values.some(Number.isNaN) : !other.codes.includes(-1);
      if (!isComplete) continue;
      same++;
      expect(measured(file, measure, name)).toBeCloseTo(theirs, 9);
    }
    expect(same).toBeGreaterThan(10);
  });

  it('agrees on correlation-similarity of all pairs, Pearson and Spearman, missing cells included', async () => {
    const other = candidates.get(file) as Rows;
    const pairTrends = await comparePairTrends(train, other, { cuts: new Map() }, createInlinePool());
    const trends = new Map(pairTrends.pairs.map((pair) => [JSON.stringify([pair.a, pair.b]), pair]));
    let compared = 0;
    for (const { columns: names, pearson, spearman } of values.pairs) {
      if (pearson === undefined || spearman === undefined) continue;
      const pair = trends.get(JSON.stringify(names));
      expect(1 - (pair?.distance ?? Number.NaN)).toBeCloseTo(pearson, 9);
      expect(1 - (pair?.spearman?.distance ?? Number.NaN), names.join(' and ')).toBeCloseTo(spearman, 9);
      compared++;
    }
    expect(compared).toBeGreaterThan(30);
  });

  it('agrees on contingency-similarity of two categories', () => {
    const matrix = similarityMatrix(file);
    let compared = 0;
    for (const { columns: names, contingency } of values.pairs) {
      if (contingency === undefined || names.some((name) => column(file, name)[0].type === 'number'))
        continue;
      expect(matrix(...names)).toBeCloseTo(contingency, 9);
      compared++;
    }
    expect(compared).toBeGreaterThan(20);
  });

  it('differs on a number with a category by the cells alone: ten equal widths of train give the peer’s value', () => {
    const matrix = similarityMatrix(file);
    let compared = 0;
    let different = 0;
    for (const { columns: names, contingency } of values.pairs) {
      if (contingency === undefined) continue;
      const [a, b] = names.map((name) => column(file, name)) as [[Cells, Cells], [Cells, Cells]];
      const score = contingencySimilarity(
        realWidthCells(a[0], a[0]),
        realWidthCells(b[0], b[0]),
        realWidthCells(a[0], a[1]),
        realWidthCells(b[0], b[1]),
      );
      expect(score).toBeCloseTo(contingency, 9);
      compared++;
      if (Math.abs((matrix(...names) ?? 0) - contingency) > 1e-6) different++;
    }
    expect(compared).toBeGreaterThan(60);
    // Where this falls to 0 our definition has become the peer's, and the decision page is out of date.
    expect(different).toBeGreaterThan(0);
  });

  it.each(values.reports)('agrees on the quality report at the thresholds $thresholds', (report) => {
    // The peer was given no dates.
    const withoutDates = ({ rowCount, columns: cells }: Rows): Rows => ({
      rowCount,
      columns: new Map([...cells].filter(([, { schema }]) => schema.kind !== 'datetime')),
    });
    const ours = reportQuality(withoutDates(train), withoutDates(candidates.get(file) as Rows));
    const trends = report.thresholds[0] === 0 ? ours.allTrends : ours.trends;
    expect(ours.columnShapes).toBeCloseTo(report['column-shapes'], 7);
    expect(trends.mean).toBeCloseTo(report['column-pair-trends'], 9);
    expect(trends.pairs).toBe(countedPairs(report));
  });

  it.each(values.reports)('reproduces the quality report at the thresholds $thresholds', (report) => {
    const scored: PeerPair[] = [];
    for (const { columns: names, score } of report.pairs) {
      const pair = asPeerScores(
        ...(names.map((name) => column(file, name)) as [[Cells, Cells], [Cells, Cells]]),
      );
      scored.push(pair);
      if (score !== null) expect(pair.score, names.join(' and ')).toBeCloseTo(score, 9);
    }
    const [correlationFrom, associationFrom] = report.thresholds;
    expect(meanAboveThresholds(scored, correlationFrom, associationFrom)).toBeCloseTo(
      report['column-pair-trends'],
      9,
    );
    const shapes = columns
      .filter(([name]) => column(file, name)[0].schema.kind !== 'datetime')
      .map(([name, peers]) =>
        measured(file, peers['ks-complement'] === undefined ? 'tv-complement' : 'ks-complement', name),
      );
    expect(shapes.reduce((sum, value) => sum + value, 0) / shapes.length).toBeCloseTo(
      report['column-shapes'],
      8,
    );
  });
});

function countedPairs({ pairs }: PeerValues['reports'][number]): number {
  return pairs.filter(({ score }) => score !== null).length;
}

function measured(file: string, measure: string, subject: string): number {
  for (const outcome of Object.values(own[file]?.outcomes ?? {})) {
    if (outcome.status !== 'measured') continue;
    const found = outcome.measures.find(
      ({ name, subject: [first] }) => name === measure && first === subject,
    );
    if (found) return found.estimate.value ?? Number.NaN;
  }
  throw new Error(`${file} has no ${measure} of ${subject}`);
}

/** Similarity of every pair, from the matrix beside the measures: only the worst pairs are measures of their own. */
function similarityMatrix(file: string): (a: string, b: string) => number | null {
  const outcome = own[file]?.outcomes['column-pair-trends'];
  const detail =
    outcome?.status === 'measured' ? outcome.details.find(({ kind }) => kind === 'matrix') : null;
  if (detail?.kind !== 'matrix') throw new Error('there is no matrix');
  return (a, b) => detail.values[detail.rows.indexOf(a)]?.[detail.columns.indexOf(b)] ?? null;
}

function column(file: string, name: string): [Cells, Cells] {
  return [train.columns.get(name) as Cells, candidates.get(file)?.columns.get(name) as Cells];
}

function numberColumn(file: string, name: string): [NumberCells, NumberCells] {
  return column(file, name) as [NumberCells, NumberCells];
}

function codedColumn(file: string, name: string): [CodedCells, CodedCells] {
  return column(file, name) as [CodedCells, CodedCells];
}

function asPeerScores([realA, otherA]: [Cells, Cells], [realB, otherB]: [Cells, Cells]): PeerPair {
  if (
    realA.type === 'number' &&
    realB.type === 'number' &&
    otherA.type === 'number' &&
    otherB.type === 'number'
  ) {
    const real = pearsonCorrelation(realA.values, realB.values).value;
    const other = pearsonCorrelation(otherA.values, otherB.values).value;
    const score = real === null || other === null ? null : 1 - Math.abs(real - other) / 2;
    return { kind: 'correlation', association: real ?? 0, score };
  }
  const [a, b, c, d] = [realA, realB, otherA, otherB].map(ownWidthCells) as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  return { kind: 'contingency', association: plainCramersV(a, b), score: contingencySimilarity(a, b, c, d) };
}
