/**
 * What learners read: rows × features, column-major. All matrices of one fit and its predictions have the same
 * features in the same order, and a categorical feature's codes mean the same level everywhere.
 */
export interface FeatureMatrix {
  readonly rowCount: number;
  readonly features: readonly Feature[];
}

export interface NumericFeature {
  readonly kind: 'numeric';
  readonly name: string;
  /** NaN is missing. */
  readonly values: Float64Array;
}

export interface CategoricalFeature {
  readonly kind: 'categorical';
  readonly name: string;
  /** −1 is missing; codes that the fit never saw may occur in later matrices. */
  readonly codes: Int32Array;
  readonly levelCount: number;
}

export type Feature = NumericFeature | CategoricalFeature;

/** The same features for the given rows, in the given order (repeats allowed). */
export function takeRows(matrix: FeatureMatrix, rows: Int32Array): FeatureMatrix {
  return {
    rowCount: rows.length,
    features: matrix.features.map((feature) => {
      if (feature.kind === 'numeric') {
        return { ...feature, values: take(new Float64Array(rows.length), feature.values, rows) };
      }
      return { ...feature, codes: take(new Int32Array(rows.length), feature.codes, rows) };
    }),
  };
}

/** A loop: `from` with a function is many times slower. */
function take<Values extends Float64Array | Int32Array>(
  taken: Values,
  values: Values,
  rows: Int32Array,
): Values {
  for (let place = 0; place < rows.length; place++) taken[place] = values[rows[place]!]!;
  return taken;
}

/** The rows of two matrices of the same features, the first's first. */
export function stackRows(first: FeatureMatrix, second: FeatureMatrix): FeatureMatrix {
  if (first.features.length !== second.features.length) {
    throw new RangeError('Matrices of the same features are needed.');
  }
  return {
    rowCount: first.rowCount + second.rowCount,
    features: first.features.map((feature, f) => {
      const other = second.features[f]!;
      if (feature.kind === 'numeric' && other.kind === 'numeric') {
        const values = new Float64Array(first.rowCount + second.rowCount);
        values.set(feature.values);
        values.set(other.values, first.rowCount);
        return { ...feature, values };
      }
      if (feature.kind === 'categorical' && other.kind === 'categorical') {
        const codes = new Int32Array(first.rowCount + second.rowCount);
        codes.set(feature.codes);
        codes.set(other.codes, first.rowCount);
        return { ...feature, codes, levelCount: Math.max(feature.levelCount, other.levelCount) };
      }
      throw new TypeError(
        `"${feature.name}" is ${feature.kind} in one matrix and ${other.kind} in the other.`,
      );
    }),
  };
}
