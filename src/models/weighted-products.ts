import { openCrossProducts } from '../kernels/cross-products.ts';
import type { Design } from './main-effects.ts';

/**
 * Σ over rows of weight × value × value for all pairs of a design's columns, line by line; the lower triangle is meant. Rows of
 * which much is not 0 go through a kernel that reads all of their columns, others by what they hold: both give the same bits,
 * since what is added for a 0 changes nothing.
 */
export function weightedProducts(design: Design, weights: Float64Array): Float64Array {
  const entries = (design.start[design.rowCount] as number) / Math.max(1, design.rowCount);
  const isDense = entries > denseFrom * design.columnCount;
  return (isDense ? denseProducts(design, weights) : null) ?? sparseProducts(design, weights);
}

/** The kernel takes about a tenth of the time for an entry, but has all of them. */
const denseFrom = 0.3;

/** Null where there is no kernel. */
export function denseProducts(design: Design, weights: Float64Array): Float64Array | null {
  const products = openCrossProducts(design.columnCount);
  if (!products) return null;
  const { left, right, stride, rowsAtOnce } = products;
  for (let from = 0; from < design.rowCount; from += rowsAtOnce) {
    const some = Math.min(rowsAtOnce, design.rowCount - from);
    left.fill(0);
    right.fill(0);
    for (let row = 0; row < some; row++) {
      const weight = weights[from + row] as number;
      for (let i = design.start[from + row] as number; i < (design.start[from + row + 1] as number); i++) {
        const at = row * stride + (design.columns[i] as number);
        const value = design.values[i] as number;
        left[at] = weight * value;
        right[at] = value;
      }
    }
    products.add(some);
  }
  return products.finish();
}

export function sparseProducts(design: Design, weights: Float64Array): Float64Array {
  const { columnCount: size, start, columns, values } = design;
  const products = new Float64Array(size * size);
  for (let row = 0; row < design.rowCount; row++) {
    const weight = weights[row] as number;
    const end = start[row + 1] as number;
    // A row's columns ascend, so this fills the lower triangle.
    for (let i = start[row] as number; i < end; i++) {
      const scaled = weight * (values[i] as number);
      const line = (columns[i] as number) * size;
      for (let j = start[row] as number; j <= i; j++) {
        const at = line + (columns[j] as number);
        products[at] = (products[at] as number) + scaled * (values[j] as number);
      }
    }
  }
  return products;
}
