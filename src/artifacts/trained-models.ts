import type { ModelName } from '../models/fit-model.ts';
import type { Random } from '../statistics/random.ts';
import { defineCandidateArtifact, defineRunArtifact, type RunOptions, runData } from './artifact.ts';
import { candidateRows } from './candidate-rows.ts';
import { holdoutRows } from './holdout-rows.ts';
import {
  featureNames,
  type LearningRows,
  type LearningTask,
  learningRows,
  learningTask,
} from './learning-task.ts';
import { type ModelScores, scoreModel } from './model-scores.ts';
import { naiveRows } from './naive-rows.ts';
import { realRows } from './real-rows.ts';
import type { Rows } from './rows.ts';

/** Models fitted on real rows and on the naive candidate, per target, features and row count: made once, whoever asks. */
export interface ReferenceModels {
  readonly tasks: ReadonlyMap<string, LearningTask>;
  /** The stream that resamples the holdout: the same for every dataset that is scored, so differences are paired. */
  resamples(target: string): Random;
  scores(request: ReferenceRequest): Promise<ModelScores>;
}

interface ReferenceRequest {
  readonly trainedOn: 'train' | 'naive';
  readonly model: ModelName;
  readonly target: string;
  readonly names: readonly string[];
  /** Largest number of rows to fit on. */
  readonly rows: number;
}

/** What the candidate's models reach on the holdout, beside those of train and of the naive candidate. */
export interface TargetScores {
  readonly task: LearningTask;
  readonly names: readonly string[];
  readonly test: LearningRows;
  readonly candidate: CandidateScores;
}

/** One kind of model, fitted on the candidate, on equally many rows of train, and on the naive candidate. */
export interface ModelSides {
  readonly model: ModelName;
  readonly synthetic: ModelScores;
  readonly train: ModelScores;
  readonly naive: ModelScores;
}

export type CandidateScores =
  | {
      readonly status: 'scored';
      readonly models: readonly ModelSides[];
      readonly unknownClass: number;
      /** Rows of train that could be learnt from; fewer are used where the candidate is smaller. */
      readonly trainRows: number;
    }
  | { readonly status: 'not-learnable'; readonly reason: string };

/** Repeated fits of models that draw at random, and bootstrap replicates, by preset. */
const effort = {
  quick: { repeats: 1, replicates: 200 },
  standard: { repeats: 3, replicates: 300 },
  full: { repeats: 5, replicates: 1000 },
} as const;

/** With so many rows a forest hardly depends on its seed any more, and takes long: two fits still tell by how much. */
const manyRows = 50_000;

function repeatsOf(preset: RunOptions['preset'], rows: number): number {
  return preset === 'standard' && rows > manyRows ? 2 : effort[preset].repeats;
}

const modelsOfPreset: Readonly<Record<RunOptions['preset'], readonly ModelName[]>> = {
  quick: ['random-forest'],
  standard: ['random-forest', 'gradient-boosting', 'linear'],
  full: ['random-forest', 'gradient-boosting', 'linear'],
};

/** The models of a run: the preset's, the forest by the engine that was asked for. */
function modelsOf({ preset, forestEngine }: RunOptions): readonly ModelName[] {
  return modelsOfPreset[preset].map((model) =>
    model === 'random-forest' && forestEngine === 'ml-random-forest' ? forestEngine : model,
  );
}

export const referenceModels = defineRunArtifact({
  id: 'reference-models',
  requires: { runData, realRows, holdoutRows, naiveRows },
  make({ runData, realRows, holdoutRows, naiveRows }, { random, pool }): ReferenceModels {
    const { options } = runData;
    const tasks = new Map(
      options.targets.map((target) => [target, learningTask(target, [realRows.train, holdoutRows])]),
    );
    const made = new Map<string, Promise<ModelScores>>();
    const resamples = (target: string) => random.stream('holdout-resamples').stream(target);
    return {
      tasks,
      resamples,
      scores(request) {
        const key = JSON.stringify([
          request.trainedOn,
          request.model,
          request.target,
          request.names,
          request.rows,
        ]);
        const known = made.get(key);
        if (known) return known;
        const task = tasks.get(request.target) as LearningTask;
        const source = request.trainedOn === 'train' ? realRows.train : naiveRows;
        const levels = levelCountsOf(realRows.train);
        const scores = scoreModel(
          {
            task,
            fit: learningRows(source, task, request.names, levels),
            test: learningRows(holdoutRows, task, request.names, levels),
            rows: request.rows,
            // The naive candidate is a reference line: one fit places it.
            repeats: request.trainedOn === 'train' ? repeatsOf(options.preset, request.rows) : 1,
            replicates: effort[options.preset].replicates,
            model: request.model,
          },
          {
            fits: random.stream(request.trainedOn).stream(request.target),
            resamples: () => resamples(request.target),
          },
          pool,
        );
        made.set(key, scores);
        return scores;
      },
    };
  },
});

export const targetScores = defineCandidateArtifact({
  id: 'target-scores',
  requires: { runData, realRows, holdoutRows, candidateRows, referenceModels },
  async make(
    { runData, realRows, holdoutRows, candidateRows, referenceModels },
    { random, pool },
  ): Promise<ReadonlyMap<string, TargetScores>> {
    const { options } = runData;
    const scored = new Map<string, TargetScores>();
    for (const [target, task] of referenceModels.tasks) {
      const names = featureNames(target, realRows.train, candidateRows);
      const levels = levelCountsOf(candidateRows);
      const test = learningRows(holdoutRows, task, names, levels);
      const train = learningRows(realRows.train, task, names, levels);
      const synthetic = candidateRows.columns.has(target)
        ? learningRows(candidateRows, task, names, levels)
        : null;
      const reason = obstacleTo(task, names, test, train, synthetic);
      if (reason !== null || !synthetic) {
        scored.set(target, {
          task,
          names,
          test,
          candidate: { status: 'not-learnable', reason: reason ?? '' },
        });
        continue;
      }
      // Equal row counts on all sides: more rows alone would make better models.
      const rows = Math.min(synthetic.features.rowCount, train.features.rowCount);
      const plan = {
        task,
        test,
        fit: synthetic,
        rows,
        repeats: repeatsOf(options.preset, rows),
        replicates: effort[options.preset].replicates,
      };
      const resamples = () => referenceModels.resamples(target);
      const candidate: CandidateScores = {
        status: 'scored',
        // All at once: while workers grow trees, this thread fits what it fits itself.
        models: await Promise.all(
          modelsOf(options).map(async (model): Promise<ModelSides> => {
            const reference = { model, target, names, rows };
            const [ofSynthetic, ofTrain, ofNaive] = await Promise.all([
              scoreModel({ ...plan, model }, { fits: random.stream(target), resamples }, pool),
              referenceModels.scores({ ...reference, trainedOn: 'train' }),
              referenceModels.scores({ ...reference, trainedOn: 'naive' }),
            ]);
            return { model, synthetic: ofSynthetic, train: ofTrain, naive: ofNaive };
          }),
        ),
        unknownClass: synthetic.unknownClass,
        trainRows: train.features.rowCount,
      };
      scored.set(target, { task, names, test, candidate });
    }
    return scored;
  },
});

/** Why a model cannot be fitted or tested, as a fact about the files; null where it can. */
function obstacleTo(
  task: LearningTask,
  names: readonly string[],
  test: LearningRows,
  train: LearningRows,
  synthetic: LearningRows | null,
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

function levelCountsOf(rows: Rows): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [name, cells] of rows.columns) if (cells.type === 'coded') counts.set(name, cells.levels.length);
  return counts;
}
