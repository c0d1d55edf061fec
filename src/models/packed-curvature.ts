/**
 * Rows and their sum of curvatures in one number, so that a histogram adds two numbers per row instead of three:
 * every row adds `unit` + its curvature, and the unit is larger than any sum of curvatures. Curvatures are rounded to
 * multiples of a power of two that makes all sums and differences exact in 53 bits.
 */
export interface Packing {
  readonly unit: number;
  /** Steps in a curvature of one, and its reciprocal; both are powers of two. */
  readonly steps: number;
  readonly step: number;
}

/** For sums over at most `rowCount` rows, each of a curvature of at most `largest`. */
export function packingOf(rowCount: number, largest: number): Packing {
  const unitBits = Math.ceil(Math.log2(rowCount * largest + 1)) + 1;
  const rowBits = Math.ceil(Math.log2(rowCount + 1));
  const steps = 2 ** Math.max(0, 52 - unitBits - rowBits);
  return { unit: 2 ** unitBits, steps, step: 1 / steps };
}

export function packCurvature(curvature: number, { unit, steps, step }: Packing): number {
  return unit + Math.floor(curvature * steps + 0.5) * step;
}
