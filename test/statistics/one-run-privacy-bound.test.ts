import { describe, expect, it } from 'vitest';
import { binomialUpperTail } from '../../src/statistics/binomial.ts';
import { oneRunEpsilon, oneRunPValue } from '../../src/statistics/one-run-privacy-bound.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { expectAtMost } from './rate-bound.ts';

describe('the privacy bound from one run', () => {
  it('is the binomial tail at e^ε / (1 + e^ε) under pure privacy', () => {
    const game = { canaries: 100, guesses: 60, correct: 50 };
    expect(oneRunPValue(game, Math.log(3), 0)).toBeCloseTo(binomialUpperTail(50, 60, 0.75), 14);
    const epsilon = oneRunEpsilon(game, 0, 0.05);
    expect(oneRunPValue(game, epsilon, 0)).toBeCloseTo(0.05, 9);
  });

  it('has the closed form for guesses that are all right', () => {
    // q^m = α at the bound.
    const share = 0.05 ** (1 / 40);
    const bound = oneRunEpsilon({ canaries: 40, guesses: 40, correct: 40 }, 0, 0.05);
    expect(bound).toBeCloseTo(Math.log(share / (1 - share)), 9);
  });

  it('adds at most 2 m δ times the steepest part of the tail, and grows with δ', () => {
    const game = { canaries: 50, guesses: 20, correct: 18 };
    const tail = (v: number) => binomialUpperTail(v, 20, 1 / (1 + Math.exp(-1)));
    let steepest = 0;
    for (let i = 1; i <= 18; i++) steepest = Math.max(steepest, (tail(18 - i) - tail(18)) / i);
    expect(oneRunPValue(game, 1, 1e-3)).toBeCloseTo(tail(18) + 2 * 50 * 1e-3 * steepest, 12);
    expect(oneRunEpsilon(game, 1e-3, 0.05)).toBeLessThan(oneRunEpsilon(game, 0, 0.05));
  });

  it('is 0 where nothing is ruled out', () => {
    expect(oneRunEpsilon({ canaries: 10, guesses: 10, correct: 6 }, 0, 0.05)).toBe(0);
    expect(oneRunEpsilon({ canaries: 10, guesses: 0, correct: 0 }, 0, 0.05)).toBe(0);
  });

  it('exceeds the ε of randomised response in at most 5 % of runs, and comes near it', () => {
    const epsilon = 1;
    const keep = 1 / (1 + Math.exp(-epsilon));
    const runs = 400;
    let exceeded = 0;
    let sum = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const random = randomStream(seed, 'randomised-response');
      let correct = 0;
      for (let canary = 0; canary < 500; canary++) if (random.uniform() < keep) correct++;
      const bound = oneRunEpsilon({ canaries: 500, guesses: 500, correct }, 0, 0.05);
      if (bound > epsilon) exceeded++;
      sum += bound;
    }
    expectAtMost(exceeded, runs, 0.05);
    expect(sum / runs).toBeGreaterThan(0.75);
  });
});
