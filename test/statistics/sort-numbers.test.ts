import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/statistics/random.ts';
import { sortNumbers } from '../../src/statistics/sort-numbers.ts';

const infinity = Number.POSITIVE_INFINITY;

/** Of smooth, repeated and skewed distributions, in order already, and with ends that no width can be cut from. */
const samples: Readonly<Record<string, Float64Array>> = {
  empty: new Float64Array(0),
  few: Float64Array.of(3, 1, 2),
  constant: new Float64Array(500).fill(7),
  smooth: draw(20_000, (random) => random.normal()),
  long: draw(200_000, (random) => random.normal()),
  repeated: draw(20_000, (random) => random.below(50)),
  'most of them in one width': draw(20_000, (random) => Math.exp(20 * random.normal())),
  'one far from all others': draw(5000, (random, row) => (row === 17 ? 1e300 : random.normal())),
  ascending: draw(5000, (_, row) => row),
  descending: draw(5000, (_, row) => -row),
  'as far apart as numbers go': draw(500, (random) => (random.uniform() - 0.5) * 2 * Number.MAX_VALUE),
  'as near as numbers go': draw(500, (random) => random.below(3) * Number.MIN_VALUE),
  'with infinite ends': draw(500, (random, row) =>
    row === 3 ? infinity : row === 9 ? -infinity : random.normal(),
  ),
  'with one infinite end': draw(500, (random, row) => (row === 3 ? infinity : random.normal())),
};

describe('sorted numbers', () => {
  it.each(Object.entries(samples))('are in ascending order, in place: %s', (_, values) => {
    const expected = [...values].sort((a, b) => a - b);
    const given = values.slice();
    expect(sortNumbers(given)).toBe(given);
    expect([...given]).toEqual(expected);
  });

  it('leave what lies beside a part of an array', () => {
    const values = draw(1000, (random) => random.normal());
    const sorted = values.slice();
    sortNumbers(sorted.subarray(100, 900));
    expect(sorted.slice(0, 100)).toEqual(values.slice(0, 100));
    expect(sorted.slice(900)).toEqual(values.slice(900));
    expect(sorted.slice(100, 900)).toEqual(values.slice(100, 900).sort());
  });
});

function draw(
  rows: number,
  of: (random: ReturnType<typeof randomStream>, row: number) => number,
): Float64Array {
  const random = randomStream(5, 'sort-numbers');
  return Float64Array.from({ length: rows }, (_, row) => of(random, row));
}
