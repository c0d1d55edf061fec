import { describe, expect, it } from 'vitest';
import { compareCandidates } from '../../src/comparison/compare-candidates.ts';
import { mergeResults } from '../../src/comparison/merge-results.ts';
import { canonicalJson } from '../../src/result/canonical-json.ts';
import type { Measure, ResultDocument } from '../../src/result/document.ts';
import { holm } from '../../src/statistics/holm.ts';
import { normalQuantile, normalUpperTail } from '../../src/statistics/normal-distribution.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { between, committedSample, measured, measure as measureOf } from '../policy/small-result.ts';

/** Standardised deviations with this correlation to those of the same name. */
function replicates(name: string, correlation: number, own: string): NonNullable<Measure['replicates']> {
  const [shared, alone] = [randomStream(1, name), randomStream(1, own)];
  const raw = Array.from(
    { length: 2000 },
    () => Math.sqrt(correlation) * shared.normal() + Math.sqrt(1 - correlation) * alone.normal(),
  );
  const mean = raw.reduce((sum, value) => sum + value, 0) / raw.length;
  const deviation = Math.sqrt(raw.reduce((sum, value) => sum + (value - mean) ** 2, 0) / raw.length);
  return {
    resampleId: 'r',
    values: raw.map((value) => (value - mean) / deviation),
    standardError: null,
  };
}

interface Given {
  readonly trends?: Measure;
  readonly copies?: Measure;
  readonly tails?: Measure;
  readonly learnt?: Measure;
}

const trends = (value: number, half: number, more: Partial<Measure> = {}): Measure => ({
  ...measureOf('column-pair-trends', between(value - half, value, value + half), {
    labels: { pairs: 'with-trend' },
  }),
  ...more,
});
const copies = (value: number, low: number, high: number): Measure =>
  measureOf('leak-rate', between(low, value, high), { labels: { attack: 'exact-match' } });
const tails = (value: number, half: number): Measure =>
  measureOf('tail-coverage', between(value - half, value, value + half));
const learnt = (value: number, half: number, standardError: number | null): Measure => ({
  ...measureOf('auc', between(value - half, value, value + half), {
    labels: { model: 'random-forest', target: 't', trainedOn: 'synthetic' },
  }),
  replicates: { ...replicates('auc', 0, String(value)), standardError },
});

/** The committed sample's frame around candidates of which a few measures are known, unrounded unless said. */
function resultOf(
  candidates: Readonly<Record<string, Given>>,
  disclosure: 'internal' | 'shared' = 'internal',
): ResultDocument {
  const { inputs, ...frame } = committedSample();
  return {
    ...frame,
    run: { ...frame.run, disclosure },
    inputs: {
      ...inputs,
      candidates: Object.keys(candidates).map((id) => ({
        ...inputs.candidates[0]!,
        id,
        name: id,
        sha256: id,
      })),
    },
    candidates: Object.fromEntries(
      Object.entries(candidates).map(([id, given]) => [
        id,
        {
          controls: [],
          scores: [],
          verdicts: [],
          verdict: 'informative' as const,
          outcomes: {
            ...(given.trends && { 'column-pair-trends': measured(given.trends) }),
            ...(given.copies && { 'exact-copies': measured(given.copies) }),
            ...(given.tails && { 'tail-coverage': measured(given.tails) }),
            ...(given.learnt && { 'train-on-synthetic-test-on-real': measured(given.learnt) }),
          },
        },
      ]),
    ),
  };
}

const first = (result: ResultDocument) => compareCandidates(result)!.pairs[0]!.differences[0]!;

