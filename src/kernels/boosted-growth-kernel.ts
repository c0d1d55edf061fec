import { bytes } from './boosted-growth-wasm.ts';
import { mostPages, pageBytes, WebAssembly, type WebAssemblyMemory } from './web-assembly.ts';

/** All arguments named after memory are addresses in bytes; what they do is said in assembly/boosted-growth.ts. */
export interface BoostedGrowthCalls {
  start(order: number, pairs: number, rowCount: number, sums: number): void;
  count(
    bins: number,
    rowCount: number,
    featureCount: number,
    bases: number,
    histogram: number,
    order: number,
    pairs: number,
    begin: number,
    end: number,
  ): void;
  subtract(parent: number, child: number, bytes: number): void;
  partition(
    bins: number,
    stride: number,
    goLeft: number,
    order: number,
    pairs: number,
    aside: number,
    asidePairs: number,
    begin: number,
    end: number,
    sums: number,
  ): number;
  scan(
    cell: number,
    binCount: number,
    startGradient: number,
    startPacked: number,
    gradient: number,
    curvature: number,
    rows: number,
    ridge: number,
    minLeafRows: number,
    leastCurvature: number,
    unit: number,
    perUnit: number,
    best: number,
    answer: number,
  ): number;
}

/** A kernel with memory of its own, for one fit at a time. */
export interface BoostedGrowthKernel {
  readonly calls: BoostedGrowthCalls;
  readonly memory: WebAssemblyMemory;
}

/** More is not kept between fits. */
const mostKeptBytes = 2 ** 28;

let module: object | null = null;
/** WebAssembly memory is freed by the garbage collector alone, which does not see how much it is. */
let kept: BoostedGrowthKernel | null = null;

/**
 * A kernel with at least `size` bytes of memory, holding anything; null where WebAssembly or its SIMD is missing, or
 * there is no memory of that size in one piece. To be given back after the fit.
 */
export function takeBoostedGrowthKernel(size: number): BoostedGrowthKernel | null {
  const pages = Math.ceil(size / pageBytes);
  if (pages > mostPages || !WebAssembly?.validate(bytes)) return null;
  try {
    const kernel = kept ?? createKernel();
    kept = null;
    const more = pages - kernel.memory.buffer.byteLength / pageBytes;
    if (more > 0) kernel.memory.grow(more);
    return kernel;
  } catch (error) {
    // The process may not have that many addresses in one piece.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Keeps a finished fit's kernel for the next one. Whoever has views of its memory must be done with them. */
export function giveBackBoostedGrowthKernel(kernel: BoostedGrowthKernel): void {
  if (kernel.memory.buffer.byteLength <= mostKeptBytes) kept = kernel;
}

function createKernel(): BoostedGrowthKernel {
  module ??= new WebAssembly!.Module(bytes);
  const memory = new WebAssembly!.Memory({ initial: 1, maximum: mostPages });
  const { exports } = new WebAssembly!.Instance<BoostedGrowthCalls>(module, { env: { memory } });
  return { calls: exports, memory };
}
