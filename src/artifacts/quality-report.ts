import { correlationMatrix } from '../statistics/correlation-matrix.ts';
import { kolmogorovSmirnov } from '../statistics/kolmogorov-smirnov.ts';
import { totalVariation } from '../statistics/total-variation.ts';
import { defineCandidateArtifact, defineRunArtifact } from './artifact.ts';
import { type Cut, countCells } from './bins.ts';
import { candidateRows } from './candidate-rows.ts';
import { sortedValues } from './column-counts.ts';
import {
  createJointCounter,
  createKnownTables,
  type JointCells,
  type KnownTables,
  squaredContingency,
} from './joint-cells.ts';
import { naiveRows } from './naive-rows.ts';
import { realRows } from './real-rows.ts';
import { type Cells, countLevels, type NumberCells, type Rows, sharedColumns } from './rows.ts';

/** SDMetrics' two properties as it defines them, so that their values can be compared with those of its users. */
export interface QualityReport {
  /** Mean over columns; null where none can be scored. */
  readonly columnShapes: number | null;
  readonly columns: number;
  /** Mean over the pairs whose association in train is beyond SDMetrics' thresholds, and how many these are. */
  readonly trends: MeanOfPairs;
  /** Mean over all pairs: thresholds of 0, as earlier versions of SDMetrics had it. */
  readonly allTrends: MeanOfPairs;
  readonly rows: number;
}

export interface MeanOfPairs {
  readonly mean: number | null;
  readonly pairs: number;
}

/** Of two numbers |r| and of a pair with a category Cramér's V, in train, must be beyond these. */
export const qualityThresholds = { correlation: 0.5, association: 0.3 } as const;

/** Train's own cuts, tables and correlations: what it is compared with most often shares all of them. */
export interface TrainQuality {
  readonly rows: Rows;
  cutOf(name: string): { readonly cut: Cut; readonly counts: Float64Array };
  readonly tables: KnownTables;
  /** Of the named columns of numbers, by their places. */
  correlations(names: readonly string[]): ReturnType<typeof correlationMatrix>;
}

export const trainQuality = defineRunArtifact({
  id: 'train-quality',
  requires: { realRows },
  make: ({ realRows }) => prepareTrain(realRows.train),
});

export const candidateQuality = defineCandidateArtifact({
  id: 'quality-report',
  requires: { trainQuality, candidateRows },
  make: ({ trainQuality, candidateRows }) => compareQuality(trainQuality, candidateRows),
});

export const referenceQuality = defineRunArtifact({
  id: 'reference-quality-report',
  requires: { trainQuality, realRows, naiveRows },
  make: ({ trainQuality, realRows: { holdout }, naiveRows }) => ({
    holdout: holdout && compareQuality(trainQuality, holdout),
    naive: compareQuality(trainQuality, naiveRows),
  }),
});

export function reportQuality(train: Rows, other: Rows): QualityReport {
  return compareQuality(prepareTrain(train), other);
}

function prepareTrain(rows: Rows): TrainQuality {
  const cuts = new Map<string, ReturnType<TrainQuality['cutOf']>>();
  const matrices = new Map<string, ReturnType<typeof correlationMatrix>>();
  return {
    rows,
    cutOf(name) {
      const found = cuts.get(name);
      if (found) return found;
      const cut = ownWidths(rows.columns.get(name) as Cells);
      const made = { cut, counts: countCells(cut) };
      cuts.set(name, made);
      return made;
    },
    tables: createKnownTables(),
    correlations(names) {
      const key = JSON.stringify(names);
      const found = matrices.get(key);
      if (found) return found;
      const made = correlationMatrix(names.map((name) => (rows.columns.get(name) as NumberCells).values));
      matrices.set(key, made);
      return made;
    },
  };
}

function compareQuality(train: TrainQuality, other: Rows): QualityReport {
  const columns = sharedColumns(train.rows, other).map((column): SharedColumn => {
    const { cut, counts } = train.cutOf(column.name);
    return { ...column, realCut: cut, realCounts: counts, otherCut: ownWidths(column.other) };
  });
  const shapes = columns.flatMap(({ real, other }) => shapeOf(real, other) ?? []);
  const correlations = correlationsOf(train, columns);
  const counter = createJointCounter(train.rows.rowCount, other.rowCount, train.tables);
  const beyond: number[] = [];
  const all: number[] = [];
  for (let i = 0; i < columns.length; i++) {
    for (let j = i + 1; j < columns.length; j++) {
      const [a, b] = [columns[i] as SharedColumn, columns[j] as SharedColumn];
      const isOfNumbers = a.real.type === 'number' && b.real.type === 'number';
      const trend = isOfNumbers
        ? correlations(i, j)
        : contingencyOf(a, b, counter.count(a.realCut, b.realCut, a.otherCut, b.otherCut));
      if (!trend) continue;
      all.push(trend.score);
      if (trend.strength > qualityThresholds[isOfNumbers ? 'correlation' : 'association']) {
        beyond.push(trend.score);
      }
    }
  }
  counter.close();
  return {
    columnShapes: meanOf(shapes),
    columns: shapes.length,
    trends: { mean: meanOf(beyond), pairs: beyond.length },
    allTrends: { mean: meanOf(all), pairs: all.length },
    rows: other.rowCount,
  };
}

