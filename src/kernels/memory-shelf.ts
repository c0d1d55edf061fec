import { type SharedMemory, sharedMemory } from './nearest-rows-kernel.ts';
import type { WorkerPool } from './worker-pool.ts';

/**
 * Keeps the largest memory of a pool's finished searches for the next one. WebAssembly memory is freed by the garbage
 * collector alone, which does not see how much it is: a run of many searches would pile up gigabytes of it.
 */
const kept = new WeakMap<WorkerPool, SharedMemory>();

/** Zeroed memory of at least `size` bytes, for one search at a time. */
export function takeMemory(pool: WorkerPool, size: number): SharedMemory {
  const memory = kept.get(pool);
  if (!memory || memory.buffer.byteLength < size) return sharedMemory(size);
  // Off the shelf while in use: a search beside this one gets memory of its own.
  kept.delete(pool);
  new Uint8Array(memory.buffer, 0, size).fill(0);
  return memory;
}

/** Puts a finished search's memory back. Whoever has views of it must be done with them. */
export function giveBack(pool: WorkerPool, memory: SharedMemory): void {
  const other = kept.get(pool);
  if (!other || other.buffer.byteLength < memory.buffer.byteLength) kept.set(pool, memory);
}
