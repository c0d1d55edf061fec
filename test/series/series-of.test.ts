import { describe, expect, it } from 'vitest';
import type { Estimate, Measure, MeasureMeta, ResultDocument } from '../../src/result/document.ts';
import { seriesOf } from '../../src/series/series-of.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { sampleResult } from '../render/sample-result.ts';
import { expectAtMost } from '../statistics/rate-bound.ts';

const base = sampleResult();

interface Point {
  readonly value: number;
  readonly error?: number;
  readonly ceiling?: number;
}

const z = 1.959964;

function estimate(value: number, error = 0.01): Estimate {
  const uncertainty = {
    kind: 'interval',
    level: 0.95,
    low: value - z * error,
    high: value + z * error,
    method: 'test',
  };
  return { value, sampleSize: 1000, uncertainty } as Estimate;
}

const metas: Readonly<Record<string, Partial<MeasureMeta>>> = {
  'tail-coverage': { unit: 'ratio', better: 'nearer-reference', reference: 1 },
  'entropy-ratio': { unit: 'ratio', better: 'nearer-reference', reference: 1 },
  'variance-ratio': { unit: 'ratio', better: 'nearer-reference', reference: 1 },
  'near-duplicate-share': { unit: 'share', better: 'lower', reference: null },
  'minority-fidelity': { unit: 'score', better: 'higher', reference: null },
  'column-shapes': { unit: 'score', better: 'higher', reference: null },
};
const auditOf: Readonly<Record<string, string>> = {
  'entropy-ratio': 'spread',
  'variance-ratio': 'spread',
  'near-duplicate-share': 'mode-collapse',
};

/** A result whose candidates have these values, `null` where a candidate has none; `name:column` for columns. */
function resultWith(
  values: Readonly<Record<string, readonly (Point | null)[]>>,
  rows: { train?: number; candidates?: readonly number[] } = {},
): ResultDocument {
  const count = Math.max(...Object.values(values).map(({ length }) => length));
  const ids = Array.from({ length: count }, (_, index) => `g${index + 1}`);
  const audits: ResultDocument['audits'] = {};
  const [template] = Object.values(base.audits);
  for (const key of Object.keys(values)) {
    const name = key.split(':')[0] as string;
    const id = auditOf[name] ?? name;
    const category = id === 'column-shapes' ? ('fidelity' as const) : ('diversity' as const);
    const meta = { title: name, formula: name, counts: 'none', ...metas[name] } as MeasureMeta;
    audits[id] = {
      ...(template as ResultDocument['audits'][string]),
      id,
      category,
      measures: { ...audits[id]?.measures, [name]: meta },
    };
  }
  const candidates = Object.fromEntries(
    ids.map((id, index) => {
      const outcomes: ResultDocument['candidates'][string]['outcomes'] = {};
      for (const [key, points] of Object.entries(values)) {
        const point = points[index];
        if (!point) continue;
        const [name = '', column] = key.split(':');
        const measure: Measure = {
          name,
          subject: column === undefined ? [] : [column],
          labels: {},
          estimate: estimate(point.value, point.error),
          test: null,
          ceiling: point.ceiling === undefined ? null : estimate(point.ceiling, 0.005),
          floor: null,
          replicates: null,
        };
        const audit = auditOf[name] ?? name;
        const before = outcomes[audit];
        const measures = before?.status === 'measured' ? [...before.measures, measure] : [measure];
        outcomes[audit] = { status: 'measured', summary: '', measures, details: [] };
      }
      const [some] = Object.values(base.candidates);
      return [id, { ...(some as ResultDocument['candidates'][string]), outcomes }];
    }),
  );
  const [input] = base.inputs.candidates;
  return {
    ...base,
    audits,
    candidates,
    inputs: {
      ...base.inputs,
      train: { ...base.inputs.train, rows: rows.train ?? 1_000_000 },
      candidates: ids.map((id, index) => ({
        ...(input as ResultDocument['inputs']['candidates'][number]),
        id,
        rows: rows.candidates?.[index] ?? 1000,
      })),
    },
  };
}

