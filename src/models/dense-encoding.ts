import type { Feature, FeatureMatrix } from './feature-matrix.ts';

/** How a feature becomes columns of numbers without gaps. */
export type ColumnEncoding =
  | { readonly kind: 'numeric'; readonly median: number }
  | { readonly kind: 'categorical'; readonly levels: readonly number[] };

/** Categories beyond this many have no column of their own. */
const mostLevels = 10;

/** Learns medians, and which levels get an indicator column: the ten most frequent, a missing cell (−1) being a level. */
export function fitEncoding(matrix: FeatureMatrix): ColumnEncoding[] {
  return matrix.features.map((feature) => {
    if (feature.kind === 'numeric') return { kind: 'numeric', median: medianOf(feature.values) };
    const counts = new Map<number, number>();
    for (const code of feature.codes) counts.set(code, (counts.get(code) ?? 0) + 1);
    const levels = [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)! || a - b);
    return { kind: 'categorical', levels: levels.slice(0, mostLevels) };
  });
}

/** One array of numbers per row, for libraries that want rows. */
export function encodeRows(matrix: FeatureMatrix, encoding: readonly ColumnEncoding[]): number[][] {
  return Array.from({ length: matrix.rowCount }, (_, row) =>
    encoding.flatMap((column, f) => encodeCell(matrix.features[f]!, column, row)),
  );
}

function encodeCell(feature: Feature, column: ColumnEncoding, row: number): number | number[] {
  if (feature.kind === 'numeric' && column.kind === 'numeric') {
    const value = feature.values[row]!;
    return Number.isNaN(value) ? column.median : value;
  }
  if (feature.kind === 'categorical' && column.kind === 'categorical') {
    return column.levels.map((level) => (feature.codes[row] === level ? 1 : 0));
  }
  throw new TypeError(`"${feature.name}" was ${column.kind} in the fit, but is ${feature.kind}.`);
}

/** The lower of the two middle values, so that it occurs; 0 where all are missing. */
function medianOf(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  return known[(known.length - 1) >> 1] ?? 0;
}
