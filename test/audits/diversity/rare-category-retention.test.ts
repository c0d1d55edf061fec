import { describe, expect, it } from 'vitest';
import { rareCategoryRetention } from '../../../src/audits/diversity/rare-category-retention.ts';
import { binomialUpperTail } from '../../../src/statistics/binomial.ts';
import { fitPresence, presenceInSubset } from '../../../src/statistics/expected-presence.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn } from '../harness.ts';

describe('presence', () => {
  it('in a subset is what counting all subsets gives', () => {
    let holding = 0;
    let subsets = 0;
    for (let mask = 0; mask < 1 << 7; mask++) {
      if ([...mask.toString(2)].filter((bit) => bit === '1').length !== 3) continue;
      subsets++;
      if (mask & 0b11) holding++;
    }
    expect(presenceInSubset(2, 7, 3)).toBeCloseTo(holding / subsets, 12);
    expect(presenceInSubset(0, 7, 3)).toBe(0);
    expect(presenceInSubset(2, 7, 6)).toBe(1);
  });

  it('among fresh rows: with rates spread over orders of magnitude, once in as many rows is as likely as not', () => {
    // Two met once and one twice is the ratio at which the prior's exponent is 0.
    const { chance } = fitPresence([1, 1, 2, 6]);
    expect(chance(1, 10)).toBeCloseTo(0.5, 12);
    expect(chance(5, 10)).toBeCloseTo(1 - 2 ** -5, 12);
    // Many met once and few twice: what was met once is rarer than it looks.
    expect(fitPresence([...Array(98).fill(1), 2]).chance(1, 100)).toBeLessThan(0.1);
  });
});

/** 980 common rows and four rare categories of 5 rows each. */
const train = {
  c: [...Array(980).fill('common'), ...['p', 'q', 'r', 's'].flatMap((level) => Array(5).fill(level))],
};

describe('rare-category-retention', () => {
  it('counts what is lost, and the mass of what is left', async () => {
    const synthetic = { c: [...Array(990).fill('common'), ...Array(10).fill('p')] };
    const outcome = await runOn(rareCategoryRetention, { train, synthetic });
    const retention = measureIn(outcome, 'rare-category-retention', ['c']);
    expect(retention.estimate.value).toBe(0.25);
    expect(retention.ceiling?.value).toBeCloseTo(1 - 2 ** -5, 12);
    const mass = measureIn(outcome, 'rare-category-mass-ratio', ['c']);
    expect(mass.estimate.value).toBeCloseTo(10 / 20, 12);
    expect(measureIn(outcome, 'rare-category-mass-ratio').estimate.value).toBeCloseTo(0.5, 12);
    expect(intervalOf(measureIn(outcome, 'rare-category-mass-ratio')).high).toBeLessThan(1.1);
    expect(outcome.status === 'measured' && outcome.summary).toContain('4 rare categories 1 are still there');
  });

  it('stays finite where all rare categories are gone', async () => {
    const outcome = await runOn(rareCategoryRetention, {
      train,
      holdout: train,
      synthetic: { c: Array(1000).fill('common') },
    });
    expect(measureIn(outcome, 'rare-category-retention').estimate.value).toBe(0);
    const mass = measureIn(outcome, 'rare-category-mass-ratio');
    expect(mass.estimate.value).toBe(0);
    expect(intervalOf(mass).high).toBeLessThan(0.5);
    expect(intervalOf(measureIn(outcome, 'rare-category-mass-ratio', ['c'])).high).toBeLessThan(0.5);
  });

  it('is not applicable where no category is rare', async () => {
    const outcome = await runOn(rareCategoryRetention, {
      train: { c: ['a', 'b'] },
      synthetic: { c: ['a', 'b'] },
    });
    expect(outcome.status).toBe('not-applicable');
  });

  // A long list whose frequencies fall as 1/rank: many categories are met once, many never.
  const drawLong = (name: string, rows: number) => {
    const random = randomStream(7, 'rare-categories', name);
    return { c: Array.from({ length: rows }, () => `k${Math.floor(Math.exp(random.uniform() * 6.5))}`) };
  };

  it.each([true, false])(
    'is near its ceiling for a fresh sample (with a holdout: %s)',
    async (withHoldout) => {
      const runs = 100;
      let apart = 0;
      let massMissed = 0;
      for (let seed = 0; seed < runs; seed++) {
        const outcome = await runOn(rareCategoryRetention, {
          train: drawLong(`t${seed}`, 600),
          ...(withHoldout ? { holdout: drawLong(`h${seed}`, 600) } : {}),
          synthetic: drawLong(`s${seed}`, withHoldout ? 500 : 600),
        });
        const { estimate, ceiling } = measureIn(outcome, 'rare-category-retention', ['c']);
        if (ceiling?.value == null || ceiling.uncertainty.kind !== 'interval') throw new Error('no ceiling');
        const { low, high } = ceiling.uncertainty;
        if (estimate.value < low || estimate.value > high) apart++;
        const mass = intervalOf(measureIn(outcome, 'rare-category-mass-ratio', ['c']));
        if (mass.low > 1 || mass.high < 1) massMissed++;
      }
      expect(binomialUpperTail(apart, runs, 0.05)).toBeGreaterThan(0.001);
      expect(binomialUpperTail(massMissed, runs, 0.05)).toBeGreaterThan(0.001);
    },
  );
});
