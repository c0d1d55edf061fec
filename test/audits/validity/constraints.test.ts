import { describe, expect, it } from 'vitest';
import { discoveredRules } from '../../../src/artifacts/discovered-rules.ts';
import { constraints } from '../../../src/audits/validity/constraints.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn, type SmallTable, storeOf } from '../harness.ts';

const rulesOf = async (train: SmallTable, holdout?: SmallTable) => {
  const store = storeOf({ train, ...(holdout ? { holdout } : {}), synthetic: train, kinds });
  return (await store.get(discoveredRules, 'candidate')).rules.map(({ text }) => text).sort();
};

const kinds = { admitted: 'datetime', discharged: 'datetime' } as const;

/** Costs that add up, stays that end after they begin, areas that lie in regions, and tests that follow from each other. */
function stays(name: string, rows: number): SmallTable & Record<string, (number | string | null)[]> {
  const random = randomStream(3, 'constraints-test', name);
  const number = <T>(draw: () => T) => Array.from({ length: rows }, draw);
  const base = number(() => Math.round(100_000 * random.uniform()) / 100);
  const drug = number(() => (random.uniform() < 0.3 ? 0 : Math.round(20_000 * random.uniform()) / 100));
  const admitted = number(() => 86_400_000 * random.below(400));
  const area = number(() => random.below(12));
  const tested = number(() => random.uniform() < 0.7);
  return {
    base,
    drug,
    total: base.map((value, row) => Math.round(100 * (value + (drug[row] as number))) / 100),
    admitted,
    discharged: admitted.map((time) => time + 86_400_000 * random.below(20)),
    area: area.map((value) => `A${value}`),
    region: area.map((value) => ['north', 'south', 'west'][value % 3] as string),
    code: area.map((value) => value + 1),
    tested: tested.map((value) => (value ? 'yes' : 'no')),
    result: tested.map((value) => (value ? random.normal() : null)),
    noise: number(() => random.normal()),
    level: number(() => 'abc'[random.below(3)] as string),
  };
}

const planted = [
  'admitted <= discharged',
  'area → region',
  'area ↔ code',
  'base + drug = total',
  'code → region',
  'result missing ⇔ tested = no',
];

describe('discovered rules', () => {
  it('are those that were planted, with and without a holdout', async () => {
    expect(await rulesOf(stays('train', 600))).toEqual(planted);
    expect(await rulesOf(stays('train', 600), stays('holdout', 300))).toEqual(planted);
  });

  it('hold for the holdout too', async () => {
    const holdout = stays('holdout', 300);
    (holdout.total as number[])[17] = -1;
    (holdout.region as string[])[5] = holdout.region?.[5] === 'north' ? 'south' : 'north';
    expect(await rulesOf(stays('train', 600), holdout)).toEqual([
      'admitted <= discharged',
      'area ↔ code',
      'result missing ⇔ tested = no',
    ]);
  });

  it('find joint gaps and equal columns', async () => {
    const random = randomStream(4, 'constraints-test', 'gaps');
    const gap = Array.from({ length: 300 }, () => random.uniform());
    const value = gap.map(() => random.below(50));
    const found = await rulesOf({
      first: gap.map((u) => (u < 0.3 ? null : random.normal())),
      second: gap.map((u) => (u < 0.3 ? null : random.normal())),
      third: gap.map((u) => (u < 0.5 ? null : random.normal())),
      value,
      copy: value,
    });
    expect(found).toEqual(
      expect.arrayContaining([
        'copy = value',
        'first missing ⇔ second missing',
        'first missing ⇒ third missing',
        'second missing ⇒ third missing',
      ]),
    );
  });

  it('name no level with fewer than eleven rows', async () => {
    const train = stays('train', 600);
    const rare = train.noise?.map((_, row) => (row < 8 ? 'secret' : 'usual')) as string[];
    const odd = train.noise?.map((value, row) => (row < 8 ? null : value)) as number[];
    expect((await rulesOf({ ...train, rare, odd })).filter((text) => text.includes('secret'))).toEqual([]);
  });

  it('are none on independent columns', async () => {
    for (let seed = 0; seed < 120; seed++) {
      const random = randomStream(seed, 'constraints-noise');
      const rows = [40, 150, 600][seed % 3] as number;
      const draw = <T>(of: () => T) => Array.from({ length: rows }, of);
      const noise = {
        // Ranges that hardly overlap, rare levels, near-constant columns, few values, zeros and gaps.
        low: draw(() => random.normal()),
        high: draw(() => 4 + random.normal()),
        count: draw(() => (random.uniform() < 0.9 ? 0 : random.below(5))),
        more: draw(() => (random.uniform() < 0.95 ? 0 : 1)),
        sum: draw(() => random.below(3)),
        flag: draw(() => (random.uniform() < 0.99 ? 'no' : 'yes')),
        list: draw(() => `k${Math.floor(Math.exp(5 * random.uniform()))}`),
        name: draw(() => `n${random.below(10_000)}`),
        gap: draw(() => (random.uniform() < 0.03 ? null : random.normal())),
        other: draw(() => (random.uniform() < 0.9 ? null : 'x')),
        pair: draw(() => (random.uniform() < 0.5 ? null : ('ab'[random.below(2)] as string))),
      };
      expect(await rulesOf(noise), `seed ${seed}`).toEqual([]);
    }
  });
});

describe('constraints', () => {
  it('counts the rows that break a rule, worst first', async () => {
    const train = stays('train', 600);
    const synthetic = stays('synthetic', 400);
    for (let row = 0; row < 100; row++) (synthetic.total as number[])[row] = -1;
    for (let row = 0; row < 40; row++) (synthetic.region as string[])[row] = 'nowhere';
    (synthetic.admitted as (number | null)[])[0] = null;
    const outcome = await runOn(constraints, { train, holdout: stays('holdout', 300), synthetic, kinds });
    const sum = measureIn(outcome, 'constraint-adherence', ['base', 'drug', 'total'], {
      rule: 'base + drug = total',
    });
    expect(sum.estimate.value).toBe(0.75);
    expect(sum.ceiling?.value).toBe(1);
    expect(sum.floor?.value).toBeLessThan(0.01);
    expect(measureIn(outcome, 'constraint-adherence', ['area', 'region']).estimate.value).toBe(0.9);
    const order = measureIn(outcome, 'constraint-adherence', ['admitted', 'discharged']).estimate;
    expect(order).toMatchObject({ value: 1, sampleSize: 399 });
    const mean = measureIn(outcome, 'constraint-adherence');
    expect(mean.estimate.value).toBeCloseTo((0.75 + 0.9 + 0.9 + 3) / 6, 12);
    expect(intervalOf(mean).low).toBeLessThan(mean.estimate.value);
    expect(outcome.status === 'measured' && outcome.summary).toBe(
      '3 of 6 rules that all real rows keep are broken by synthetic rows.',
    );
  });

  it('is at its ceiling for a fresh sample', async () => {
    const outcome = await runOn(constraints, {
      train: stays('train', 600),
      synthetic: stays('fresh', 400),
      kinds,
    });
    const mean = measureIn(outcome, 'constraint-adherence');
    expect(mean.estimate.value).toBe(1);
    expect(intervalOf(mean).low).toBeGreaterThan(0.98);
    expect(mean.floor?.value).toBeLessThan(0.8);
  });

  it('is not applicable where there is no rule', async () => {
    const train = { x: [1, 2, 3, 4], y: [4, 1, 3, 2] };
    expect((await runOn(constraints, { train, synthetic: train })).status).toBe('not-applicable');
  });
});
