import type { Feature, FeatureMatrix } from './feature-matrix.ts';
import type { Design } from './main-effects.ts';

/** How features become columns of a regression; learnt on the rows of the fit, applied to every later matrix. */
export interface LinearEncoding {
  readonly features: readonly FeatureColumns[];
  /** One per column of the design; the intercept, column 0, included. */
  readonly terms: readonly LinearTerm[];
}

/** What a column of the design stands for. */
export interface LinearTerm {
  /** Null for the intercept. */
  readonly feature: string | null;
  readonly role: 'intercept' | 'number' | 'missing' | 'level' | 'rare-levels';
  /** Code of the level, where the role is one. */
  readonly level: number | null;
  /** The column holds (value − centre) / scale. */
  readonly centre: number;
  readonly scale: number;
}

type FeatureColumns =
  | {
      readonly kind: 'numeric';
      readonly name: string;
      readonly centre: number;
      readonly scale: number;
      /** −1 where the column would be constant. */
      readonly column: number;
      readonly missingColumn: number;
    }
  | {
      readonly kind: 'categorical';
      readonly name: string;
      /** −1 is the reference level. */
      readonly columnOf: ReadonlyMap<number, number>;
      /** Of levels with no column of their own; −1 where the fit had none. */
      readonly rareColumn: number;
    };

/** Which levels get a column of their own. */
export interface LevelRule {
  /** Levels of fewer rows are pooled; 10 unless given. */
  readonly fewestRows?: number;
  /** Matrices of the same features in which a level needs as many rows too. */
  readonly alsoIn?: readonly FeatureMatrix[];
}

/** Levels of fewer rows are pooled. */
const fewestLevelRows = 10;
/** Levels past this rank are pooled. */
const mostLevels = 30;
/** Wide tables keep fewer levels apart: the normal equations grow with the square of the columns. */
const mostColumns = 500;

/**
 * Numbers are standardised, a missing one is the mean and sets an indicator. Categories have an indicator per level but
 * the most frequent, which is the reference; a missing cell is a level; levels of fewer than ten rows, or past the
 * thirtieth, share one indicator, and so do levels that the fit never saw.
 */
export function fitLinearEncoding(
  matrix: FeatureMatrix,
  { fewestRows = fewestLevelRows, alsoIn = [] }: LevelRule = {},
): LinearEncoding {
  const terms: LinearTerm[] = [{ feature: null, role: 'intercept', level: null, centre: 0, scale: 1 }];
  const categories = matrix.features.filter(({ kind }) => kind === 'categorical').length;
  const room = (mostColumns - 2 * (matrix.features.length - categories)) / Math.max(1, categories);
  const levelsEach = Math.max(2, Math.min(mostLevels, Math.floor(room)));
  const add = (feature: string, role: LinearTerm['role'], extra: Partial<LinearTerm> = {}) =>
    terms.push({ feature, role, level: null, centre: 0, scale: 1, ...extra }) - 1;
  const features = matrix.features.map((feature, f): FeatureColumns => {
    const { name } = feature;
    if (feature.kind === 'numeric') {
      const { filled, centre, scale } = momentsOf(feature.values);
      return {
        kind: 'numeric',
        name,
        centre,
        scale,
        column: scale > 0 ? add(name, 'number', { centre, scale }) : -1,
        missingColumn: filled > 0 && filled < matrix.rowCount ? add(name, 'missing') : -1,
      };
    }
    const counts = countCodes(feature.codes);
    const others = alsoIn.flatMap(({ features }) => {
      const same = features[f];
      return same?.kind === 'categorical' ? [countCodes(same.codes)] : [];
    });
    const isKept = (level: number) =>
      [counts, ...others].every((rows) => (rows.get(level) ?? 0) >= fewestRows);
    const ranked = [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)! || a - b);
    const [reference, ...rarer] = ranked;
    const columnOf = new Map<number, number>();
    if (reference !== undefined) columnOf.set(reference, -1);
    let rare = false;
    for (const [rank, level] of rarer.entries()) {
      if (rank + 1 < levelsEach && isKept(level)) {
        columnOf.set(level, add(name, level === -1 ? 'missing' : 'level', { level }));
      } else rare = true;
    }
    return { kind: 'categorical', name, columnOf, rareColumn: rare ? add(name, 'rare-levels') : -1 };
  });
  return { features, terms };
}

/** The design of a matrix of the same features, only what is not zero. */
export function encodeLinear(matrix: FeatureMatrix, { features, terms }: LinearEncoding): Design {
  const { rowCount } = matrix;
  if (matrix.features.length !== features.length) {
    throw new RangeError(`The model reads ${features.length} features, but got ${matrix.features.length}.`);
  }
  const start = new Int32Array(rowCount + 1);
  const columns = new Int32Array(rowCount * (features.length + 1));
  const values = new Float64Array(columns.length);
  const write = features.map((columnsOf, f) => writerOf(columnsOf, matrix.features[f]!));
  let place = 0;
  for (let row = 0; row < rowCount; row++) {
    columns[place] = 0;
    values[place++] = 1;
    for (const cell of write) place = cell(row, columns, values, place);
    start[row + 1] = place;
  }
  return {
    rowCount,
    columnCount: terms.length,
    start,
    columns: columns.subarray(0, place),
    values: values.subarray(0, place),
  };
}

type CellWriter = (row: number, columns: Int32Array, values: Float64Array, place: number) => number;

function writerOf(fitted: FeatureColumns, feature: Feature): CellWriter {
  if (fitted.kind === 'numeric' && feature.kind === 'numeric') {
    const { centre, scale, column, missingColumn } = fitted;
    return (row, columns, values, place) => {
      const value = feature.values[row]!;
      const missing = Number.isNaN(value);
      const target = missing ? missingColumn : column;
      if (target < 0) return place;
      columns[place] = target;
      values[place] = missing ? 1 : (value - centre) / scale;
      return place + 1;
    };
  }
  if (fitted.kind === 'categorical' && feature.kind === 'categorical') {
    const { columnOf, rareColumn } = fitted;
    return (row, columns, values, place) => {
      const target = columnOf.get(feature.codes[row]!) ?? rareColumn;
      if (target < 0) return place;
      columns[place] = target;
      values[place] = 1;
      return place + 1;
    };
  }
  throw new TypeError(`The model read "${fitted.name}" as ${fitted.kind}, but got it as ${feature.kind}.`);
}

function countCodes(codes: Int32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

/** Mean and standard deviation of the known values; a scale of 0 where they do not vary. */
function momentsOf(values: Float64Array): { filled: number; centre: number; scale: number } {
  let filled = 0;
  let centre = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    filled++;
    centre += (value - centre) / filled;
  }
  let squares = 0;
  for (const value of values) if (!Number.isNaN(value)) squares += (value - centre) ** 2;
  const scale = filled > 0 ? Math.sqrt(squares / filled) : 0;
  // Less than this is rounding of the mean.
  const varies = scale > 1e-12 * Math.abs(centre) && Number.isFinite(scale);
  return { filled, centre, scale: varies ? scale : 0 };
}