interface SharedColumn {
  readonly name: string;
  readonly real: Cells;
  readonly other: Cells;
  readonly realCut: Cut;
  /** Rows per cell. */
  readonly realCounts: Float64Array;
  readonly otherCut: Cut;
}

/** Complement of the Kolmogorov–Smirnov statistic or of the total variation, missing cells left out. */
function shapeOf(real: Cells, other: Cells): number | null {
  if (real.type === 'number' && other.type === 'number') {
    const [a, b] = [sortedValues(real), sortedValues(other)];
    return a.length === 0 || b.length === 0 ? null : 1 - kolmogorovSmirnov(a, b).statistic;
  }
  if (real.type !== 'coded' || other.type !== 'coded') return null;
  const levels = Math.max(real.levels.length, other.levels.length);
  const [a, b] = [countLevels(real.codes, levels), countLevels(other.codes, levels)];
  return a.some((count) => count > 0) && b.some((count) => count > 0) ? 1 - totalVariation(a, b) : null;
}

interface Trend {
  readonly score: number;
  readonly strength: number;
}

/** The trend of columns i and j of numbers, by their places among all columns. */
function correlationsOf(
  train: TrainQuality,
  columns: readonly SharedColumn[],
): (i: number, j: number) => Trend | null {
  const places = new Int32Array(columns.length).fill(-1);
  const names: string[] = [];
  const other: Float64Array[] = [];
  for (const [place, column] of columns.entries()) {
    if (column.real.type !== 'number' || column.other.type !== 'number') continue;
    places[place] = names.length;
    names.push(column.name);
    other.push(column.other.values);
  }
  const [inReal, inOther] = [train.correlations(names), correlationMatrix(other)];
  return (i, j) => {
    const [a, b] = [places[i] as number, places[j] as number];
    if (a < 0 || b < 0) return null;
    const [own, match] = [inReal(a, b), inOther(a, b)];
    if (own === null || match === null) return null;
    return { score: 1 - Math.abs(own - match) / 2, strength: Math.abs(own) };
  };
}

function contingencyOf(a: SharedColumn, b: SharedColumn, joint: JointCells): Trend | null {
  if (a.realCut.cells.length === 0 || a.otherCut.cells.length === 0) return null;
  return {
    score: 1 - totalVariation(joint.realCounts, joint.otherCounts),
    strength: plainCramersV(a, b, joint),
  };
}

/** Without a correction for bias; 0 where a column has one cell only, which is beyond no threshold. */
function plainCramersV(a: SharedColumn, b: SharedColumn, joint: JointCells): number {
  const levels = Math.min(nonEmpty(a.realCounts), nonEmpty(b.realCounts));
  if (levels < 2) return 0;
  const ratio = squaredContingency(joint, [a.realCut, b.realCut], [a.realCounts, b.realCounts]);
  return Math.sqrt(Math.max(0, ratio - 1) / (levels - 1));
}

/**
 * Ten equal widths between a dataset's own smallest and largest value, closed on the left, so that the largest value has a cell
 * of its own; missing numbers are put there too, while a missing category is a level. The edges are the dataset's, not
 * train's: that is what SDMetrics' report does, and why it can call two different columns alike.
 */
function ownWidths(cells: Cells): Cut {
  if (cells.type === 'coded') {
    return { cells: cells.codes.map((code) => code + 1), cellCount: cells.levels.length + 1 };
  }
  const edges = equalWidthEdges(cells.values);
  const { values } = cells;
  const cut = new Int32Array(values.length);
  const low = edges[0] as number;
  const perWidth = 1 / ((edges[1] as number) - low);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    // A guess, which is then held against the edges. Of a missing value it is no number, and 0.
    let cell = ((value - low) * perWidth) | 0;
    if (!(cell >= 0 && cell < edges.length)) cell = 0;
    while (cell > 0 && (edges[cell - 1] as number) > value) cell--;
    while (cell < edges.length && !((edges[cell] as number) > value)) cell++;
    cut[row] = cell;
  }
  return { cells: cut, cellCount: edges.length + 1 };
}

const widths = 10;

function equalWidthEdges(values: Float64Array): readonly number[] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return [];
  if (low === high) {
    low -= 0.5;
    high += 0.5;
  }
  const step = (high - low) / widths;
  return Array.from({ length: widths + 1 }, (_, i) => (i === widths ? high : i * step + low));
}

function nonEmpty(counts: Float64Array): number {
  return counts.reduce((filled, count) => filled + (count > 0 ? 1 : 0), 0);
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