describe('compareCandidates', () => {
  it('is the two-sample z test where intervals are symmetric and nothing is shared', () => {
    const { value, low, high, pValue } = first(
      resultOf({ a: { trends: trends(0.9, 0.03) }, b: { trends: trends(0.86, 0.04) } }),
    );
    expect(value).toBeCloseTo(0.04, 6);
    expect([low, high]).toEqual([expect.closeTo(-0.01, 6), expect.closeTo(0.09, 6)]);
    expect(pValue).toBeCloseTo(2 * normalUpperTail((normalQuantile(0.975) * 0.04) / 0.05), 2);
  });

  it('takes off what both share', () => {
    const pair = (shared: number) =>
      first(
        resultOf({
          a: { trends: trends(0.9, 0.03, { replicates: replicates('x', shared, 'a') }) },
          b: { trends: trends(0.87, 0.03, { replicates: replicates('x', shared, 'b') }) },
        }),
      );
    // Half-widths .03 with correlation .8: √(2 × .03² × .2), a little wider for the correlation's own error.
    const half = Math.sqrt(2 * 0.03 ** 2 * 0.2);
    expect((pair(0.8).high - pair(0.8).low) / 2 / half).toBeGreaterThan(0.97);
    expect((pair(0.8).high - pair(0.8).low) / 2 / half).toBeLessThan(1.15);
    expect(pair(0.8).distinguishable).toBe(true);
    expect(pair(0).distinguishable).toBe(false);
  });

  it('takes replicates of other resamples as independent', () => {
    const other = { ...replicates('x', 0.9, 'b'), resampleId: 'other' };
    const result = resultOf({
      a: { trends: trends(0.9, 0.03, { replicates: replicates('x', 0.9, 'a') }) },
      b: { trends: trends(0.87, 0.03, { replicates: other }) },
    });
    expect(first(result).high - first(result).low).toBeCloseTo(2 * Math.SQRT2 * 0.03, 5);
    expect(compareCandidates(result)!.measures[0]!.paired).toBe(false);
  });

  it('uses the ends of uneven intervals that face each other', () => {
    // Copies of nobody: the interval reaches further up than down.
    const { low, high } = first(
      resultOf({ a: { copies: copies(0, -0.001, 0.004) }, b: { copies: copies(0.05, 0.04, 0.08) } }),
    );
    expect(low).toBeCloseTo(-0.05 - Math.hypot(0.001, 0.03), 6);
    expect(high).toBeCloseTo(-0.05 + Math.hypot(0.004, 0.01), 6);
  });

  it('does not take rounding for evidence', () => {
    const given = { a: { trends: trends(0.901, 0.0002) }, b: { trends: trends(0.9, 0.0002) } };
    expect(first(resultOf(given)).distinguishable).toBe(true);
    expect(first(resultOf(given, 'shared'))).toMatchObject({ distinguishable: false, pValue: 1 });
  });

  it('adjusts over all pairs and measures, and widens all intervals alike', () => {
    const values = [0.9, 0.88, 0.86, 0.84];
    const comparison = compareCandidates(
      resultOf(
        Object.fromEntries(
          values.map((value, i) => [`c${i}`, { trends: trends(value, 0.02), tails: tails(value, 0.03) }]),
        ),
      ),
    )!;
    const all = comparison.pairs.flatMap(({ differences }) => differences.flatMap((one) => one ?? []));
    expect(all).toHaveLength(12);
    const adjusted = holm(all.map(({ pValue }) => pValue));
    all.forEach((one, i) => {
      expect(one.adjusted / adjusted[i]!).toBeCloseTo(1, 0);
      expect(one.distinguishable).toBe(adjusted[i]! < 0.05);
    });
    const wider = normalQuantile(1 - 0.025 / 12) / normalQuantile(0.975);
    expect((all[0]!.high - all[0]!.low) / 2).toBeCloseTo(wider * Math.hypot(0.02, 0.02), 5);
  });

  it('says who is better by what the measure means', () => {
    const [copied, kept, tail] = compareCandidates(
      resultOf({
        a: { copies: copies(0.2, 0.19, 0.21), trends: trends(0.9, 0.001), tails: tails(1.01, 0.02) },
        b: { copies: copies(0, -0.01, 0.01), trends: trends(0.8, 0.001), tails: tails(0.6, 0.02) },
      }),
    )!.pairs[0]!.differences;
    expect([copied!.better, kept!.better, tail!.better]).toEqual(['second', 'first', 'first']);
    const either = compareCandidates(
      resultOf({ a: { tails: tails(1.2, 0.02) }, b: { tails: tails(0.8, 0.02) } }),
    )!;
    expect(either.pairs[0]!.differences[0]).toMatchObject({ distinguishable: true, better: 'neither' });
  });

  it('does not compare what has no interval, or one that leaves the candidate’s own noise out', () => {
    const without = (standardError: number | null) =>
      compareCandidates(
        resultOf({
          a: { learnt: learnt(0.9, 0.01, standardError) },
          b: { learnt: learnt(0.8, 0.01, standardError) },
        }),
      )!.pairs[0]!;
    expect(without(null)).toMatchObject({ distinguishable: false, differences: [null] });
    expect(without(0.01).distinguishable).toBe(true);
    // A standard error beyond the interval's counts.
    expect(without(0.06).distinguishable).toBe(false);
  });

  it('is null for a single candidate', () => {
    expect(compareCandidates(resultOf({ a: { trends: trends(0.9, 0.01) } }))).toBeNull();
  });
});

