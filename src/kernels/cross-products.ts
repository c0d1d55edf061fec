import { bytes } from './cross-products-wasm.ts';
import { createKernelShelf } from './kernel-shelf.ts';

/** What is behind the addresses is said in assembly/cross-products.ts. */
interface CrossProductsCalls {
  add(matrix: number, left: number, right: number, rows: number, stride: number): void;
}

/** Σ over rows of left × right for all pairs of columns, given a few rows at a time. */
export interface CrossProducts {
  /** Entries a row is apart from the next, in `left` and `right`; entries beyond the columns stay 0. */
  readonly stride: number;
  /** How many rows `left` and `right` hold. */
  readonly rowsAtOnce: number;
  /** To be filled before each `add`. */
  readonly left: Float64Array;
  readonly right: Float64Array;
  /** Adds the first so many rows. */
  add(rows: number): void;
  /** The sums, columns × columns line by line, of which the lower triangle is meant; gives the memory back. */
  finish(): Float64Array;
}

const shelf = createKernelShelf<CrossProductsCalls>(bytes);

/** What two groups of columns hold of so many rows stays in the processor's nearest memory. */
const rowsAtOnce = 64;

/**
 * Opens sums of products in WebAssembly, all 0. Every sum adds its rows in their order, so that it has the bits of a plain loop.
 * Null where there is no WebAssembly or no memory.
 */
export function openCrossProducts(columns: number): CrossProducts | null {
  const stride = 4 * Math.ceil(columns / 4);
  const leftAt = 8 * stride * stride;
  const rightAt = leftAt + 8 * stride * rowsAtOnce;
  const kernel = shelf.take(rightAt + 8 * stride * rowsAtOnce);
  if (!kernel) return null;
  const { calls, memory } = kernel;
  const floats = (at: number, length: number) => new Float64Array(memory.buffer, at, length).fill(0);
  const matrix = floats(0, stride * stride);
  return {
    stride,
    rowsAtOnce,
    left: floats(leftAt, stride * rowsAtOnce),
    right: floats(rightAt, stride * rowsAtOnce),
    add: (rows) => calls.add(0, leftAt, rightAt, rows, 8 * stride),
    finish() {
      const sums = new Float64Array(columns * columns);
      for (let line = 0; line < columns; line++)
        sums.set(matrix.subarray(line * stride, line * stride + line + 1), line * columns);
      shelf.giveBack(kernel);
      return sums;
    },
  };
}
