import type { WorkerPool } from '../kernels/worker-pool.ts';
import { type FeatureMatrix, takeRows } from '../models/feature-matrix.ts';
import { fitForest } from '../models/random-forest.ts';
import { clusteredAuc } from '../statistics/clustered-auc.ts';
import { midRanks } from '../statistics/mid-ranks.ts';
import type { Random } from '../statistics/random.ts';
import { westfallYoung } from '../statistics/westfall-young.ts';
import { defineRunArtifact, NotApplicable } from './artifact.ts';
import { holdoutRows } from './holdout-rows.ts';
import { featuresOf } from './learning-task.ts';
import { realRows } from './real-rows.ts';
import { type Rows, sharedColumns } from './rows.ts';
import { unitsOfReal } from './units.ts';

/** Whether train and holdout can be told apart without any candidate. */
export interface SplitCheck {
  readonly auc: number;
  readonly standardError: number;
  readonly pValue: number;
  /** Rows that were scored, by side. */
  readonly trainRows: number;
  readonly holdoutRows: number;
  readonly columns: number;
}

export const splitCheckPlan = { rowsOfASide: 10_000, trees: 50, permutations: 4999 } as const;

/** Fewer of a side cannot be halved and learnt from. */
const fewestUnits = 20;

/**
 * A forest is fitted on half of the people and tested on the other half, and the other way round. A test half is scored
 * by a model that never saw its labels, so dealing these labels out anew gives an exact p-value. The two halves' results
 * hang together (their fits share every pair of rows), hence the smaller p-value doubled, and a standard error as if
 * they were one.
 */
export const splitCheck = defineRunArtifact({
  id: 'split-check',
  requires: { realRows, holdoutRows, unitsOfReal },
  async make({ realRows: { train }, holdoutRows, unitsOfReal }, { random, pool }): Promise<SplitCheck> {
    const columns = sharedColumns(train, holdoutRows).map(({ name }) => name);
    if (columns.length === 0) throw new NotApplicable('train and the holdout share no compared column');
    const units =
      unitsOfReal ?? Int32Array.from({ length: train.rowCount + holdoutRows.rowCount }, (_, row) => row);
    const halves = halve({ train, holdout: holdoutRows, units, columns }, random);
    const [first, second] = halves;
    const one = await tellApart(first, second, random.stream('first'), pool);
    const other = await tellApart(second, first, random.stream('second'), pool);
    return {
      auc: (one.auc + other.auc) / 2,
      standardError: (one.standardError + other.standardError) / 2,
      pValue: Math.min(1, 2 * Math.min(one.pValue, other.pValue)),
      trainRows: first.memberCount + second.memberCount,
      holdoutRows:
        first.features.rowCount + second.features.rowCount - first.memberCount - second.memberCount,
      columns: columns.length,
    };
  },
});

/** Rows of train first. */
interface Half {
  readonly features: FeatureMatrix;
  readonly memberCount: number;
  readonly units: Int32Array;
}

interface Split {
  readonly train: Rows;
  readonly holdout: Rows;
  /** Of train's rows, then of the holdout's. */
  readonly units: Int32Array;
  readonly columns: readonly string[];
}

/** Whole units go into one half: a person of whom both halves held rows would be recognised, not the split. */
function halve({ train, holdout, units, columns }: Split, random: Random): [Half, Half] {
  const ofTrain = halveSide(units.subarray(0, train.rowCount), random.stream('train'));
  const ofHoldout = halveSide(units.subarray(train.rowCount), random.stream('holdout'));
  const trainFeatures = featuresOf(train, columns);
  const holdoutFeatures = featuresOf(holdout, columns);
  const half = (side: 0 | 1): Half => {
    const members = ofTrain[side];
    const others = ofHoldout[side];
    const halfUnits = [
      ...Array.from(members, (row) => units[row] as number),
      ...Array.from(others, (row) => units[train.rowCount + row] as number),
    ];
    return {
      features: stack(takeRows(trainFeatures, members), takeRows(holdoutFeatures, others)),
      memberCount: members.length,
      units: Int32Array.from(halfUnits),
    };
  };
  return [half(0), half(1)];
}

/** Rows of two halves of a side's units, together at most as many as the plan allows. */
function halveSide(units: Int32Array, random: Random): [Int32Array, Int32Array] {
  const distinct = Int32Array.from(new Set(units));
  if (distinct.length < fewestUnits) {
    throw new NotApplicable(
      `train and the holdout need ${fewestUnits} people each for their difference to be learnt`,
    );
  }
  random.shuffle(distinct);
  const sizes = new Map<number, number>();
  for (const unit of units) sizes.set(unit, (sizes.get(unit) ?? 0) + 1);
  const halfOf = new Map<number, 0 | 1>();
  let rows = 0;
  for (const [place, unit] of distinct.entries()) {
    rows += sizes.get(unit) as number;
    if (rows > splitCheckPlan.rowsOfASide && place >= fewestUnits) break;
    halfOf.set(unit, place % 2 === 0 ? 0 : 1);
  }
  const halves: [number[], number[]] = [[], []];
  for (const [row, unit] of units.entries()) {
    const half = halfOf.get(unit);
    if (half !== undefined) halves[half].push(row);
  }
  return [Int32Array.from(halves[0]), Int32Array.from(halves[1])];
}

async function tellApart(fit: Half, test: Half, random: Random, pool: WorkerPool) {
  const labels = Int32Array.from({ length: fit.features.rowCount }, (_, row) =>
    row < fit.memberCount ? 1 : 0,
  );
  const forest = await fitForest(
    fit.features,
    labels,
    {
      task: 'classification',
      classCount: 2,
      trees: splitCheckPlan.trees,
      seed: random.stream('forest').uint32(),
    },
    pool,
  );
  const scores = forest.predictProbabilities(test.features).filter((_, place) => place % 2 === 1);
  const { raw } = westfallYoung({
    weights: [midRanks(scores)],
    memberCount: test.memberCount,
    permutations: splitCheckPlan.permutations,
    random: random.stream('labels'),
    units: test.units,
  });
  return { ...clusteredAuc(scores, test.memberCount, test.units), pValue: raw[0] as number };
}

function stack(first: FeatureMatrix, second: FeatureMatrix): FeatureMatrix {
  return {
    rowCount: first.rowCount + second.rowCount,
    features: first.features.map((feature, index) => {
      const other = second.features[index];
      if (feature.kind === 'numeric' && other?.kind === 'numeric') {
        return { ...feature, values: Float64Array.from([...feature.values, ...other.values]) };
      }
      if (feature.kind === 'categorical' && other?.kind === 'categorical') {
        return { ...feature, codes: Int32Array.from([...feature.codes, ...other.codes]) };
      }
      throw new Error(`${feature.name} is numeric on one side only`);
    }),
  };
}
