import { missingBin } from './bin-features.ts';

/** Numbers per bin of a histogram: sum of gradients; rows and sum of curvatures, packed. */
export const histogramStride = 2;

export interface HistogramFeature {
  readonly categorical: boolean;
  readonly binCount: number;
  readonly hasMissing: boolean;
  /** Where the feature begins in a histogram, in numbers. */
  readonly base: number;
}

export interface HistogramLayout {
  readonly features: readonly HistogramFeature[];
  /** Of a whole histogram, in numbers. */
  readonly length: number;
}

/** Features one after another, each with as many bins as its rows have. */
export function layOutHistogram(
  bins: Uint8Array,
  rowCount: number,
  features: readonly { readonly categorical: boolean; readonly binCount: number }[],
): HistogramLayout {
  let length = 0;
  const laidOut = features.map(({ categorical, binCount }, feature) => {
    const hasMissing = bins.subarray(feature * rowCount, (feature + 1) * rowCount).includes(missingBin);
    const base = length;
    length += histogramStride * (hasMissing ? missingBin + 1 : binCount);
    return { categorical, binCount, hasMissing, base };
  });
  return { features: laidOut, length };
}
