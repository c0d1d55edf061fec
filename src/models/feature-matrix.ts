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
      if (feature.kind === 'numeric')
        return { ...feature, values: Float64Array.from(rows, (row) => feature.values[row]!) };
      return { ...feature, codes: Int32Array.from(rows, (row) => feature.codes[row]!) };
    }),
  };
}
