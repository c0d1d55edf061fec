import { binomialProbability, binomialUpperTail } from './binomial.ts';

/** A game of guessing who was included, played once on a trained generator. */
export interface InclusionGuesses {
  /** Canaries whose inclusion was drawn by independent fair coins. */
  readonly canaries: number;
  /** How many of them were guessed in or out; on the others the guesser abstained. */
  readonly guesses: number;
  readonly correct: number;
}

/**
 * The chance of so many right guesses, or more, under any mechanism that is (ε, δ)-differentially private with respect
 * to a canary, whatever the guesser makes of its output. Under pure privacy the number of right guesses is at most
 * binomial with e^ε / (1 + e^ε); δ adds at most 2 m δ max over i of P(v − i ≤ B < v) / i.
 * Source: Steinke, Nasr and Jagielski (2023), Privacy auditing with one (1) training run, theorem 5.2 and appendix D.
 */
export function oneRunPValue(game: InclusionGuesses, epsilon: number, delta: number): number {
  const { canaries, guesses, correct } = game;
  const share = 1 / (1 + Math.exp(-epsilon));
  const tail = binomialUpperTail(correct, guesses, share);
  if (delta === 0 || tail >= 1) return tail;
  let steepest = 0;
  let between = 0;
  for (let step = 1; step <= correct; step++) {
    between += binomialProbability(correct - step, guesses, share);
    steepest = Math.max(steepest, between / step);
  }
  return Math.min(1, tail + 2 * canaries * delta * steepest);
}

/**
 * The largest ε that the guesses rule out: the lower end of a one-sided interval. Every smaller ε has a p-value of at
 * most `alpha`; 0 where even ε = 0 is not ruled out.
 */
export function oneRunEpsilon(game: InclusionGuesses, delta: number, alpha: number): number {
  if (oneRunPValue(game, 0, delta) > alpha) return 0;
  let low = 0;
  let high = 1;
  while (oneRunPValue(game, high, delta) <= alpha) high *= 2;
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (oneRunPValue(game, middle, delta) <= alpha) low = middle;
    else high = middle;
  }
  return low;
}
