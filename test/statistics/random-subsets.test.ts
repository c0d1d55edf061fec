import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/statistics/random.ts';
import {
  batchesOf,
  drawSubsets,
  type RandomSubsets,
  subsetSums,
} from '../../src/statistics/random-subsets.ts';

describe('drawSubsets', () => {
  it('takes exactly as many as it is asked for, whatever the share', () => {
    for (const size of [1, 7, 8, 31, 32, 33, 64, 500, 3001]) {
      for (const share of [0, 0.001, 0.01, 0.2, 0.331, 0.5, 0.87, 0.999, 1]) {
        const count = Math.round(share * size);
        const random = randomStream(size, `share ${share}`);
        const subsets = drawSubsets({ size, count, draws: 9, random });
        for (let draw = 0; draw < 9; draw++) {
          const chosen = numbersOf(subsets, draw);
          expect(chosen).toHaveLength(count);
          expect(chosen.every((number) => number < size)).toBe(true);
        }
      }
    }
  });

  it('makes every choice equally likely', () => {
    for (const [size, count] of [
      [6, 3],
      [7, 2],
      [9, 1],
      [5, 4],
    ] as const) {
      const draws = 60_000;
      const random = randomStream(1, `choices of ${count} among ${size}`);
      const subsets = drawSubsets({ size, count, draws, random });
      const counts = new Map<string, number>();
      for (let draw = 0; draw < draws; draw++) {
        const name = numbersOf(subsets, draw).join(' ');
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
      const kinds = choose(size, count);
      expect(counts.size).toBe(kinds);
      const expected = draws / kinds;
      let chiSquare = 0;
      for (const seen of counts.values()) chiSquare += (seen - expected) ** 2 / expected;
      // Mean kinds − 1 and variance 2 (kinds − 1): four standard deviations above.
      expect(chiSquare).toBeLessThan(kinds - 1 + 4 * Math.sqrt(2 * (kinds - 1)));
    }
  });

  it('takes numbers far apart as often, and together as often, as chance does', () => {
    const size = 1000;
    const draws = 20_000;
    for (const count of [120, 333, 500]) {
      const random = randomStream(2, `pairs of ${count}`);
      const { packed } = drawSubsets({ size, count, draws, random });
      const has = (number: number, draw: number) =>
        ((packed[(number >> 3) * draws + draw] as number) >> (number & 7)) & 1;
      for (const [first, second] of [
        [0, 1],
        [0, 32],
        [5, 999],
        [991, 992],
      ] as const) {
        let both = 0;
        let one = 0;
        for (let draw = 0; draw < draws; draw++) {
          one += has(second, draw);
          both += has(first, draw) & has(second, draw);
        }
        expectNear(one, draws, count / size);
        expectNear(both, draws, (count / size) * ((count - 1) / (size - 1)));
      }
    }
  });

  it('refuses to choose more than there are', () => {
    expect(() => drawSubsets({ size: 3, count: 4, draws: 1, random: randomStream(1) })).toThrow(RangeError);
  });
});

describe('subsetSums', () => {
  it('adds the values that were chosen', () => {
    const random = randomStream(3, 'sums');
    const values = Float64Array.from({ length: 77 }, () => random.normal());
    const subsets = drawSubsets({ size: 77, count: 30, draws: 50, random });
    for (const [draw, sum] of subsetSums(values, subsets).entries()) {
      const expected = numbersOf(subsets, draw).reduce(
        (total, number) => total + (values[number] as number),
        0,
      );
      expect(sum).toBeCloseTo(expected, 10);
    }
  });
});

describe('batchesOf', () => {
  it('makes as many draws as were asked for, fewer at once of large sets', () => {
    expect([...batchesOf(999, 48_000)]).toEqual([999]);
    expect([...batchesOf(999, 250_000)]).toEqual([512, 487]);
    expect([...batchesOf(999, 10_000_000)]).toEqual([256, 256, 256, 231]);
    expect([...batchesOf(0, 10)]).toEqual([]);
  });
});

function numbersOf({ draws, bytes, packed }: RandomSubsets, draw: number): number[] {
  const numbers: number[] = [];
  for (let number = 0; number < 8 * bytes; number++) {
    if (((packed[(number >> 3) * draws + draw] as number) >> (number & 7)) & 1) numbers.push(number);
  }
  return numbers;
}

function choose(size: number, count: number): number {
  let ways = 1;
  for (let i = 1; i <= count; i++) ways = (ways * (size - count + i)) / i;
  return Math.round(ways);
}

/** Within four standard errors. */
function expectNear(seen: number, trials: number, rate: number): void {
  const error = Math.sqrt(rate * (1 - rate) * trials);
  expect(Math.abs(seen - rate * trials)).toBeLessThan(4 * error);
}
