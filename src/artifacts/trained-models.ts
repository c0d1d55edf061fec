import type { ModelName } from '../models/fit-model.ts';
import type { Random } from '../statistics/random.ts';
import { defineCandidateArtifact, defineRunArtifact, type RunOptions, runData } from './artifact.ts';
import { holdoutRows } from './holdout-rows.ts';
import { learningSides, learningTasks, levelCountsOf } from './learning-sides.ts';
import { type LearningRows, type LearningTask, learningRows } from './learning-task.ts';
import { type ModelScores, scoreModel } from './model-scores.ts';
import { naiveRows } from './naive-rows.ts';
import { realRows } from './real-rows.ts';

/** Models fitted on real rows and on the naive candidate, per target, features and row count: made once, whoever asks. */
export interface ReferenceModels {
  /** The stream that resamples the holdout: the same for every dataset that is scored, so differences are paired. */
  resamples(target: string): Random;
  scores(request: ReferenceRequest): Promise<ModelScores>;
}

interface ReferenceRequest {
  readonly trainedOn: 'train' | 'naive';
  readonly model: ModelName;
  readonly target: string;
  readonly names: readonly string[];
  /** The unit of each holdout row whose target is known. */
  readonly testUnits: Int32Array | null;
  /** Largest number of rows to fit on. */
  readonly rows: number;
}

/** One kind of model, fitted on the candidate, on equally many rows of train, and on the naive candidate. */
export interface ModelSides {
  readonly model: ModelName;
  readonly synthetic: ModelScores;
  readonly train: ModelScores;
  readonly naive: ModelScores;
}

/** What the candidate's models reach on the holdout, beside those of train and of the naive candidate. */
export type TargetScores =
  | ScoredTarget
  | { readonly status: 'not-learnable'; readonly target: string; readonly reason: string };

export interface ScoredTarget {
  readonly status: 'scored';
  readonly target: string;
  readonly task: LearningTask;
  readonly names: readonly string[];
  readonly test: LearningRows;
  /** The person or household of each test row; null where every row is its own. */
  readonly testUnits: Int32Array | null;
  readonly models: readonly ModelSides[];
  readonly unknownClass: number;
  /** Rows of train that could be learnt from; fewer are used where the candidate is smaller. */
  readonly trainRows: number;
}

/** Repeated fits of models that draw at random, and bootstrap replicates, by preset. */
const effort = {
  quick: { repeats: 1, replicates: 200 },
  standard: { repeats: 3, replicates: 300 },
  full: { repeats: 5, replicates: 1000 },
} as const;

/** With so many rows a forest hardly depends on its seed any more, and takes long: two fits still tell by how much. */
const manyRows = 20_000;

function repeatsOf(preset: RunOptions['preset'], rows: number): number {
  return preset === 'standard' && rows > manyRows ? 2 : effort[preset].repeats;
}

const modelsOfPreset: Readonly<Record<RunOptions['preset'], readonly ModelName[]>> = {
  quick: ['random-forest'],
  standard: ['random-forest', 'gradient-boosting', 'linear'],
  full: ['random-forest', 'gradient-boosting', 'linear', 'nearest-neighbours'],
};

/** The models of a run: the preset's, the forest by the engine that was asked for. */
function modelsOf({ preset, forestEngine }: RunOptions): readonly ModelName[] {
  return modelsOfPreset[preset].map((model) =>
    model === 'random-forest' && forestEngine === 'ml-random-forest' ? forestEngine : model,
  );
}

export const referenceModels = defineRunArtifact({
  id: 'reference-models',
  requires: { runData, learningTasks, realRows, holdoutRows, naiveRows },
  make(
    { runData, learningTasks: tasks, realRows, holdoutRows, naiveRows },
    { random, pool },
  ): ReferenceModels {
    const { options } = runData;
    const made = new Map<string, Promise<ModelScores>>();
    const resamples = (target: string) => random.stream('holdout-resamples').stream(target);
    return {
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
            testUnits: request.testUnits,
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
  requires: { runData, learningSides, referenceModels },
  async make(
    { runData, learningSides, referenceModels },
    { random, pool },
  ): Promise<ReadonlyMap<string, TargetScores>> {
    const { options } = runData;
    const scored = new Map<string, TargetScores>();
    for (const [target, sides] of learningSides) {
      if (sides.status === 'not-learnable') {
        scored.set(target, { status: 'not-learnable', target, reason: sides.reason });
        continue;
      }
      const { task, names, test, testUnits, train, synthetic } = sides;
      // Equal row counts on all sides: more rows alone would make better models.
      const rows = Math.min(synthetic.features.rowCount, train.features.rowCount);
      const plan = {
        task,
        test,
        testUnits,
        fit: synthetic,
        rows,
        repeats: repeatsOf(options.preset, rows),
        replicates: effort[options.preset].replicates,
      };
      const resamples = () => referenceModels.resamples(target);
      scored.set(target, {
        status: 'scored',
        target,
        task,
        names,
        test,
        testUnits,
        // All at once: while workers grow trees, this thread fits what it fits itself.
        models: await Promise.all(
          modelsOf(options).map(async (model): Promise<ModelSides> => {
            const reference = { model, target, names, testUnits, rows };
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
      });
    }
    return scored;
  },
});
