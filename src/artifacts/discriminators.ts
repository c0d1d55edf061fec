import type { WorkerPool } from '../kernels/worker-pool.ts';
import { type FeatureMatrix, takeRows } from '../models/feature-matrix.ts';
import { fitLogisticRegression, linear, predictLogistic } from '../models/logistic-regression.ts';
import { type Design, mainEffects, shareDesign } from '../models/main-effects.ts';
import { fitForest } from '../models/random-forest.ts';
import type { ScoreFoldInput } from '../models/score-fold.ts';
import { mannWhitney } from '../statistics/mann-whitney.ts';
import { propensityGap } from '../statistics/propensity-gap.ts';
import type { Random } from '../statistics/random.ts';
import { type Context, defineCandidateArtifact, defineRunArtifact } from './artifact.ts';
import { type Bins, bins, cutColumn } from './bins.ts';
import { candidateRows } from './candidate-rows.ts';
import { featuresOf } from './learning-task.ts';
import { naiveRows } from './naive-rows.ts';
import { realRows } from './real-rows.ts';
import { type Rows, sharedColumns } from './rows.ts';
import { atMostRows } from './take-rows.ts';

/** How well models tell train's rows from another dataset's. */
export interface Discrimination {
  readonly logistic: {
    readonly realRows: number;
    readonly otherRows: number;
    readonly rank: number;
    readonly pmse: number;
    /** Of `pmse`, over other samples of both sizes. */
    readonly standardError: number;
    readonly specks: number;
    readonly specksError: number;
    readonly auc: Area;
  };
  readonly forest: { readonly realRows: number; readonly otherRows: number; readonly auc: Area };
  readonly columns: readonly ColumnDiscrimination[];
}

export interface Area {
  readonly value: number;
  readonly standardError: number;
}

/** What a column gives away by itself, and what the forest loses without it. */
export interface ColumnDiscrimination {
  readonly name: string;
  readonly alone: Area;
  /** Loss of the forest's AUC when the column is shuffled; null where too many columns would have to be shuffled. */
  readonly drop: number | null;
}

export const discriminatorPlan = {
  logisticRowsOfASide: 20_000,
  forestRowsOfASide: 8_000,
  trees: 40,
  folds: 3,
  /** Rows × columns² of a regression, so that wide tables stay bounded. */
  logisticWork: 2e8,
  shuffledRows: 2_000,
  mostShuffled: 40,
} as const;

/** Fewer rows of a side cannot be split into folds and learnt from. */
const fewestRows = 12;

export const candidateDiscriminators = defineCandidateArtifact({
  id: 'discriminators',
  requires: { realRows, candidateRows, bins },
  make: ({ realRows, candidateRows, bins }, context) =>
    discriminate(realRows.train, candidateRows, bins, context),
});

/** Train against the holdout (null without one) and against the naive candidate. */
export const referenceDiscriminators = defineRunArtifact({
  id: 'reference-discriminators',
  requires: { realRows, naiveRows, bins },
  async make({ realRows: { train, holdout }, naiveRows, bins }, { random, pool }) {
    const against = (rows: Rows, name: string) =>
      discriminate(train, rows, bins, { random: random.stream(name), pool });
    return {
      holdout: holdout && (await against(holdout, 'holdout')),
      naive: await against(naiveRows, 'naive'),
    };
  },
});

/** Null where a side has too few rows, or no column is shared. */
export async function discriminate(
  train: Rows,
  other: Rows,
  bins: Bins,
  { random, pool }: Context,
): Promise<Discrimination | null> {
  const names = sharedColumns(train, other).map(({ name }) => name);
  if (names.length === 0 || Math.min(train.rowCount, other.rowCount) < fewestRows) return null;
  const { forestRowsOfASide } = discriminatorPlan;
  const forForest = stackSides(train, other, names, forestRowsOfASide, random.stream('forest'));
  const { auc, drops } = await crossFitForest(forForest, random.stream('fit'), pool);
  const columns = names.map(
    (name, column): ColumnDiscrimination => ({
      name,
      alone: alone(forForest, name, bins, random.stream(`alone-${name}`)),
      drop: drops?.[column] ?? null,
    }),
  );
  return {
    logistic: await regress(train, other, names, { random: random.stream('logistic'), pool }),
    forest: { realRows: forForest.realCount, otherRows: forForest.otherCount, auc },
    columns,
  };
}

