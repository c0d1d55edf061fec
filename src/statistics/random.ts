import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/**
 * A seeded stream of random numbers. Streams are derived from names, never drawn from one another,
 * so adding an audit moves no other audit's numbers.
 */
export interface Random {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Uniform integer in [0, bound). */
  below(bound: number): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform 32-bit unsigned integer, to seed something else. */
  uint32(): number;
  /** Shuffles in place (Fisher–Yates). */
  shuffle(values: Int32Array | Uint32Array | Uint8Array | Float64Array): void;
  /** `count` distinct integers of [0, bound), ascending. */
  sample(count: number, bound: number): Int32Array;
  /** Another stream, derived from this one's name and `name`; drawing from either moves neither. */
  stream(name: string): Random;
}

/** The stream that belongs to a seed and a path of names, as `randomStream(42, 'membership-inference', 'vendor-a')`. */
export function randomStream(seed: number, ...names: string[]): Random {
  const path = names.join('\u0000');
  // Two independent 64-bit hashes of (seed, path) make the 128-bit state.
  const a = hash32(seed, path, 0x9e3779b9);
  const b = hash32(seed, path, 0x85ebca6b);
  const c = hash32(seed, path, 0xc2b2ae35);
  const d = hash32(seed, path, 0x27d4eb2f);
  const generator = xoroshiro128plusFromState([a | 0, b | 0, c | 0, d | 1]);
  let spareNormal: number | null = null;

  const uint32 = () => generator.next() >>> 0;
  const uniform = () => {
    const high = uint32() >>> 5;
    const low = uint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  };
  const below = (bound: number) => Math.floor(uniform() * bound);

  return {
    uniform,
    below,
    uint32,
    normal() {
      if (spareNormal !== null) {
        const value = spareNormal;
        spareNormal = null;
        return value;
      }
      // Box–Muller; 1 − u keeps the logarithm finite.
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spareNormal = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
    shuffle(values) {
      for (let i = values.length - 1; i > 0; i--) {
        const j = below(i + 1);
        const held = values[i] as number;
        values[i] = values[j] as number;
        values[j] = held;
      }
    },
    sample(count, bound) {
      // Floyd's algorithm: exactly `count` draws, whatever the bound.
      if (count > bound / marksPerDraw) return sampleByMarks(count, bound, below);
      const chosen = new Set<number>();
      for (let top = bound - count; top < bound; top++) {
        const candidate = below(top + 1);
        chosen.add(chosen.has(candidate) ? top : candidate);
      }
      return Int32Array.from(chosen).sort();
    },
    stream: (name) => randomStream(seed, ...names, name),
  };
}

/** From this density on, a mark for every integer is cheaper than a set of the drawn ones. */
const marksPerDraw = 64;

/** Floyd's algorithm, as for few draws. */
function sampleByMarks(count: number, bound: number, below: (bound: number) => number): Int32Array {
  const isChosen = new Uint8Array(bound);
  for (let top = bound - count; top < bound; top++) {
    const candidate = below(top + 1);
    isChosen[isChosen[candidate] === 1 ? top : candidate] = 1;
  }
  const chosen = new Int32Array(count);
  let place = 0;
  for (let value = 0; value < bound; value++) if (isChosen[value] === 1) chosen[place++] = value;
  return chosen;
}

function hash32(seed: number, text: string, salt: number): number {
  // MurmurHash3's mixing over the seed's halves and the text's code units.
  let hash =
    salt ^ Math.imul(seed | 0, 0xcc9e2d51) ^ Math.imul(Math.floor(seed / 4294967296) | 0, 0x1b873593);
  for (let i = 0; i < text.length; i++) {
    let block = Math.imul(text.charCodeAt(i), 0xcc9e2d51);
    block = (block << 15) | (block >>> 17);
    hash ^= Math.imul(block, 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  hash ^= text.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
