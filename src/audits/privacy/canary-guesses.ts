import {
  type InclusionGuesses,
  oneRunEpsilon,
  oneRunPValue,
} from '../../statistics/one-run-privacy-bound.ts';
import type { Random } from '../../statistics/random.ts';

/** What guessing who was included has shown. */
export interface CanaryBound {
  /** ε is larger than this, at one-sided 95 %. */
  readonly epsilon: number;
  /** The chance of the guesses under the claim, corrected for the ways to guess. */
  readonly pValue: number;
  /** The most that so many canaries could have shown, had every guess been right. */
  readonly provable: number;
  /** The way of guessing that shows most. */
  readonly best: InclusionGuesses;
  /** How many ways were tried. */
  readonly ways: number;
}

const alpha = 0.05;

/**
 * Guesses inclusion by distance to the candidate: the closest in, the farthest out, the rest left open. How many are
 * guessed is fixed beforehand in four ways, plus one: those met exactly, in. Ways and guesses depend on the candidate
 * alone, as the bound demands; looking five times is corrected for by Bonferroni. Ties are ordered at random.
 */
export function boundFromCanaries(options: {
  distances: Float64Array;
  included: Uint8Array;
  claim: { readonly epsilon: number; readonly delta: number };
  random: Random;
}): CanaryBound {
  const { distances, included, claim, random } = options;
  const canaries = distances.length;
  const shuffled = Int32Array.from({ length: canaries }, (_, canary) => canary);
  random.shuffle(shuffled);
  const order = [...shuffled].sort((a, b) => (distances[a] as number) - (distances[b] as number));
  const half = Math.floor(canaries / 2);
  const met = distances.reduce((count, distance) => count + (distance === 0 ? 1 : 0), 0);
  const ways: [number, number][] = [
    [half, canaries - half],
    [Math.ceil(canaries / 10), Math.ceil(canaries / 10)],
    [Math.ceil(canaries / 4), 0],
    [Math.ceil(canaries / 10), 0],
    [met, 0],
  ];
  const games = ways.map(([closest, farthest]): InclusionGuesses => {
    let correct = 0;
    for (const canary of order.slice(0, closest)) correct += included[canary] as number;
    for (const canary of order.slice(canaries - farthest)) correct += 1 - (included[canary] as number);
    return { canaries, guesses: closest + farthest, correct };
  });
  const each = alpha / games.length;
  const bounds = games.map((game) => oneRunEpsilon(game, claim.delta, each));
  const pValues = games.map((game) => oneRunPValue(game, claim.epsilon, claim.delta));
  const epsilon = Math.max(...bounds);
  const best = epsilon > 0 ? bounds.indexOf(epsilon) : pValues.indexOf(Math.min(...pValues));
  return {
    epsilon,
    pValue: Math.min(1, games.length * Math.min(...pValues)),
    provable: oneRunEpsilon({ canaries, guesses: canaries, correct: canaries }, claim.delta, each),
    best: games[best] as InclusionGuesses,
    ways: games.length,
  };
}