type Forest = Awaited<ReturnType<typeof fitForest>>;

/** Train's rows first, then the other dataset's. */
interface Sides {
  readonly real: Rows;
  readonly other: Rows;
  readonly realCount: number;
  readonly otherCount: number;
  readonly features: FeatureMatrix;
  /** 1 for rows of the other dataset. */
  readonly labels: Uint8Array;
}

function stackSides(train: Rows, other: Rows, names: readonly string[], most: number, random: Random): Sides {
  const a = atMostRows(train, most, random.stream('real'));
  const b = atMostRows(other, most, random.stream('other'));
  const features = stackFeatures(featuresOf(a, names), featuresOf(b, names));
  const labels = new Uint8Array(a.rowCount + b.rowCount).fill(1, a.rowCount);
  return { real: a, other: b, realCount: a.rowCount, otherCount: b.rowCount, features, labels };
}

function stackFeatures(first: FeatureMatrix, second: FeatureMatrix): FeatureMatrix {
  const rowCount = first.rowCount + second.rowCount;
  return {
    rowCount,
    features: first.features.map((feature, index) => {
      const other = second.features[index];
      if (feature.kind === 'numeric' && other?.kind === 'numeric') {
        const values = new Float64Array(rowCount);
        values.set(feature.values);
        values.set(other.values, first.rowCount);
        return { ...feature, values };
      }
      if (feature.kind === 'categorical' && other?.kind === 'categorical') {
        const codes = new Int32Array(rowCount);
        codes.set(feature.codes);
        codes.set(other.codes, first.rowCount);
        return { ...feature, codes, levelCount: Math.max(feature.levelCount, other.levelCount) };
      }
      throw new Error(`${feature.name} is numeric on one side only`);
    }),
  };
}

/** The regression's part: errors of the scores on the rows of the fit, area on rows of other folds. */
export async function regress(
  train: Rows,
  other: Rows,
  names: readonly string[],
  { random, pool }: Context,
): Promise<Discrimination['logistic']> {
  const affordable = Math.floor(discriminatorPlan.logisticWork / names.length ** 2);
  const most = Math.max(500, Math.min(discriminatorPlan.logisticRowsOfASide, affordable));
  const sides = stackSides(train, other, names, most, random.stream('rows'));
  const design = shareDesign(mainEffects(sides.features));
  // Workers fit the folds while this thread fits the whole.
  const [auc, whole] = await Promise.all([
    crossFitLogistic(design, sides, random.stream('folds'), pool),
    fitWhole(design, sides),
  ]);
  return { ...whole, auc };
}

async function fitWhole(design: Design, sides: Sides): Promise<Omit<Discrimination['logistic'], 'auc'>> {
  const { labels, realCount, otherCount } = sides;
  const fit = fitLogisticRegression(design, labels);
  const scores = predictLogistic(design, fit.coefficients);
  const share = otherCount / labels.length;
  let pmse = 0;
  for (const score of scores) pmse += (score - share) ** 2 / scores.length;
  const gap = propensityGap(scores, realCount);
  return {
    realRows: realCount,
    otherRows: otherCount,
    rank: fit.rank,
    pmse,
    standardError: errorOfPmse({ design, labels, scores, fit, pmse, share, realCount }),
    specks: gap.statistic,
    specksError: Math.sqrt(
      (gap.shareA * (1 - gap.shareA)) / realCount + (gap.shareB * (1 - gap.shareB)) / otherCount,
    ),
  };
}

/**
 * Every row moves the error directly and through the coefficients; where there is nothing to find these terms vanish
 * and what is left is the spread of a chi-square.
 */
