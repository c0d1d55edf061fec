import { openKernel, type SharedMemory } from './nearest-rows-kernel.ts';

/** A range of a search's queries, by their sorted positions. */
export interface SearchPart {
  readonly module: object;
  readonly memory: SharedMemory;
  readonly header: number;
  readonly scratch: number;
  readonly from: number;
  readonly to: number;
}

/** A task for the pool: the answers go into the search's own memory. */
export function run(part: SearchPart): void {
  openKernel(part.module, part.memory).search(part.header, part.scratch, part.from, part.to);
}
