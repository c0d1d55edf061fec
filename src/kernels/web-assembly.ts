// Only what is used here: neither ES2023 nor Node's types name WebAssembly.
interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Instance: new <Exports>(module: object, imports: object) => { readonly exports: Exports };
  Memory: new (size: { initial: number; maximum: number; shared?: boolean }) => WebAssemblyMemory;
}

export interface WebAssemblyMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
  /** Detaches the buffer of memory that is not shared. */
  grow(pages: number): number;
}

/** Undefined where the process has none. */
export const { WebAssembly } = globalThis as unknown as { readonly WebAssembly?: WebAssemblyApi };
export const pageBytes = 65_536;
/** What 32-bit addresses reach. */
export const mostPages = 65_536;
