import { describe, expect, it } from 'vitest';
import { spread } from '../../../src/audits/diversity/spread.ts';
import { binomialUpperTail } from '../../../src/statistics/binomial.ts';
import { logGeneralizedVariance } from '../../../src/statistics/log-generalized-variance.ts';
import { entropy } from '../../../src/statistics/log-variance.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn } from '../harness.ts';

describe('parts of spread', () => {
  it('entropy: of four equal categories log 4, with 3 / 2n', () => {
    expect(entropy([25, 25, 25, 25])).toEqual({ value: Math.log(4) + 3 / 200, standardError: 0 });
    expect(entropy([10, 0])).toEqual({ value: 0, standardError: 0 });
  });

  it('generalised variance: the determinant of two columns', () => {
    const x = Float64Array.from([0, 0, 2, 2]);
    const y = Float64Array.from([0, 3, 0, 3]);
    // Variances 4/3 and 3, uncorrelated; bias d(d + 1) / 2n = 3/4.
    expect(logGeneralizedVariance([x, y])?.value).toBeCloseTo(Math.log(4) + 3 / 4, 12);
    expect(logGeneralizedVariance([x, x])).toBeNull();
  });
});

const draw = (seed: number, name: string, rows: number) => {
  const random = randomStream(seed, 'spread-test', name);
  const x = Array.from({ length: rows }, () => random.normal());
  return {
    x,
    y: x.map((value) => 0.8 * value + 0.6 * random.normal()),
    // Heavy tails: a normal-theory interval would be far too short.
    z: x.map(() => random.normal() * Math.exp(0.5 * random.normal())),
    c: x.map(() => 'abcdef'[Math.floor(6 * random.uniform() ** 2)] as string),
  };
};

describe('spread', () => {
  it('is 1 for train itself', async () => {
    const train = draw(1, 'train', 300);
    const outcome = await runOn(spread, { train, synthetic: train });
    if (outcome.status !== 'measured') throw new Error('not measured');
    expect(outcome.measures).toHaveLength(6);
    for (const { estimate } of outcome.measures) expect(estimate.value).toBeCloseTo(1, 12);
  });

  it('is the square of a scale, and per dimension for all columns together', async () => {
    const train = draw(1, 'train', 4000);
    const fresh = draw(1, 'fresh', 4000);
    const half = { ...fresh, x: train.x.map((value) => value / 2), y: train.y, c: train.c.map(() => 'a') };
    const outcome = await runOn(spread, { train, synthetic: half });
    expect(measureIn(outcome, 'variance-ratio', ['x']).estimate.value).toBeCloseTo(0.25, 12);
    expect(measureIn(outcome, 'entropy-ratio', ['c']).estimate.value).toBe(0);
    // Normal scores of normal columns scale as they do: x and y halved and z fresh is (1/4 · 1/4)^(1/3) per dimension.
    let mean = 0;
    for (let seed = 0; seed < 10; seed++) {
      const { x, y, ...rest } = draw(seed, 'fresh', 1000);
      const halved = { x: x.map((value) => value / 2), y: y.map((value) => value / 2), ...rest };
      const joint = await runOn(spread, { train: draw(seed, 'train', 1000), synthetic: halved });
      mean += measureIn(joint, 'generalized-variance-ratio').estimate.value / 10;
    }
    expect(Math.abs(mean / (1 / 16) ** (1 / 3) - 1)).toBeLessThan(0.03);
  });

  it('sees a lost dimension that no column shows alone', async () => {
    const train = draw(2, 'train', 500);
    const outcome = await runOn(spread, { train, synthetic: { ...train, y: train.x } });
    expect(measureIn(outcome, 'generalized-variance-ratio').estimate.value).toBeLessThan(0.5);
    expect(measureIn(outcome, 'variance-ratio', ['y']).estimate.value).toBeGreaterThan(0.9);
  });

  it('stays finite where a column does not vary at all', async () => {
    const train = draw(2, 'train', 100);
    const outcome = await runOn(spread, { train, synthetic: { ...train, x: train.x.map(() => 7) } });
    expect(measureIn(outcome, 'variance-ratio', ['x']).estimate.value).toBe(0);
    expect(measureIn(outcome, 'generalized-variance-ratio').estimate.value).toBe(0);
  });

  it('holds 1 in its intervals for a fresh sample, as often as it says', async () => {
    const runs = 120;
    const missed = { x: 0, z: 0, c: 0, joint: 0 };
    for (let seed = 0; seed < runs; seed++) {
      const outcome = await runOn(spread, {
        train: draw(seed, 'train', 500),
        synthetic: draw(seed, 'synthetic', 400),
      });
      const count = (key: keyof typeof missed, name: string, subject: string[]) => {
        const { low, high } = intervalOf(measureIn(outcome, name, subject));
        if (low > 1 || high < 1) missed[key]++;
      };
      count('x', 'variance-ratio', ['x']);
      count('z', 'variance-ratio', ['z']);
      count('c', 'entropy-ratio', ['c']);
      count('joint', 'generalized-variance-ratio', []);
    }
    for (const [key, misses] of Object.entries(missed)) {
      expect(binomialUpperTail(misses, runs, 0.05), `${key}: ${misses}`).toBeGreaterThan(0.001);
    }
  });
});
