import { mostPages, pageBytes, WebAssembly, type WebAssemblyMemory } from './web-assembly.ts';

/** A kernel with memory of its own, for one user at a time. */
export interface Kernel<Calls> {
  readonly calls: Calls;
  readonly memory: WebAssemblyMemory;
}

/** Makes kernels of one module, and keeps two of them between their users: many compare two datasets. */
export interface KernelShelf<Calls> {
  /**
   * A kernel with at least `size` bytes of memory, holding anything; null where WebAssembly or its SIMD is missing, or
   * there is no memory of that size in one piece. To be given back afterwards.
   */
  take(size: number): Kernel<Calls> | null;
  /** Keeps a kernel for the next one. Whoever has views of its memory must be done with them. */
  giveBack(kernel: Kernel<Calls>): void;
}

/** More is not kept between users. */
const mostKeptBytes = 2 ** 28;

/** WebAssembly memory is freed by the garbage collector alone, which does not see how much it is: hence a shelf. */
export function createKernelShelf<Calls>(bytes: Uint8Array): KernelShelf<Calls> {
  let module: object | null = null;
  const kept: Kernel<Calls>[] = [];
  const create = (): Kernel<Calls> => {
    module ??= new WebAssembly!.Module(bytes);
    const memory = new WebAssembly!.Memory({ initial: 1, maximum: mostPages });
    const { exports } = new WebAssembly!.Instance<Calls>(module, { env: { memory } });
    return { calls: exports, memory };
  };
  return {
    take(size) {
      if (!WebAssembly?.validate(bytes)) return null;
      const kernel = kept.pop() ?? create();
      return growMemory(kernel.memory, size) ? kernel : null;
    },
    giveBack(kernel) {
      if (kept.length < 2 && kernel.memory.buffer.byteLength <= mostKeptBytes) kept.push(kernel);
    },
  };
}

/** Makes room for `size` bytes; false where the process has not that many addresses in one piece. */
export function growMemory(memory: WebAssemblyMemory, size: number): boolean {
  const pages = Math.ceil(size / pageBytes);
  if (pages > mostPages) return false;
  try {
    const more = pages - memory.buffer.byteLength / pageBytes;
    if (more > 0) memory.grow(more);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
