import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { discloseDetail } from '../../src/disclosure/disclose-detail.ts';
import { discloseMeasure } from '../../src/disclosure/disclose-measure.ts';
import { fewest, stepFor, toStep } from '../../src/disclosure/rounding.ts';
import type { Detail, Measure, MeasureMeta } from '../../src/result/document.ts';

const meta: MeasureMeta = {
  title: 't',
  unit: 'share',
  better: 'lower',
  formula: 'f',
  reference: null,
  counts: 'real-rows',
};

describe('stepFor', () => {
  it('a step stands for at least eleven people', () => {
    for (const people of [1, 5, 11, 50, 267, 1022, 3066, 24_421, 1_000_000]) {
      expect(stepFor(people) * people >= fewest || stepFor(people) === 1).toBe(true);
    }
    expect(stepFor(24_421)).toBe(0.001);
    expect(stepFor(267)).toBe(0.05);
  });
});

describe('discloseMeasure', () => {
  it('hides every count below eleven, and rounds intervals outward', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 50, max: 100_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (people, at) => {
          const count = Math.floor(at * people);
          const share = count / people;
          const shown = discloseMeasure(measureOf(share, people, share / 2, (1 + share) / 2), meta).estimate;
          if (shown.value === null || shown.uncertainty.kind !== 'interval') throw new Error('shown');
          // All counts from which this value could come: never fewer than eleven apart.
          const step = stepFor(people);
          expect(step * people).toBeGreaterThanOrEqual(Math.min(fewest, people));
          expect(shown.value).toBeCloseTo(toStep(share, step), 9);
          expect(shown.uncertainty.low).toBeLessThanOrEqual(share / 2 + 1e-9);
          expect(shown.uncertainty.high).toBeGreaterThanOrEqual((1 + share) / 2 - 1e-9);
        },
      ),
    );
  });

  it('keeps standardised replicates, no standard error of a count of people, and rounds sample sizes', () => {
    const measure = {
      ...measureOf(0.123456, 24_418, 0.1, 0.2),
      replicates: { resampleId: 'r', values: [0.1], standardError: 0.012345 },
    };
    const shown = discloseMeasure(measure, { ...meta, counts: 'none' });
    expect(shown.replicates).toEqual({ resampleId: 'r', values: [0.1], standardError: 0.012 });
    expect(discloseMeasure(measure, { ...meta, counts: 'real-rows' }).replicates?.standardError).toBeNull();
    expect(shown.estimate).toMatchObject({ value: 0.123, sampleSize: 24_000 });
  });
});

describe('discloseDetail', () => {
  it('pools categories with few real rows, also where only the holdout has few', () => {
    const detail: Detail = {
      kind: 'categories',
      column: 'c',
      levels: ['big', 'rare-name', 'holdout-rare', 'invented'],
      counts: { real: [900, 5, 95, 0], holdout: [950, 45, 5, 0], synthetic: [900, 50, 45, 5] },
    };
    const shown = discloseDetail(detail);
    expect(JSON.stringify(shown)).not.toMatch(/rare|invented/);
    expect(shown.kind === 'categories' && shown.levels).toEqual(['big', 'other (3 suppressed)']);
  });

  it('a pool that would be small takes the smallest shown level along', () => {
    const detail: Detail = {
      kind: 'categories',
      column: 'c',
      levels: ['a', 'b', 'rare-name'],
      counts: { real: [500, 100, 2], holdout: null, synthetic: [500, 100, 2] },
    };
    const shown = discloseDetail(detail);
    expect(shown.kind === 'categories' && shown.levels).toEqual(['a', 'other (2 suppressed)']);
  });

  it('merges bins until each holds eleven real rows, and shows shares instead of counts', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 2, maxLength: 24 }), (real) => {
        const edges = Array.from({ length: real.length + 1 }, (_, i) => i * 1.2345);
        const detail: Detail = {
          kind: 'histogram',
          column: 'x',
          scale: 'number',
          edges,
          counts: { real, holdout: null, synthetic: real },
        };
        const shown = discloseDetail(detail);
        const total = real.reduce((sum, count) => sum + count, 0);
        if (total < fewest) {
          expect(shown.kind).toBe('note');
          return;
        }
        if (shown.kind !== 'histogram') throw new Error('shown');
        expect(shown.edges).toHaveLength(shown.counts.real.length + 1);
        for (let i = 1; i < shown.edges.length; i++) {
          expect(shown.edges[i] as number).toBeGreaterThan(shown.edges[i - 1] as number);
        }
        for (const share of shown.counts.real) expect(share).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('shows months of dates, never a day', () => {
    const time = (day: string) => Date.parse(`${day}T00:00:00Z`);
    const dates = (days: string[], real: number[]) =>
      discloseDetail({
        kind: 'histogram',
        column: 'd',
        scale: 'date',
        edges: days.map(time),
        counts: { real, holdout: null, synthetic: real },
      });
    const shown = dates(
      ['2020-01-02', '2020-01-09', '2020-01-14', '2020-03-20', '2020-07-23', '2020-07-30'],
      [20, 20, 20, 20, 20],
    );
    expect(shown).toMatchObject({
      edges: ['2020-01-01', '2020-04-01', '2020-08-01', '2020-09-01'].map(time),
      counts: { real: [0.6, 0.2, 0.2] },
    });
    // All within a few days: one bin, a month wide.
    expect(dates(['2020-05-03', '2020-05-04', '2020-05-05'], [40, 60])).toMatchObject({
      edges: ['2020-05-01', '2020-06-01'].map(time),
      counts: { real: [1] },
    });
  });

  it('curves over people move in steps of at least eleven of them', () => {
    const detail: Detail = {
      kind: 'curves',
      role: 'roc',
      title: 't',
      x: { label: 'x', unit: 'share' },
      y: { label: 'y', unit: 'share' },
      series: [{ name: 's', role: 'synthetic', x: [0.0123], y: [0.0377], rows: 300 }],
    };
    const shown = discloseDetail(detail);
    expect(shown.kind === 'curves' && shown.series[0]).toMatchObject({ x: [0], y: [0.05] });
  });
});

function measureOf(value: number, sampleSize: number, low: number, high: number): Measure {
  return {
    name: 'm',
    subject: [],
    labels: {},
    estimate: { value, sampleSize, uncertainty: { kind: 'interval', level: 0.95, low, high, method: 'm' } },
    test: null,
    ceiling: null,
    floor: null,
    replicates: null,
  };
}
