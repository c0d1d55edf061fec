import type { Random } from './random.ts';

/** Several random choices among the numbers 0, 1, …, packed eight numbers to a byte. */
export interface RandomSubsets {
  readonly draws: number;
  /** How many bytes a choice takes: numbers 8b to 8b + 7 are in byte b, the lowest bit first. */
  readonly bytes: number;
  /** Byte b of all draws, then byte b + 1 of all: whoever walks through the numbers walks through memory. */
  readonly packed: Uint8Array;
}

/**
 * `draws` independent choices of `count` of the numbers below `size`, every choice equally likely.
 *
 * All numbers toss a coin first, thirty-two at a time; then random numbers are added or taken away until there are
 * `count`. Numbers are treated alike at every step, so the choice is uniform whatever the coin, which only decides how
 * few are left to correct: of n numbers about √n, and n / 512 more where the share is no multiple of 1/256.
 *
 * Throws a RangeError where `count` is not among 0 to `size`.
 */
export function drawSubsets(of: {
  readonly size: number;
  readonly count: number;
  readonly draws: number;
  readonly random: Random;
}): RandomSubsets {
  const { size, count, draws, random } = of;
  if (!(count >= 0 && count <= size)) throw new RangeError(`cannot choose ${count} of ${size}`);
  const words = Math.ceil(size / 32);
  const bytes = Math.ceil(size / 8);
  const toss = coinOf(count / Math.max(1, size), random);
  const lastWord = size % 32 === 0 ? -1 : (1 << (size % 32)) - 1;
  const chosen = new Int32Array(words);
  const packed = new Uint8Array(bytes * draws);
  for (let draw = 0; draw < draws; draw++) {
    for (let word = 0; word < words; word++) chosen[word] = toss();
    if (words > 0) chosen[words - 1] = (chosen[words - 1] as number) & lastWord;
    correct(chosen, size, count, random);
    for (let byte = 0; byte < bytes; byte++) {
      packed[byte * draws + draw] = (chosen[byte >> 2] as number) >> (8 * (byte & 3));
    }
  }
  return { draws, bytes, packed };
}

/**
 * For every choice, the sum of its numbers' values. Eight values have 256 partial sums: these are made once, and every
 * choice looks its own up.
 */
export function subsetSums(values: Float64Array, { draws, bytes, packed }: RandomSubsets): Float64Array {
  const totals = new Float64Array(draws);
  const partial = new Float64Array(256);
  for (let byte = 0; byte < bytes; byte++) {
    for (let bit = 0; bit < 8; bit++) {
      const value = values[8 * byte + bit] ?? 0;
      for (let low = 0; low < 1 << bit; low++) partial[low + (1 << bit)] = (partial[low] as number) + value;
    }
    const from = byte * draws;
    for (let draw = 0; draw < draws; draw++) {
      totals[draw] = (totals[draw] as number) + (partial[packed[from + draw] as number] as number);
    }
  }
  return totals;
}

/** How many of `draws` choices among `size` numbers to hold at once, batch by batch, so that memory stays small. */
export function* batchesOf(draws: number, size: number): Generator<number> {
  const atOnce = Math.max(leastAtOnce, Math.floor((8 * mostBytes) / Math.max(1, size)));
  for (let done = 0; done < draws; done += atOnce) yield Math.min(atOnce, draws - done);
}

const mostBytes = 16_000_000;
/** With fewer, making partial sums would cost more than looking them up. */
const leastAtOnce = 256;

/** Adds or takes away random numbers until `count` are left. */
function correct(chosen: Int32Array, size: number, count: number, random: Random): void {
  let held = 0;
  for (const word of chosen) held += bitsOf(word);
  const surplus = held > count ? 1 : 0;
  for (let left = Math.abs(held - count); left > 0; ) {
    const number = random.below(size);
    const word = chosen[number >> 5] as number;
    if (((word >>> (number & 31)) & 1) !== surplus) continue;
    chosen[number >> 5] = word ^ (1 << (number & 31));
    left--;
  }
}

/**
 * Thirty-two tosses of a coin that shows 1 with the nearest multiple of 1/256 to `share`: the binary digits of that
 * multiple, lowest first, say whether a fair toss is joined by “or” or by “and”.
 */
function coinOf(share: number, random: Random): () => number {
  let digits = Math.round(share * 256);
  if (digits === 0) return () => 0;
  if (digits === 256) return () => -1;
  let count = 8;
  while (digits % 2 === 0) {
    digits /= 2;
    count--;
  }
  return () => {
    let word = random.uint32() | 0;
    for (let digit = 1; digit < count; digit++) {
      const fair = random.uint32() | 0;
      word = (digits >> digit) & 1 ? word | fair : word & fair;
    }
    return word;
  };
}

function bitsOf(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
