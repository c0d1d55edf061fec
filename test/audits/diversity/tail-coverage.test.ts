import { describe, expect, it } from 'vitest';
import { tailCoverage } from '../../../src/audits/diversity/tail-coverage.ts';
import { binomialUpperTail } from '../../../src/statistics/binomial.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn } from '../harness.ts';

describe('tail-coverage', () => {
  const grid = Array.from({ length: 1000 }, (_, i) => i);

  it('is 1 in every tail of train itself, and 0 where tails are cut off', async () => {
    const same = await runOn(tailCoverage, { train: { x: grid }, synthetic: { x: grid } });
    expect(measureIn(same, 'tail-coverage').estimate.value).toBeCloseTo(1, 12);
    const cut = grid.map((value) => Math.min(900, Math.max(100, value)));
    const outcome = await runOn(tailCoverage, { train: { x: grid }, synthetic: { x: cut } });
    expect(measureIn(outcome, 'tail-coverage').estimate.value).toBe(0);
    expect(intervalOf(measureIn(outcome, 'tail-coverage')).high).toBeGreaterThan(0);
    for (const tail of ['below-1-percent', 'below-5-percent', 'above-95-percent', 'above-99-percent']) {
      const measure = measureIn(outcome, 'tail-coverage', ['x'], { tail });
      expect(measure.estimate.value).toBe(0);
      expect(intervalOf(measure).high).toBeLessThan(1);
      expect(intervalOf(measure).high).toBeGreaterThan(0);
    }
  });

  it('is the ratio of shares: half of the rows above the 95 % quantile moved to the middle', async () => {
    const halved = grid.map((value) => (value >= 950 && value % 2 === 0 ? 500 : value));
    const outcome = await runOn(tailCoverage, { train: { x: grid }, synthetic: { x: halved } });
    const measure = measureIn(outcome, 'tail-coverage', ['x'], { tail: 'above-95-percent' });
    // Strictly above the bound 949 lie 950…999 of train and the 25 odd ones of the candidate.
    expect(measure.estimate.value).toBeCloseTo(25 / 50, 12);
    expect(
      measureIn(outcome, 'tail-coverage', ['x'], { tail: 'below-5-percent' }).estimate.value,
    ).toBeCloseTo(1);
  });

  it('leaves out a tail that ties take up, and expects what train has beyond the ties', async () => {
    const inflated = grid.map((value) => (value < 970 ? 0 : value));
    const outcome = await runOn(tailCoverage, { train: { x: inflated }, synthetic: { x: inflated } });
    if (outcome.status !== 'measured') throw new Error('not measured');
    // 30 rows lie above 0: the 5 % tail has 3 %.
    expect(outcome.measures.map(({ labels }) => labels.tail)).toEqual([
      undefined,
      'above-95-percent',
      'above-99-percent',
    ]);
    expect(measureIn(outcome, 'tail-coverage', ['x'], { tail: 'above-95-percent' }).estimate.value).toBe(1);
  });

  it('is not applicable without numbers', async () => {
    const outcome = await runOn(tailCoverage, { train: { c: ['a', 'b'] }, synthetic: { c: ['a', 'b'] } });
    expect(outcome.status).toBe('not-applicable');
  });

  it('holds 1 in its interval for a fresh sample, as often as it says', async () => {
    const runs = 200;
    let missed = 0;
    let missedTail = 0;
    for (let seed = 0; seed < runs; seed++) {
      const draw = (name: string, rows: number) => {
        const random = randomStream(seed, 'tail-coverage-test', name);
        const x = Array.from({ length: rows }, () => random.normal());
        return { x, y: x.map((value) => Math.exp(value + random.normal())) };
      };
      const outcome = await runOn(tailCoverage, { train: draw('t', 800), synthetic: draw('s', 500) });
      const mean = intervalOf(measureIn(outcome, 'tail-coverage'));
      if (mean.low > 1 || mean.high < 1) missed++;
      const tail = intervalOf(measureIn(outcome, 'tail-coverage', ['x'], { tail: 'below-1-percent' }));
      if (tail.low > 1 || tail.high < 1) missedTail++;
    }
    expect(binomialUpperTail(missed, runs, 0.05)).toBeGreaterThan(0.001);
    expect(binomialUpperTail(missedTail, runs, 0.05)).toBeGreaterThan(0.001);
  });
});
