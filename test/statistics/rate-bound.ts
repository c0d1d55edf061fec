import { expect } from 'vitest';
import { binomialUpperTail } from '../../src/statistics/binomial.ts';

/** Asserts that `hits` of `seeds` is no surprise at .1 % (two-sided) when each seed hits with chance `nominal`. */
export function expectRate(hits: number, seeds: number, nominal: number): void {
  expectAtLeast(hits, seeds, nominal);
  expectAtMost(hits, seeds, nominal);
}

/** For what may be conservative: no surprisingly many hits. */
export function expectAtMost(hits: number, seeds: number, nominal: number): void {
  const chance = binomialUpperTail(hits, seeds, nominal);
  expect(chance, `${hits} of ${seeds} is too many for ${nominal}`).toBeGreaterThan(0.0005);
}

/** For coverage that may be conservative: no surprisingly few hits. */
export function expectAtLeast(hits: number, seeds: number, nominal: number, what = ''): void {
  const chance = 1 - binomialUpperTail(hits + 1, seeds, nominal);
  expect(chance, `${what} ${hits} of ${seeds} is too few for ${nominal}`).toBeGreaterThan(0.0005);
}
