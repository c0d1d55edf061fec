import { describe, expect, it } from 'vitest';
import { hitResiduals } from '../../src/artifacts/hit-residuals.ts';
import { randomStream } from '../../src/statistics/random.ts';

describe('hitResiduals', () => {
  it('are nought where the covariates say which combinations are hit', () => {
    const first = Float64Array.from({ length: 40 }, (_, i) => 0.001 * i);
    const second = Float64Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 1 : 0));
    const residuals = hitResiduals(
      Uint8Array.from(second, (value) => value),
      first,
      second,
    );
    expect(Math.max(...residuals.map(Math.abs))).toBeLessThan(0.01);
  });

  it('are free of both covariates, and in standard deviations of the hits', () => {
    const random = randomStream(1);
    const size = 400;
    // All in one half octave.
    const first = Float64Array.from({ length: size }, () => 0.3 * random.uniform());
    const second = Float64Array.from({ length: size }, () => random.normal());
    const hits = Uint8Array.from(first, (x, i) =>
      random.uniform() < 0.3 + x - 0.1 * (second[i] as number) ? 1 : 0,
    );
    const residuals = hitResiduals(hits, first, second);
    const sumOf = (weight: (i: number) => number) =>
      residuals.reduce((sum, residual, i) => sum + weight(i) * residual, 0);
    expect(Math.abs(sumOf(() => 1))).toBeLessThan(1e-9);
    expect(Math.abs(sumOf((i) => first[i] as number))).toBeLessThan(0.05);
    expect(Math.abs(sumOf((i) => second[i] as number))).toBeLessThan(0.05);
    const variance = sumOf((i) => residuals[i] as number) / size;
    expect(variance).toBeGreaterThan(0.85);
    expect(variance).toBeLessThan(1);
  });

  it('say nothing of a handful of combinations', () => {
    const few = Float64Array.from({ length: 11 });
    expect([
      ...hitResiduals(
        Uint8Array.from(few, (_, i) => i % 2),
        few,
        few,
      ),
    ]).toEqual(new Array(11).fill(0));
  });
});