function trendsOf(result: ResultDocument) {
  const series = seriesOf(
    result,
    result.inputs.candidates.map(({ id }) => id),
  );
  const of = (measure: string, column?: string) => {
    const found = series.trends.find((trend) => trend.measure === measure && trend.subject[0] === column);
    if (!found) throw new Error(`no trend of ${measure}`);
    return found;
  };
  return { ...series, of };
}

const points = (...values: number[]): Point[] => values.map((value) => ({ value }));

describe('a series', () => {
  it('of halving tails has the factor one half, and collapses late', () => {
    const series = trendsOf(resultWith({ 'tail-coverage': points(0.8, 0.4, 0.2) }));
    expect(series).toMatchObject({ collapse: 'late', since: 'g1', order: ['g1', 'g2', 'g3'] });
    const trend = series.of('tail-coverage');
    expect(trend.slope).toMatchObject({ kind: 'factor', value: 0.5 });
    expect(trend).toMatchObject({ direction: 'falling', loss: 'falling', collapse: 'late', since: 'g1' });
    expect(trend.points[1]).toEqual({
      candidate: 'g2',
      value: 0.4,
      interval: { low: 0.4 - z * 0.01, high: 0.4 + z * 0.01 },
      reference: 1,
    });
  });

  it('that loses at once and then no more collapses early', () => {
    const series = trendsOf(resultWith({ 'tail-coverage': points(0.8, 0.801, 0.799) }));
    expect(series).toMatchObject({ collapse: 'early', since: 'g1' });
    expect(series.of('tail-coverage')).toMatchObject({ direction: 'unclear', collapse: 'early' });
  });

  it('that only falls short of fresh data in fidelity does not collapse; that falls in it does', () => {
    const short = trendsOf(
      resultWith({ 'column-shapes': [0.8, 0.8, 0.8].map((value) => ({ value, ceiling: 0.95 })) }),
    );
    expect(short).toMatchObject({ collapse: 'none', since: null });
    expect(short.of('column-shapes')).toMatchObject({ collapse: 'none', since: 'g1' });
    const falling = trendsOf(
      resultWith({ 'column-shapes': [0.95, 0.85, 0.75].map((value) => ({ value, ceiling: 0.95 })) }),
    );
    expect(falling).toMatchObject({ collapse: 'late', since: 'g2' });
    expect(falling.of('column-shapes').slope).toMatchObject({ kind: 'difference', value: -0.1 });
  });

  it('knows that near-duplicates are lost by rising', () => {
    const of = (values: number[]) =>
      trendsOf(resultWith({ 'near-duplicate-share': values.map((value) => ({ value, ceiling: 0.1 })) }));
    expect(of([0.1, 0.3, 0.5])).toMatchObject({ collapse: 'late', since: 'g2' });
    expect(of([0.5, 0.3, 0.1])).toMatchObject({ collapse: 'early', since: 'g1' });
  });

  it('that gains, or is at what fresh data has, loses nothing', () => {
    expect(trendsOf(resultWith({ 'tail-coverage': points(1, 1.2, 1.4) }))).toMatchObject({
      collapse: 'none',
    });
    expect(
      trendsOf(resultWith({ 'tail-coverage': points(1, 1.005, 0.995) })).of('tail-coverage'),
    ).toMatchObject({
      direction: 'unclear',
      collapse: 'none',
      since: null,
    });
  });

  it('takes train’s noise, common to all, out of ratios, by row counts', () => {
    const errors = (train: number) => {
      const { low, high } = trendsOf(
        resultWith({ 'tail-coverage': points(1, 1) }, { train, candidates: [1000, 1000] }),
      ).of('tail-coverage').slope;
      return Math.log(high / low) / 2 / z;
    };
    // Half of each variance is the candidate's where both have as many rows.
    expect(errors(1000)).toBeCloseTo(0.01, 4);
    expect(errors(1e9)).toBeCloseTo(0.01 * Math.SQRT2, 4);
  });

  it('brings scores to one row count by their ceilings', () => {
    const values = {
      'column-shapes': [
        { value: 0.95, ceiling: 0.95 },
        { value: 0.91, ceiling: 0.91 },
      ],
    };
    const uneven = trendsOf(resultWith(values, { candidates: [4000, 1000] })).of('column-shapes');
    expect(uneven).toMatchObject({ direction: 'unclear', collapse: 'none', slope: { value: 0 } });
    const even = trendsOf(resultWith(values)).of('column-shapes');
    expect(even.slope.value).toBeCloseTo(-0.04, 12);
  });

  it('leaves out who has no value, shows who has no interval, and corrects columns among themselves', () => {
    const result = resultWith({
      'tail-coverage': [{ value: 1 }, null, { value: 0.5 }, { value: 0.25 }],
      'variance-ratio:age': points(1, 0.8, 0.6, 0.4),
      'variance-ratio:height': points(1, 1, 1, 1),
      'minority-fidelity': [null, null, null, { value: 0.9 }],
    });
    const last = result.candidates.g4?.outcomes['tail-coverage'];
    if (last?.status !== 'measured' || last.measures[0]?.estimate.value === null) throw new Error('no value');
    (last.measures[0] as Measure).estimate = {
      value: 0.25,
      sampleSize: 10,
      uncertainty: { kind: 'unknown', reason: 'none' },
    };
    const series = trendsOf(result);
    const tails = series.of('tail-coverage');
    expect(tails.points.map(({ candidate, interval }) => [candidate, interval !== null])).toEqual([
      ['g1', true],
      ['g3', true],
      ['g4', false],
    ]);
    // Two steps apart: the square root of one half.
    expect(tails.slope.value).toBeCloseTo(Math.SQRT1_2, 3);
    expect(tails).toMatchObject({ collapse: 'late', since: 'g3' });
    expect(series.of('variance-ratio', 'age')).toMatchObject({
      collapse: 'late',
      test: { family: 'Holm over 2 columns' },
    });
    expect(series.of('variance-ratio', 'height')).toMatchObject({ collapse: 'none' });
    expect(series.trends.some(({ measure }) => measure === 'minority-fidelity')).toBe(false);
  });

  it('takes values as they are where one is 0', () => {
    const trend = trendsOf(resultWith({ 'tail-coverage': points(0.5, 0.25, 0) })).of('tail-coverage');
    expect(trend).toMatchObject({ collapse: 'late', slope: { kind: 'difference', value: -0.25 } });
  });

  it('needs a label per candidate', () => {
    expect(() => seriesOf(resultWith({ 'tail-coverage': points(1, 1) }), ['one'])).toThrow(RangeError);
  });

  it('without a loss names none in more than 5 % of series, over five measures and six generations', () => {
    const random = randomStream(1, 'series-test');
    const runs = 1500;
    let named = 0;
    let sloped = 0;
    for (let run = 0; run < runs; run++) {
      // As many rows in train as in a candidate: half of a ratio's variance is one draw for all generations.
      const noisy = (mean: number, ceiling?: number) => {
        const common = (0.01 / Math.SQRT2) * random.normal();
        return Array.from({ length: 6 }, () => ({
          value: mean + common + (0.01 / Math.SQRT2) * random.normal(),
          ...(ceiling === undefined ? {} : { ceiling }),
        }));
      };
      const series = trendsOf(
        resultWith(
          {
            'tail-coverage': noisy(1),
            'entropy-ratio': noisy(1),
            'near-duplicate-share': noisy(0.3, 0.3),
            'minority-fidelity': noisy(0.8, 0.8),
            'column-shapes': noisy(0.9, 0.9),
          },
          { train: 1000 },
        ),
      );
      if (series.collapse !== 'none') named++;
      if (series.trends.some(({ direction }) => direction !== 'unclear')) sloped++;
    }
    expectAtMost(named, runs, 0.05);
    expectAtMost(sloped, runs, 0.05);
    // And it is no test that never alarms.
    expect(named).toBeGreaterThan(0.005 * runs);
    expect(sloped).toBeGreaterThan(0.005 * runs);
  });
});
