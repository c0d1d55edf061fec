import { type FeatureMatrix, takeRows } from '../models/feature-matrix.ts';
import { fitInference, type InferenceFit } from '../models/inference-model.ts';
import { encodeLinear, fitLinearEncoding, type LinearEncoding } from '../models/linear-encoding.ts';
import { keepDesignColumns } from '../models/main-effects.ts';
import type { Random } from '../statistics/random.ts';
import { defineCandidateArtifact, defineRunArtifact, runData } from './artifact.ts';
import { candidateRows } from './candidate-rows.ts';
import { learningTasks, levelCountsOf } from './learning-sides.ts';
import { featureNames, type LearningTask, learningRows, takeLabels } from './learning-task.ts';
import { naiveRows } from './naive-rows.ts';
import { realRows } from './real-rows.ts';
import type { Rows } from './rows.ts';
import type { Labels } from './task-metrics.ts';

/** The same regression on train, on the candidate and on the naive candidate. */
export interface RegressionFits {
  readonly target: string;
  /** The class against all others; null for two classes and for numbers. */
  readonly className: string | null;
  /** What the coefficients stand for, the intercept left out. */
  readonly terms: readonly RegressionTerm[];
  readonly train: InferenceFit;
  readonly synthetic: InferenceFit;
  readonly naive: InferenceFit;
  /** Classes that are no regression of their own. */
  readonly otherClasses: number;
}

export interface RegressionTerm {
  readonly column: string;
  /** Column, and level where it is one. */
  readonly label: string;
  /** Its column of the design. */
  readonly place: number;
}

export type TargetRegressions =
  | { readonly status: 'fitted'; readonly fits: readonly RegressionFits[] }
  | { readonly status: 'not-fitted'; readonly reason: string };

/** A level with fewer real rows than this is not named, in train or in the holdout. */
const fewestNamedRows = 11;
/** Of many classes the most frequent have a regression each. */
const mostClasses = 5;
const mostRows = 20_000;
/** Rows × squared entries per row: what one round of the normal equations costs. */
const mostWork = 2e8;

/** Fits on real rows by target and features, once per run. */
const realRegressions = defineRunArtifact({
  id: 'real-regressions',
  requires: { realRows, naiveRows },
  make({ realRows, naiveRows }, { random }) {
    const made = new Map<string, RealRegression>();
    return (task: LearningTask, names: readonly string[]): RealRegression => {
      const key = JSON.stringify([task.target, names]);
      const known = made.get(key) ?? fitReal(task, names, { ...realRows, naive: naiveRows }, random);
      made.set(key, known);
      return known;
    };
  },
});

/** By target: the regressions on both sides, or why there is none. */
export const regressionFits = defineCandidateArtifact({
  id: 'regression-fits',
  requires: { runData, realRows, candidateRows, learningTasks, realRegressions },
  make(
    { realRows, candidateRows, learningTasks, realRegressions },
    { random },
  ): ReadonlyMap<string, TargetRegressions> {
    const fitted = new Map<string, TargetRegressions>();
    for (const [target, task] of learningTasks) {
      const names = featureNames(target, realRows.train, candidateRows);
      const stream = random.stream(target);
      fitted.set(target, regressionsOf(task, names, candidateRows, realRegressions, stream));
    }
    return fitted;
  },
});

type RealRegression =
  | {
      readonly status: 'fitted';
      readonly encoding: LinearEncoding;
      readonly outputs: readonly {
        readonly label: number | null;
        readonly kept: Uint8Array;
        readonly train: InferenceFit;
        readonly naive: InferenceFit;
      }[];
      readonly centre: number;
      readonly spread: number;
    }
  | { readonly status: 'not-fitted'; readonly reason: string };

function regressionsOf(
  task: LearningTask,
  names: readonly string[],
  candidate: Rows,
  realOf: (task: LearningTask, names: readonly string[]) => RealRegression,
  random: Random,
): TargetRegressions {
  const { target } = task;
  if (!candidate.columns.has(target)) {
    return { status: 'not-fitted', reason: `the candidate lacks the target column “${target}”` };
  }
  if (names.length === 0) {
    return { status: 'not-fitted', reason: 'the candidate shares no column with train to learn from' };
  }
  const real = realOf(task, names);
  if (real.status === 'not-fitted') return real;
  const rows = learningRows(candidate, task, names, levelCountsOf(candidate));
  if (rows.labels.length === 0) {
    const reason = `the candidate has no row whose “${target}” is known and occurs in the real data`;
    return { status: 'not-fitted', reason };
  }
  if (new Set(rows.labels).size < 2) {
    return {
      status: 'not-fitted',
      reason: `“${target}” has a single value in the candidate: nothing can be learnt from it`,
    };
  }
  const { features, labels } = affordable(rows, random);
  const fits = real.outputs.map(({ label, kept, train, naive }): RegressionFits => {
    const design = keepDesignColumns(encodeLinear(features, real.encoding), kept);
    const values = targetValues(task, labels, label, real);
    return {
      target,
      className: label === null ? null : classNameOf(task, label, candidate),
      terms: termsOf(real.encoding, kept, candidate),
      train,
      synthetic: fitInference(design, values, task.kind),
      naive,
      otherClasses:
        label === null || task.kind === 'regression' ? 0 : task.classes.length - real.outputs.length,
    };
  });
  return { status: 'fitted', fits };
}

