import type { CategoricalFeature, Feature, FeatureMatrix, NumericFeature } from '../models/feature-matrix.ts';
import { stackRows, takeRows } from '../models/feature-matrix.ts';
import type { Random } from '../statistics/random.ts';
import { type Cells, isCompared, type Rows } from './rows.ts';

/** What is to be learnt: a target column, and how its values become classes or numbers. */
export type LearningTask =
  | {
      readonly kind: 'classification';
      readonly target: string;
      /** Codes of the shared dictionary by class, most frequent in train first: of two classes, 1 is the rarer. */
      readonly classes: readonly number[];
    }
  | { readonly kind: 'regression'; readonly target: string };

/** Rows that can be learnt from or tested on: those whose target is known. */
export interface LearningRows {
  readonly features: FeatureMatrix;
  readonly labels: Int32Array | Float64Array;
  /** Which rows of the dataset these are; null where they are all of them. */
  readonly kept: Int32Array | null;
  /** Rows left out because their target is missing. */
  readonly withoutTarget: number;
  /** Rows left out because their class does not occur in the real data. */
  readonly unknownClass: number;
}

/** The task that a target column sets: classes where it is coded, a regression where it is a number. */
export function learningTask(target: string, real: readonly Rows[]): LearningTask {
  const cells = real.map((rows) => rows.columns.get(target));
  const [train] = cells;
  if (train?.type === 'number') return { kind: 'regression', target };
  const counts = new Map<number, number>();
  for (const [dataset, column] of cells.entries()) {
    if (column?.type !== 'coded') continue;
    for (const code of column.codes) {
      // A class that only the holdout has still is a class; train's counts decide the order.
      if (code >= 0) counts.set(code, (counts.get(code) ?? 0) + (dataset === 0 ? 1 : 0));
    }
  }
  const classes = [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || a - b);
  return { kind: 'classification', target, classes };
}

/** Names of the columns that a model may learn from: compared ones that both sides have, without the target. */
export function featureNames(target: string, train: Rows, other: Rows): string[] {
  return [...train.columns]
    .filter(([name, { schema }]) => name !== target && isCompared(schema) && other.columns.has(name))
    .map(([name]) => name);
}

/**
 * Features and labels of one dataset.
 *
 * @param levelCounts levels per coded feature over all datasets, so that matrices agree
 */
export function learningRows(
  rows: Rows,
  task: LearningTask,
  names: readonly string[],
  levelCounts: ReadonlyMap<string, number>,
): LearningRows {
  const all = featuresOf(rows, names, levelCounts);
  const target = rows.columns.get(task.target) as Cells;
  const labels = task.kind === 'regression' ? numbersOf(target) : classesOf(target, task.classes);
  const known: number[] = [];
  let withoutTarget = 0;
  let unknownClass = 0;
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] as number;
    if (Number.isNaN(label) || label === missing) withoutTarget++;
    else if (label === unknown) unknownClass++;
    else known.push(row);
  }
  if (known.length === rows.rowCount) {
    return { features: all, labels, kept: null, withoutTarget, unknownClass };
  }
  const kept = Int32Array.from(known);
  return {
    features: takeRows(all, kept),
    labels: takeLabels(labels, kept),
    kept,
    withoutTarget,
    unknownClass,
  };
}

/** The given ones of the rows, in that order. */
export function takeLearningRows(
  { features, labels }: Pick<LearningRows, 'features' | 'labels'>,
  rows: Int32Array,
): Pick<LearningRows, 'features' | 'labels'> {
  return { features: takeRows(features, rows), labels: takeLabels(labels, rows) };
}

/** At most so many rows, drawn at random where there are more. */
export function atMostLearningRows(
  rows: Pick<LearningRows, 'features' | 'labels'>,
  most: number,
  random: Random,
): Pick<LearningRows, 'features' | 'labels'> {
  const { rowCount } = rows.features;
  return rowCount <= most ? rows : takeLearningRows(rows, random.sample(most, rowCount));
}

/** The rows of both, the first's first. */
export function stackLearningRows(
  first: Pick<LearningRows, 'features' | 'labels'>,
  second: Pick<LearningRows, 'features' | 'labels'>,
): Pick<LearningRows, 'features' | 'labels'> {
  const labels =
    first.labels instanceof Int32Array
      ? new Int32Array(first.labels.length + second.labels.length)
      : new Float64Array(first.labels.length + second.labels.length);
  labels.set(first.labels);
  labels.set(second.labels, first.labels.length);
  return { features: stackRows(first.features, second.features), labels };
}

export function takeLabels(labels: LearningRows['labels'], rows: Int32Array): LearningRows['labels'] {
  if (labels instanceof Int32Array) return rows.map((row) => labels[row] as number);
  return Float64Array.from(rows, (row) => labels[row] as number);
}

/** The named columns of all rows as features; codes mean the same level in every dataset of the run. */
export function featuresOf(
  rows: Rows,
  names: readonly string[],
  levelCounts: ReadonlyMap<string, number> = new Map(),
): FeatureMatrix {
  const features = names.map((name) => asFeature(name, rows.columns.get(name) as Cells, levelCounts));
  return { rowCount: rows.rowCount, features };
}

const missing = -1;
const unknown = -2;

function asFeature(name: string, cells: Cells, levelCounts: ReadonlyMap<string, number>): Feature {
  if (cells.type === 'number') {
    return { kind: 'numeric', name, values: cells.values } satisfies NumericFeature;
  }
  const levelCount = levelCounts.get(name) ?? cells.levels.length;
  return { kind: 'categorical', name, codes: cells.codes, levelCount } satisfies CategoricalFeature;
}

function numbersOf(target: Cells): Float64Array {
  if (target.type === 'number') return target.values;
  throw new Error('a numeric target is numeric in every dataset');
}

function classesOf(target: Cells, classes: readonly number[]): Int32Array {
  if (target.type !== 'coded') throw new Error('a coded target is coded in every dataset');
  const classOf = new Map(classes.map((code, label) => [code, label]));
  return target.codes.map((code) => (code < 0 ? missing : (classOf.get(code) ?? unknown)));
}
