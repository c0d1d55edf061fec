import { defineCandidateArtifact, defineRunArtifact, runData } from './artifact.ts';
import { candidateRows } from './candidate-rows.ts';
import { holdoutRows } from './holdout-rows.ts';
import {
  featureNames,
  type LearningRows,
  type LearningTask,
  learningRows,
  learningTask,
} from './learning-task.ts';
import { realRows } from './real-rows.ts';
import type { Rows } from './rows.ts';
import { unitsOfReal } from './units.ts';

/** What there is to learn from and to test on, for one target. */
export type LearningSides =
  | (ReadySides & { readonly status: 'ready' })
  | { readonly status: 'not-learnable'; readonly task: LearningTask; readonly reason: string };

export interface ReadySides {
  readonly task: LearningTask;
  /** The columns that models learn from. */
  readonly names: readonly string[];
  readonly train: LearningRows;
  readonly synthetic: LearningRows;
  /** Of the holdout. */
  readonly test: LearningRows;
  /** The person or household of each test row; null where every row is its own. */
  readonly testUnits: Int32Array | null;
}

/** The task that each target sets. */
export const learningTasks = defineRunArtifact({
  id: 'learning-tasks',
  requires: { runData, realRows },
  make({ runData, realRows }): ReadonlyMap<string, LearningTask> {
    const real = realRows.holdout ? [realRows.train, realRows.holdout] : [realRows.train];
    return new Map(runData.options.targets.map((target) => [target, learningTask(target, real)]));
  },
});

/** By target: the rows of train, candidate and holdout, or why nothing can be learnt. */
export const learningSides = defineCandidateArtifact({
  id: 'learning-sides',
  requires: { learningTasks, realRows, holdoutRows, candidateRows, unitsOfReal },
  make({
    learningTasks,
    realRows,
    holdoutRows,
    candidateRows,
    unitsOfReal,
  }): ReadonlyMap<string, LearningSides> {
    const real = { train: realRows.train, holdout: holdoutRows, units: unitsOfReal };
    return new Map([...learningTasks].map(([target, task]) => [target, sidesOf(task, real, candidateRows)]));
  },
});

/** Real rows, and the unit of each of them, train's first. */
export interface RealSides {
  readonly train: Rows;
  readonly holdout: Rows;
  readonly units: Int32Array | null;
}

/** The rows that a task can use, or what stands in the way as a fact about the files. */
export function sidesOf(
  task: LearningTask,
  { train: real, holdout, units }: RealSides,
  candidate: Rows,
): LearningSides {
  const names = featureNames(task.target, real, candidate);
  const levels = levelCountsOf(candidate);
  const test = learningRows(holdout, task, names, levels);
  const train = learningRows(real, task, names, levels);
  const synthetic = candidate.columns.has(task.target) ? learningRows(candidate, task, names, levels) : null;
  const reason = obstacleTo(task, names, { test, train, synthetic });
  if (reason !== null || synthetic === null) return { status: 'not-learnable', task, reason: reason ?? '' };
  const ofHoldout = units?.subarray(real.rowCount) ?? null;
  const testUnits = ofHoldout && (test.kept ? test.kept.map((row) => ofHoldout[row] as number) : ofHoldout);
  return { status: 'ready', task, names, train, synthetic, test, testUnits };
}

/** Levels per coded column. */
export function levelCountsOf(rows: Rows): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [name, cells] of rows.columns) if (cells.type === 'coded') counts.set(name, cells.levels.length);
  return counts;
}

function obstacleTo(
  task: LearningTask,
  names: readonly string[],
  { test, train, synthetic }: { test: LearningRows; train: LearningRows; synthetic: LearningRows | null },
): string | null {
  const { target } = task;
  if (!synthetic) return `the candidate lacks the target column “${target}”`;
  if (names.length === 0) return 'the candidate shares no column with train to learn from';
  if (test.labels.length === 0) return `the holdout has no row with a known “${target}”`;
  if (train.labels.length === 0) return `train has no row with a known “${target}”`;
  if (synthetic.labels.length === 0) {
    return `the candidate has no row whose “${target}” is known and occurs in the real data`;
  }
  if (task.kind === 'classification' && task.classes.length < 2)
    return `“${target}” has a single class in the real data`;
  if (task.kind === 'classification' && new Set(synthetic.labels).size < 2) {
    return `the candidate has a single class of “${target}”: nothing can be learnt from it`;
  }
  return null;
}
