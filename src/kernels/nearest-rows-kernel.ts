import { bytes } from './nearest-rows-wasm.ts';
import { pageBytes, WebAssembly } from './web-assembly.ts';

/** WebAssembly.Memory over a SharedArrayBuffer; it travels to workers without a copy. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

export interface NearestRowsCall {
  /** Answers the queries at sorted positions `from` to `to`; `scratch` must be this call's own. */
  search(header: number, scratch: number, from: number, to: number): void;
}

export interface NearestRowsKernel {
  /** The compiled module, which workers share. */
  readonly module: object;
  open(memory: SharedMemory): NearestRowsCall;
}

let compiled: NearestRowsKernel | null = null;

/** The kernel, or null where WebAssembly, its SIMD or its shared memory is missing. */
export function nearestRowsKernel(): NearestRowsKernel | null {
  if (compiled || !WebAssembly?.validate(bytes)) return compiled;
  const module = new WebAssembly.Module(bytes);
  compiled = { module, open: (memory) => openKernel(module, memory) };
  return compiled;
}

/** The kernel of a compiled module over a search's memory. */
export function openKernel(module: object, memory: SharedMemory): NearestRowsCall {
  return new WebAssembly!.Instance<NearestRowsCall>(module, { env: { memory } }).exports;
}

/** Zeroed memory of at least `size` bytes. */
export function sharedMemory(size: number): SharedMemory {
  const pages = Math.ceil(size / pageBytes);
  return new WebAssembly!.Memory({ initial: pages, maximum: pages, shared: true }) as SharedMemory;
}