function errorOfPmse(parts: {
  design: Design;
  labels: Uint8Array;
  scores: Float64Array;
  fit: ReturnType<typeof fitLogisticRegression>;
  pmse: number;
  share: number;
  realCount: number;
}): number {
  const { design, labels, scores, fit, pmse, share, realCount } = parts;
  const rows = labels.length;
  const slope = new Float64Array(design.columnCount);
  for (let row = 0; row < rows; row++) {
    const p = scores[row] as number;
    const weight = (2 * (p - share) * p * (1 - p)) / rows;
    for (let i = design.start[row] as number; i < (design.start[row + 1] as number); i++) {
      const column = design.columns[i] as number;
      slope[column] = (slope[column] as number) + weight * (design.values[i] as number);
    }
  }
  const direction = fit.information.solve(slope);
  const influence = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const p = scores[row] as number;
    influence[row] =
      ((p - share) ** 2 - pmse) / rows + linear(design, direction, row) * ((labels[row] as number) - p);
  }
  const noise = 2 * Math.max(0, fit.rank - 1) * ((share * (1 - share)) / rows) ** 2;
  const variance =
    squaresAround(influence.subarray(0, realCount)) + squaresAround(influence.subarray(realCount));
  const error = Math.sqrt(variance + noise);
  // Of groups that can be told apart without fault the information is empty: nothing then limits the error but its range.
  return Number.isFinite(error) ? Math.min(1, error) : 1;
}

function squaresAround(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return squares;
}

/** Every row's fold; each side is dealt out evenly. */
function dealFolds({ realCount, otherCount }: Sides, random: Random): Uint8Array {
  const folds = new Uint8Array(realCount + otherCount);
  for (let row = 0; row < realCount; row++) folds[row] = row % discriminatorPlan.folds;
  for (let row = 0; row < otherCount; row++) folds[realCount + row] = row % discriminatorPlan.folds;
  random.stream('real').shuffle(folds.subarray(0, realCount));
  random.stream('other').shuffle(folds.subarray(realCount));
  return folds;
}

function rowsWhere(folds: Uint8Array, keep: (fold: number) => boolean): Int32Array {
  const rows = new Int32Array(folds.length);
  let count = 0;
  for (let row = 0; row < folds.length; row++) if (keep(folds[row] as number)) rows[count++] = row;
  return rows.slice(0, count);
}

async function crossFitLogistic(
  design: Design,
  sides: Sides,
  random: Random,
  pool: WorkerPool,
): Promise<Area> {
  const folds = dealFolds(sides, random);
  const inputs = Array.from({ length: discriminatorPlan.folds }, (_, fold) => ({
    design,
    labels: sides.labels,
    learn: rowsWhere(folds, (of) => of !== fold),
    test: rowsWhere(folds, (of) => of === fold),
  }));
  const task = new URL('../models/score-fold.ts', import.meta.url);
  const scores = await pool.map<ScoreFoldInput, Float64Array>(task, inputs);
  return meanArea(scores.map((ofFold, fold) => areaOf(ofFold, (inputs[fold] as ScoreFoldInput).test, sides)));
}

async function crossFitForest(sides: Sides, random: Random, pool: WorkerPool) {
  const folds = dealFolds(sides, random);
  const areas: Area[] = [];
  const columns = sides.features.features.length;
  const drops = columns <= discriminatorPlan.mostShuffled ? new Float64Array(columns) : null;
  for (let fold = 0; fold < discriminatorPlan.folds; fold++) {
    const learn = rowsWhere(folds, (of) => of !== fold);
    const test = rowsWhere(folds, (of) => of === fold);
    const forest = await fitForest(
      takeRows(sides.features, learn),
      Int32Array.from(learn, (row) => sides.labels[row] as number),
      {
        task: 'classification',
        classCount: 2,
        trees: discriminatorPlan.trees,
        seed: random.stream(`forest-${fold}`).uint32(),
      },
      pool,
    );
    const scores = syntheticShares(forest, takeRows(sides.features, test));
    areas.push(areaOf(scores, test, sides));
    if (drops) addDrops(drops, forest, test, sides, random.stream(`shuffle-${fold}`));
  }
  return { auc: meanArea(areas), drops };
}