function fitReal(
  task: LearningTask,
  names: readonly string[],
  { train, holdout, naive }: { train: Rows; holdout: Rows | null; naive: Rows },
  random: Random,
): RealRegression {
  const { target } = task;
  const levels = levelCountsOf(train);
  const rows = learningRows(train, task, names, levels);
  if (rows.labels.length === 0) {
    return { status: 'not-fitted', reason: `train has no row with a known “${target}”` };
  }
  if (new Set(rows.labels).size < 2) {
    return { status: 'not-fitted', reason: `“${target}” has a single value in the real data` };
  }
  const others = holdout ? [learningRows(holdout, task, names, levels).features] : [];
  // Levels and their reference are train's for all sides: a coefficient must mean the same everywhere.
  const encoding = fitLinearEncoding(rows.features, { fewestRows: fewestNamedRows, alsoIn: others });
  const scale = task.kind === 'regression' ? momentsOf(rows.labels) : { centre: 0, spread: 1 };
  const used = affordable(rows, random.stream('train').stream(target));
  const floor = affordable(learningRows(naive, task, names, levels), random.stream('naive').stream(target));
  const outputs = outputsOf(task, rows.labels, holdout).map((label) => {
    const design = encodeLinear(used.features, encoding);
    const whole = fitInference(design, targetValues(task, used.labels, label, scale), task.kind);
    // What train cannot tell apart is not asked of anybody.
    const kept = Uint8Array.from(whole.obstacles, (obstacle) => (obstacle === 'dependent' ? 0 : 1));
    const ownTrain = fitInference(
      keepDesignColumns(design, kept),
      targetValues(task, used.labels, label, scale),
      task.kind,
    );
    const ownNaive = fitInference(
      keepDesignColumns(encodeLinear(floor.features, encoding), kept),
      targetValues(task, floor.labels, label, scale),
      task.kind,
    );
    return { label, kept, train: ownTrain, naive: ownNaive };
  });
  if (outputs.length === 0) {
    return { status: 'not-fitted', reason: `no class of “${target}” has ${fewestNamedRows} real rows` };
  }
  return { status: 'fitted', encoding, outputs, ...scale };
}

/** Null: the only regression there is. Of more than two classes those that may be named, most frequent first. */
function outputsOf(task: LearningTask, labels: Labels, holdout: Rows | null): (number | null)[] {
  if (task.kind === 'regression' || task.classes.length === 2) return [null];
  const counts = new Float64Array(task.classes.length);
  for (const label of labels) counts[label]!++;
  const cells = holdout?.columns.get(task.target);
  const inHoldout = new Float64Array(task.classes.length);
  if (cells?.type === 'coded') {
    for (const code of cells.codes) {
      const label = task.classes.indexOf(code);
      if (label >= 0) inHoldout[label]!++;
    }
  }
  const named = Array.from(counts.keys()).filter(
    (label) =>
      counts[label]! >= fewestNamedRows && (holdout === null || inHoldout[label]! >= fewestNamedRows),
  );
  return named.sort((a, b) => counts[b]! - counts[a]! || a - b).slice(0, mostClasses);
}

function targetValues(
  task: LearningTask,
  labels: Labels,
  label: number | null,
  { centre, spread }: { centre: number; spread: number },
): Float64Array {
  if (task.kind === 'regression') return Float64Array.from(labels, (value) => (value - centre) / spread);
  return Float64Array.from(labels, (value) => (value === (label ?? 1) ? 1 : 0));
}

function termsOf({ terms }: LinearEncoding, kept: Uint8Array, rows: Rows): RegressionTerm[] {
  let place = -1;
  return terms.flatMap(({ feature, role, level }, column): RegressionTerm[] => {
    if (kept[column] === 0) return [];
    place++;
    if (feature === null) return [];
    return [{ column: feature, label: labelOf(feature, role, level, rows), place }];
  });
}

function labelOf(
  feature: string,
  role: LinearEncoding['terms'][number]['role'],
  level: number | null,
  rows: Rows,
): string {
  const cells = rows.columns.get(feature);
  switch (role) {
    case 'level':
      return `${feature}: ${(cells?.type === 'coded' && level !== null && cells.levels[level]) || 'a level'}`;
    case 'missing':
      return `${feature}: missing`;
    case 'rare-levels':
      return `${feature}: rare levels`;
    case 'intercept':
    case 'number':
      return feature;
    default:
      return role satisfies never;
  }
}

function classNameOf(task: LearningTask, label: number, rows: Rows): string {
  const cells = rows.columns.get(task.target);
  const code = task.kind === 'classification' ? task.classes[label] : undefined;
  return (cells?.type === 'coded' && code !== undefined && cells.levels[code]) || `class ${label + 1}`;
}

/** So many rows as a few seconds can use, drawn at random where there are more. */
function affordable(
  { features, labels }: { features: FeatureMatrix; labels: Labels },
  random: Random,
): { features: FeatureMatrix; labels: Labels } {
  const entries = (features.features.length + 1) ** 2;
  const most = Math.min(mostRows, Math.max(2000, Math.floor(mostWork / entries)));
  if (features.rowCount <= most) return { features, labels };
  const rows = random.sample(most, features.rowCount);
  return { features: takeRows(features, rows), labels: takeLabels(labels, rows) };
}

function momentsOf(values: Labels): { centre: number; spread: number } {
  let centre = 0;
  for (const value of values) centre += value / values.length;
  let square = 0;
  for (const value of values) square += (value - centre) ** 2 / values.length;
  const spread = Math.sqrt(square);
  return { centre, spread: spread > 0 && Number.isFinite(spread) ? spread : 1 };
}