describe('the front', () => {
  it('leaves out only who is worse in something and better in nothing', () => {
    const { planes } = compareCandidates(
      resultOf({
        good: { copies: copies(0, -0.01, 0.01), trends: trends(0.95, 0.005) },
        equal: { copies: copies(0.001, -0.009, 0.011), trends: trends(0.952, 0.005) },
        leaky: { copies: copies(0.2, 0.18, 0.22), trends: trends(0.951, 0.005) },
        trade: { copies: copies(0.3, 0.28, 0.32), trends: trends(0.99, 0.005) },
      }),
    )!;
    expect(planes).toHaveLength(1);
    const dominated = planes[0]!.points.map(({ candidate, dominatedBy }) => [candidate, dominatedBy]);
    expect(dominated).toEqual([
      ['good', []],
      ['equal', []],
      ['leaky', ['good', 'equal']],
      ['trade', []],
    ]);
  });
});

describe('the decision matrix', () => {
  const given = {
    good: { copies: copies(0, -0.01, 0.01), trends: trends(0.9, 0.01) },
    twin: { copies: copies(0.001, -0.009, 0.011), trends: trends(0.901, 0.01) },
    leaky: { copies: copies(0.3, 0.28, 0.32), trends: trends(0.98, 0.01) },
  };

  it('weighs categories on their own scale, and says how sure the ranks are', () => {
    const decision = compareCandidates(resultOf(given), { fidelity: 1, privacy: 3 })!.decision!;
    const [good, twin, leaky] = decision.candidates;
    expect(good!.value).toBeCloseTo((0.9 + 3 * 1) / 4, 3);
    expect(leaky!.value).toBeCloseTo((0.98 + 3 * 0.7) / 4, 3);
    expect(leaky).toMatchObject({ rank: 3, rankLow: 3, rankHigh: 3, first: 0 });
    // Twins share the first rank between them.
    for (const one of [good!, twin!]) {
      expect(one).toMatchObject({ rankLow: 1, rankHigh: 2 });
      expect(one.first).toBeGreaterThan(0.25);
    }
  });

  it('follows the weights', () => {
    const decision = compareCandidates(resultOf(given), { fidelity: 1 })!.decision!;
    expect(decision.candidates.find(({ rank }) => rank === 1)!.candidate).toBe('leaky');
    expect(compareCandidates(resultOf(given))!.decision).toBeNull();
  });
});

describe('mergeResults', () => {
  const whole = resultOf({
    a: { trends: trends(0.9, 0.03, { replicates: replicates('x', 0.5, 'a') }) },
    b: { trends: trends(0.8, 0.03, { replicates: replicates('x', 0.5, 'b') }) },
    c: { trends: trends(0.7, 0.03, { replicates: replicates('x', 0.5, 'c') }) },
  });
  const alone = (id: string): ResultDocument => ({
    ...whole,
    inputs: { ...whole.inputs, candidates: whole.inputs.candidates.filter((one) => one.id === id) },
    candidates: { [id]: whole.candidates[id]! },
  });
  const named = (...results: ResultDocument[]) =>
    results.map((result, i) => ({ name: `${i}.json`, result: structuredClone(result) }));

  it('puts singles together as they were in one run', () => {
    const merged = mergeResults(named(alone('a'), alone('b'), alone('c')));
    expect(canonicalJson(compareCandidates(merged))).toBe(canonicalJson(compareCandidates(whole)));
  });

  it.each<[string, (result: ResultDocument) => void, string]>([
    [
      'training data',
      ({ inputs }) => Object.assign(inputs.train, { sha256: 'x' }),
      'different training data',
    ],
    ['a holdout', ({ inputs }) => Object.assign(inputs, { holdout: null }), 'different holdouts'],
    ['a seed', ({ run }) => Object.assign(run, { seed: 77 }), 'different seeds'],
    ['a preset', ({ run }) => Object.assign(run, { preset: 'full' }), 'different presets'],
    ['a mode', ({ run }) => Object.assign(run, { disclosure: 'shared' }), 'disclosed differently'],
    ['a version', ({ tool }) => Object.assign(tool, { version: '9' }), 'different versions'],
    ['targets', ({ inputs }) => Object.assign(inputs, { targets: ['q'] }), 'different roles'],
    ['a schema', ({ columns }) => columns.pop(), 'different schemas'],
    ['audits', ({ audits }) => Reflect.deleteProperty(audits, 'spread'), 'different audits'],
    [
      'resamples',
      ({ candidates }) => {
        const outcome = candidates.b!.outcomes['column-pair-trends']!;
        if (outcome.status === 'measured') outcome.measures[0]!.replicates!.resampleId = 'other';
      },
      'did not resample the same real rows',
    ],
  ])('refuses %s that differ', (_, change, fact) => {
    const results = named(alone('a'), alone('b'));
    change(results[1]!.result);
    expect(() => mergeResults(results)).toThrow(fact);
  });
});