/** Permutation importance (Breiman 2001) on held-out rows: what the AUC loses when one column is shuffled. */
function addDrops(drops: Float64Array, forest: Forest, test: Int32Array, sides: Sides, random: Random): void {
  const order = test.slice();
  random.stream('rows').shuffle(order);
  const some = order.subarray(0, discriminatorPlan.shuffledRows);
  if (!some.some((row) => sides.labels[row] === 1) || some.every((row) => sides.labels[row] === 1)) return;
  const features = takeRows(sides.features, some);
  const whole = areaOf(syntheticShares(forest, features), some, sides).value;
  const places = Int32Array.from({ length: some.length }, (_, place) => place);
  for (let column = 0; column < drops.length; column++) {
    random.stream(`column-${column}`).shuffle(places);
    const shuffled = takeRows(
      { rowCount: some.length, features: [features.features[column] as FeatureMatrix['features'][number]] },
      places,
    ).features[0] as FeatureMatrix['features'][number];
    const without = {
      rowCount: some.length,
      features: features.features.map((feature, index) => (index === column ? shuffled : feature)),
    };
    const area = areaOf(syntheticShares(forest, without), some, sides).value;
    drops[column] = (drops[column] as number) + (whole - area) / discriminatorPlan.folds;
  }
}

function syntheticShares(forest: Forest, features: FeatureMatrix): Float64Array {
  return forest.predictProbabilities(features).filter((_, place) => place % 2 === 1);
}

/** Cells are scored by how much more often the other half's rows of them are synthetic. */
function alone(sides: Sides, name: string, bins: Bins, random: Random): Area {
  const cut = (rows: Rows) => cutColumn(rows.columns.get(name) as never, bins);
  const real = cut(sides.real);
  const other = cut(sides.other);
  const cells = new Int32Array(sides.labels.length);
  cells.set(real.cells);
  cells.set(other.cells, sides.realCount);
  const cellCount = Math.max(real.cellCount, other.cellCount);
  const folds = dealFolds(sides, random);
  const areas: Area[] = [];
  for (let fold = 0; fold < discriminatorPlan.folds; fold++) {
    const counts = new Float64Array(2 * cellCount);
    for (let row = 0; row < cells.length; row++) {
      if (folds[row] === fold) continue;
      const at = 2 * (cells[row] as number) + (sides.labels[row] as number);
      counts[at] = (counts[at] as number) + 1;
    }
    const test = rowsWhere(folds, (of) => of === fold);
    const ofCells = new Float64Array(cellCount);
    for (let cell = 0; cell < cellCount; cell++) {
      const [ofReal, ofOther] = [counts[2 * cell] as number, counts[2 * cell + 1] as number];
      ofCells[cell] = (ofOther + 0.5) / (ofReal + ofOther + 1);
    }
    const scores = new Float64Array(test.length);
    for (let place = 0; place < test.length; place++) {
      scores[place] = ofCells[cells[test[place] as number] as number] as number;
    }
    areas.push(areaOf(scores, test, sides));
  }
  return meanArea(areas);
}

function areaOf(scores: Float64Array, rows: Int32Array, sides: Sides): Area {
  const synthetic = new Float64Array(scores.length);
  const real = new Float64Array(scores.length);
  let ofSynthetic = 0;
  let ofReal = 0;
  for (let place = 0; place < scores.length; place++) {
    const score = scores[place] as number;
    if (sides.labels[rows[place] as number] === 1) synthetic[ofSynthetic++] = score;
    else real[ofReal++] = score;
  }
  const { auc, standardError } = mannWhitney(synthetic.subarray(0, ofSynthetic), real.subarray(0, ofReal));
  return { value: auc, standardError };
}

/**
 * Each fold's scores come from a model of its own, so areas are averaged, not scores pooled. Folds are not independent: each
 * model has learnt from the rows on which the others are tested, so the variance is that of a fold times 1/J + 1/(J − 1),
 * test over training rows, where independent folds would have 1/J.
 * Source: Nadeau & Bengio (2003). Inference for the generalization error. Machine Learning 52.
 */
function meanArea(areas: readonly Area[]): Area {
  const folds = areas.length;
  const value = areas.reduce((sum, area) => sum + area.value, 0) / folds;
  const variance = areas.reduce((sum, area) => sum + area.standardError ** 2, 0) / folds;
  return { value, standardError: Math.sqrt(variance * (1 / folds + 1 / (folds - 1))) };
}
