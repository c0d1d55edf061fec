import type { Cells, CodedCells, NumberCells, Rows } from '../../src/artifacts/rows.ts';

export interface PeerPair {
  readonly kind: 'correlation' | 'contingency';
  /** r, or Cramér's V, in the real data. */
  readonly association: number;
  readonly score: number | null;
}

export function ownWidthCells(cells: Cells): Int32Array;
export function realWidthCells(real: Cells, cells: Cells): Int32Array;
export function contingencySimilarity(
  realA: Int32Array,
  realB: Int32Array,
  otherA: Int32Array,
  otherB: Int32Array,
): number;
export function plainCramersV(a: Int32Array, b: Int32Array): number;
export function regularisedTvComplement(real: CodedCells, other: CodedCells): number;
export function strictBoundaryAdherence(real: NumberCells, other: NumberCells): number;
export function categoryAdherenceWithMissing(real: CodedCells, other: CodedCells): number;
export function meanAboveThresholds(
  pairs: readonly PeerPair[],
  correlationFrom: number,
  associationFrom: number,
): number;
export function asNumbers(real: Cells, other: Cells): [Float64Array, Float64Array];
export function smoothedJensenShannon(real: Float64Array, other: Float64Array): number;
export function completeRows(rows: Rows, first?: number): Rows;
export function takeRows(rows: Rows, kept: readonly number[]): Rows;
