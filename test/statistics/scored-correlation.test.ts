import { describe, expect, it } from 'vitest';
import { correlationInfluence } from '../../src/statistics/correlation-influence.ts';
import { randomStream } from '../../src/statistics/random.ts';
import {
  addCorrelationInfluence,
  scoreColumn,
  scoredCorrelation,
  scorePair,
} from '../../src/statistics/scored-correlation.ts';

const random = randomStream(11, 'scored-correlation');

/** Heavy-tailed columns far from zero, with ties where `step` is coarse and gaps where `missing` is above 0. */
function column(rows: number, step: number, missing: number, along: Float64Array | null, slope = 0) {
  return Float64Array.from({ length: rows }, (_, row) => {
    if (random.uniform() < missing) return Number.NaN;
    const tail = Math.tan(1.5 * (random.uniform() - 0.5)) ** 3;
    const shared = along && !Number.isNaN(along[row]) ? slope * ((along[row] as number) - 1e4) : 0;
    return 1e4 + Math.round((tail + shared) / step) * step;
  });
}

function pairOf(x: Float64Array, y: Float64Array) {
  const room = () => new Float64Array(x.length);
  return scorePair(scoreColumn(x, room()), scoreColumn(y, room()), { x: room(), y: room() });
}

describe('scoredCorrelation', () => {
  it.each([
    ['complete', 1e-9, 0, 0.3],
    ['with ties', 0.5, 0, 1],
    ['with gaps', 0.5, 0.2, -2],
    ['nearly a line', 1e-9, 0, 1e5],
    ['nearly a line with gaps', 1e-9, 0.4, -1e7],
  ])('is the correlation of the plain path: %s', (_, step, missing, slope) => {
    for (let round = 0; round < 20; round++) {
      const x = column(60, step, missing, null);
      const y = column(60, step, missing / 2, x, slope);
      const plain = correlationInfluence(x, y);
      const pair = pairOf(x, y);
      expect(pair === null).toBe(plain === null);
      const scored = pair && scoredCorrelation(pair);
      if (!plain || !pair || !scored) continue;
      expect(pair.rows).toBe(plain.rows);
      expect(scored.value).toBeCloseTo(plain.value, 13);
      expect(Math.abs(scored.standardError - plain.standardError)).toBeLessThan(
        1e-12 + 1e-11 * plain.standardError,
      );
      const sums = [new Float64Array(60), new Float64Array(60).fill(1)];
      for (const sum of sums) addCorrelationInfluence(sum, pair, scored.value, -0.5);
      for (const [row, influence] of plain.influences.entries()) {
        expect(sums[0]?.[row]).toBeCloseTo(-0.5 * influence, 11);
        expect(sums[1]?.[row]).toBeCloseTo(1 - 0.5 * influence, 11);
      }
    }
  });

  it('takes infinities for gaps', () => {
    const x = Float64Array.of(1, Number.POSITIVE_INFINITY, 3, 7);
    const gap = Float64Array.of(1, Number.NaN, 3, 7);
    const y = Float64Array.of(2, 3, 4, 9);
    expect(pairOf(x, y)).toEqual(pairOf(gap, y));
    expect(pairOf(x, y)?.rows).toBe(3);
  });

  it('has nothing to say of a column that does not vary, nor of one that does not where the other is filled', () => {
    const x = Float64Array.of(0.1, 0.1, 0.1, 0.1);
    const y = Float64Array.of(1, 2, 3, 5);
    const gap = Float64Array.of(0.1, 0.1, 7, 0.1);
    const filled = Float64Array.of(1, 2, Number.NaN, 5);
    for (const [a, b] of [
      [x, y],
      [y, x],
      [gap, filled],
    ] as const) {
      expect(pairOf(a, b)).toBeNull();
    }
  });
});
