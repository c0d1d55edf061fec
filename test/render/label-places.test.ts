import { describe, expect, it } from 'vitest';
import { labelPlaces } from '../../src/render/charts/label-places.ts';

describe('labels on an axis', () => {
  it('stand by the time between them where they are dates', () => {
    // 31 of 90 days.
    expect(labelPlaces(['2026-01', '2026-02', '2026-04'])).toEqual([0, 31 / 90, 1]);
    expect(labelPlaces(['2026-01-01', '2026-01-02', '2026-01-11'])).toEqual([0, 0.1, 1]);
    expect(labelPlaces(['2020', '2021', '2024'])[1]).toBeCloseTo(366 / 1461, 12);
  });

  it.each([
    ['names', ['first', 'second', 'third']],
    ['dates that go back', ['2026-03', '2026-01', '2026-02']],
    ['days that no calendar has', ['2026-02-01', '2026-02-30', '2026-03-31']],
    ['dates of different kinds', ['2026', '2026-02', '2026-12']],
    ['whole numbers', ['1', '2', '10']],
  ])('stand evenly where they are %s', (_, labels) => {
    expect(labelPlaces(labels)).toEqual([0, 0.5, 1]);
  });

  it('may be one or two', () => {
    expect(labelPlaces(['2026'])).toEqual([0]);
    expect(labelPlaces(['2026', '2029'])).toEqual([0, 1]);
  });
});
