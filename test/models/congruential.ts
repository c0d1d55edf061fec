/** Uniform numbers that a reference in another language can repeat: s ← (1103515245 s + 12345) mod 2³¹, s / 2³¹. */
export function congruential(seed: number): () => number {
  let state = BigInt(seed);
  return () => {
    state = (state * 1103515245n + 12345n) % 2147483648n;
    return Number(state) / 2147483648;
  };
}
