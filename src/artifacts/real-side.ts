import type { Random } from '../statistics/random.ts';
import { defineRunArtifact } from './artifact.ts';

/** What candidates' audits compare with and what real rows alone decide: made once per run, whoever asks first. */
export interface RealSide {
  /**
   * The value under this key. `make` may use real rows and what the key says, nothing else of a candidate; its random
   * numbers are the key's own.
   */
  once<Value>(key: readonly unknown[], make: (random: Random) => Promise<Value>): Promise<Value>;
  /** A stream that all candidates share: whoever resamples by it is paired. */
  shared(...names: string[]): Random;
}

export const realSide = defineRunArtifact({
  id: 'real-side',
  requires: {},
  make(_, { random }): RealSide {
    const made = new Map<string, Promise<unknown>>();
    return {
      once<Value>(key: readonly unknown[], make: (random: Random) => Promise<Value>) {
        const name = JSON.stringify(key);
        const known = made.get(name) ?? make(random.stream('made').stream(name));
        made.set(name, known);
        return known as Promise<Value>;
      },
      shared: (...names) => names.reduce((stream, name) => stream.stream(name), random.stream('shared')),
    };
  },
});
