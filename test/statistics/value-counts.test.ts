import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/statistics/random.ts';
import { countValues, listValues } from '../../src/statistics/value-counts.ts';

const infinity = Number.POSITIVE_INFINITY;

/** Of values that repeat, that hardly do, that lie far apart, and with ends that no width can be cut from. */
const columns: Readonly<Record<string, Float64Array>> = {
  empty: new Float64Array(0),
  missing: Float64Array.of(Number.NaN, Number.NaN),
  constant: new Float64Array(50).fill(3),
  infinite: Float64Array.of(infinity, -infinity, infinity),
  'with infinite ends': Float64Array.of(2, infinity, -infinity, 1, Number.NaN, 2),
  'as far apart as numbers go': Float64Array.of(-Number.MAX_VALUE, Number.MAX_VALUE, 0, 1),
  'as near as numbers go': Float64Array.of(0, Number.MIN_VALUE, 2 * Number.MIN_VALUE),
  'with a zero below zero': Float64Array.of(-0, 0, 1, -1),
  repeated: draw(20_000, (random) => random.below(300) / 100 - 1),
  'repeated, many': draw(60_000, (random) =>
    random.uniform() < 0.1 ? Number.NaN : random.below(9_000) / 1000,
  ),
  'hardly repeated': draw(20_000, (random) => random.normal()),
  skewed: draw(20_000, (random) => Math.round(Math.exp(20 * random.normal()))),
};

describe('value counts', () => {
  it.each(Object.entries(columns))('sorts and counts a column: %s', (_, values) => {
    const sorted = [...values].filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
    const counts = countValues(values);
    expect(counts.rows).toBe(sorted.length);
    expect([...listValues(counts)]).toEqual(sorted.map((value) => value + 0));
    expect([...counts.distinct]).toEqual([...new Set(sorted.map((value) => value + 0))]);
    expect(counts.below[counts.distinct.length]).toBe(sorted.length);
  });

  it.each(Object.entries(columns))(
    'finds the place of values that are there and of others: %s',
    (_, values) => {
      const { distinct, placeOf } = countValues(values);
      const wanted = [-infinity, infinity, -0, 0, 0.5, -1e300, 1e300];
      for (const value of values.subarray(0, 400)) wanted.push(value, value + 1e-9, value * 1.5);
      for (const x of wanted) {
        if (Number.isNaN(x)) continue;
        let place = 0;
        while (place < distinct.length && (distinct[place] as number) < x) place++;
        expect(placeOf(x), String(x)).toBe(place);
      }
    },
  );

  it('lists some of the values', () => {
    const counts = countValues(Float64Array.of(3, 1, 2, 3, 2, 2));
    expect([...listValues(counts, 1, 2)]).toEqual([2, 2, 2]);
    expect([...listValues(counts, 1)]).toEqual([2, 2, 2, 3, 3]);
  });
});

function draw(rows: number, of: (random: ReturnType<typeof randomStream>) => number): Float64Array {
  const random = randomStream(3, 'value-counts');
  return Float64Array.from({ length: rows }, () => of(random));
}
