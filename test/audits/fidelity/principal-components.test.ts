import { describe, expect, it } from 'vitest';
import { principalComponents } from '../../../src/audits/fidelity/principal-components.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn, type SmallTable } from '../harness.ts';

/** Two numbers with correlation r, in units of their own. */
function sample(name: string, rows: number, r: number): SmallTable {
  const random = randomStream(71, name);
  const x: number[] = [];
  const y: (number | null)[] = [];
  for (let row = 0; row < rows; row++) {
    const value = random.normal();
    x.push(1000 + 50 * value);
    y.push(0.01 * (r * value + Math.sqrt(1 - r * r) * random.normal()));
  }
  return { x, y };
}

describe('principal-components', () => {
  it('of two columns has its closed form', async () => {
    const outcome = await runOn(principalComponents, {
      train: sample('train', 20_000, 0.8),
      holdout: sample('holdout', 20_000, 0.8),
      synthetic: sample('other', 20_000, -0.4),
    });
    // Shares (1 ± |r|)/2, so .9 and .1 against .7 and .3; the factor is 2/(2 · 1).
    expect(measureIn(outcome, 'eigenvalue-difference').estimate.value).toBeCloseTo(0.4, 1.6);
    // (1, 1) against (1, −1).
    expect(measureIn(outcome, 'eigenvector-angle').estimate.value).toBeCloseTo(1, 6);
    expect(measureIn(outcome, 'eigenvalue-difference').ceiling?.value).toBeLessThan(0.02);
    expect(measureIn(outcome, 'eigenvalue-difference').floor?.value).toBeCloseTo(0.8, 1.3);
  });

  it('intervals hold what other samples give', async () => {
    const runs = 120;
    const found: { value: number; low: number; high: number }[] = [];
    for (let seed = 0; seed < runs; seed++) {
      const outcome = await runOn(principalComponents, {
        train: sample(`t${seed}`, 300, 0.7),
        synthetic: sample(`s${seed}`, 200, 0.4),
      });
      const measure = measureIn(outcome, 'eigenvalue-difference');
      found.push({ value: measure.estimate.value, ...intervalOf(measure) });
    }
    const mean = found.reduce((sum, { value }) => sum + value, 0) / runs;
    expect(mean).toBeCloseTo(0.3, 1.3);
    // 95 % of 120 with the 99.9 % binomial bound.
    expect(found.filter(({ low, high }) => low <= mean && mean <= high).length).toBeGreaterThanOrEqual(105);
    expect(found.filter(({ low, high }) => low <= mean && mean <= high).length).toBeLessThan(120);
  });

  it('lost variation and missing cells stay finite; one column is not enough', async () => {
    const train = {
      ...sample('train', 50, 0.5),
      z: Array.from({ length: 50 }, (_, row) => (row % 3 ? row : null)),
    };
    const constant = { x: new Array(50).fill(7), y: new Array(50).fill(1), z: new Array(50).fill(2) };
    const lost = await runOn(principalComponents, { train, synthetic: constant });
    expect(lost.status).toBe('not-applicable');
    const some = await runOn(principalComponents, { train, synthetic: { ...train, x: constant.x } });
    expect(Number.isFinite(measureIn(some, 'eigenvalue-difference').estimate.value)).toBe(true);
    const one = await runOn(principalComponents, { train: { x: [1, 2, 3] }, synthetic: { x: [1, 2, 3] } });
    expect(one.status).toBe('not-applicable');
  });
});
