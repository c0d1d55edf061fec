import { sortNumbers } from '../statistics/sort-numbers.ts';
import type { Feature, FeatureMatrix } from './feature-matrix.ts';

/** Bin of a missing cell, in every feature. */
export const missingBin = 255;
/** Bin of a level that the fit never saw; no histogram of the fit ever counts it. */
export const unseenBin = 254;
/** Numeric features may use bins 0 … 254, categorical ones 0 … 253. */
const mostNumericBins = 255;
const mostLevelBins = 254;

/** How one feature becomes bytes. Learnt on the rows of the fit, applied to every later matrix. */
export type FeatureBins =
  | {
      readonly kind: 'numeric';
      readonly name: string;
      readonly binCount: number;
      /** Bin b holds values in (edges[b − 1], edges[b]]; the last bin is open. */
      readonly edges: Float64Array;
    }
  | {
      readonly kind: 'categorical';
      readonly name: string;
      readonly binCount: number;
      /** By level code. Levels past the most frequent 253 share one bin. */
      readonly binOfLevel: Uint8Array;
    };

/** Rows × features as bytes, column-major, in memory that workers can share. */
export interface BinnedMatrix {
  readonly rowCount: number;
  readonly bins: Uint8Array;
}

/**
 * Learns bins: one per distinct number where there are at most 255, otherwise quantiles; one per level where there are
 * at most 254, otherwise the rare levels are pooled in the last.
 */
export function fitBins(matrix: FeatureMatrix): FeatureBins[] {
  return matrix.features.map((feature) =>
    feature.kind === 'numeric' ? fitNumericBins(feature) : fitLevelBins(feature),
  );
}

/** Applies learnt bins. Missing cells become `missingBin`, unknown levels `unseenBin`. */
export function binFeatures(matrix: FeatureMatrix, fitted: readonly FeatureBins[]): BinnedMatrix {
  if (matrix.features.length !== fitted.length) {
    throw new RangeError(`The model reads ${fitted.length} features, but got ${matrix.features.length}.`);
  }
  const bins = new Uint8Array(new SharedArrayBuffer(matrix.rowCount * fitted.length));
  for (let f = 0; f < fitted.length; f++) {
    const column = bins.subarray(f * matrix.rowCount, (f + 1) * matrix.rowCount);
    binColumn(column, matrix.features[f]!, fitted[f]!);
  }
  return { rowCount: matrix.rowCount, bins };
}

function fitNumericBins(feature: Feature & { kind: 'numeric' }): FeatureBins {
  const sorted = sortNumbers(knownOf(feature.values));
  const rowCount = sorted.length;
  // Distinct values take the front of `sorted`; `upTo`: how many rows have this one or a lower one.
  const upTo = new Int32Array(rowCount);
  let distinct = 0;
  for (let i = 0; i < rowCount; i++) {
    const value = sorted[i]!;
    if (i + 1 < rowCount && sorted[i + 1] === value) continue;
    sorted[distinct] = value;
    upTo[distinct++] = i + 1;
  }
  const edges: number[] = [];
  // A bin closes once it holds its share of the rows that are still to be placed, so that one heavy value
  // (a zero-inflated column) takes one bin and leaves the others to the rest.
  const many = distinct > mostNumericBins;
  let placed = 0;
  for (let i = 0; i + 1 < distinct; i++) {
    if (many) {
      const left = mostNumericBins - edges.length;
      if (left === 1) break;
      if ((upTo[i]! - placed) * left < rowCount - placed) continue;
    }
    placed = upTo[i]!;
    edges.push(midpoint(sorted[i]!, sorted[i + 1]!));
  }
  return { kind: 'numeric', name: feature.name, binCount: edges.length + 1, edges: Float64Array.from(edges) };
}

function knownOf(values: Float64Array): Float64Array {
  const known = new Float64Array(values.length);
  let count = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (!Number.isNaN(value)) known[count++] = value;
  }
  return known.subarray(0, count);
}

/** In [low, high): the higher value must stay in the bin above. */
function midpoint(low: number, high: number): number {
  const middle = low + (high - low) / 2;
  return middle < high && middle >= low ? middle : low;
}

function fitLevelBins(feature: Feature & { kind: 'categorical' }): FeatureBins {
  const counts = new Int32Array(feature.levelCount);
  for (const code of feature.codes) if (code >= 0 && code < counts.length) counts[code]!++;
  const binOfLevel = new Uint8Array(feature.levelCount).fill(unseenBin);
  const seen = Array.from(counts.keys()).filter((level) => counts[level]! > 0);
  if (seen.length > mostLevelBins) seen.sort((a, b) => counts[b]! - counts[a]! || a - b);
  for (let rank = 0; rank < seen.length; rank++) {
    binOfLevel[seen[rank]!] = Math.min(rank, mostLevelBins - 1);
  }
  const binCount = Math.max(1, Math.min(seen.length, mostLevelBins));
  return { kind: 'categorical', name: feature.name, binCount, binOfLevel };
}

function binColumn(column: Uint8Array, feature: Feature, fitted: FeatureBins): void {
  if (feature.kind === 'numeric' && fitted.kind === 'numeric') {
    binNumbers(column, feature.values, fitted.edges);
    return;
  }
  if (feature.kind === 'categorical' && fitted.kind === 'categorical') {
    const { binOfLevel } = fitted;
    for (let row = 0; row < column.length; row++) {
      const code = feature.codes[row]!;
      column[row] = code < 0 ? missingBin : code < binOfLevel.length ? binOfLevel[code]! : unseenBin;
    }
    return;
  }
  throw new TypeError(`The model read "${fitted.name}" as ${fitted.kind}, but got it as ${feature.kind}.`);
}

function binNumbers(column: Uint8Array, values: Float64Array, edges: Float64Array): void {
  // Always eight steps, over as many edges as a byte can tell apart, and written out: no branch to mispredict.
  const padded = new Float64Array(256).fill(Number.POSITIVE_INFINITY);
  padded.set(edges);
  for (let row = 0; row < column.length; row++) {
    const value = values[row]!;
    let bin = (padded[127]! < value ? 1 : 0) << 7;
    bin += (padded[bin + 63]! < value ? 1 : 0) << 6;
    bin += (padded[bin + 31]! < value ? 1 : 0) << 5;
    bin += (padded[bin + 15]! < value ? 1 : 0) << 4;
    bin += (padded[bin + 7]! < value ? 1 : 0) << 3;
    bin += (padded[bin + 3]! < value ? 1 : 0) << 2;
    bin += (padded[bin + 1]! < value ? 1 : 0) << 1;
    bin += padded[bin]! < value ? 1 : 0;
    column[row] = Number.isNaN(value) ? missingBin : bin;
  }
}
