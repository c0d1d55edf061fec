import { describe, expect, it } from 'vitest';
import { orderStatistic } from '../../src/statistics/order-statistic.ts';
import { randomStream } from '../../src/statistics/random.ts';

describe('orderStatistic', () => {
  it('is what sorting says, with ties and without', () => {
    const random = randomStream(1, 'order-statistic');
    for (const size of [1, 2, 3, 17, 400]) {
      for (const distinct of [1, 3, 1e9]) {
        const values = Float64Array.from({ length: size }, () => random.below(distinct) - distinct / 2);
        const sorted = values.slice().sort();
        for (let place = 0; place < size; place += Math.max(1, Math.floor(size / 7))) {
          expect(orderStatistic(values.slice(), place)).toBe(sorted[place]);
        }
        expect(orderStatistic(values.slice(), size - 1)).toBe(sorted[size - 1]);
      }
    }
  });

  it('takes infinite values for what they are', () => {
    const values = Float64Array.of(Infinity, 2, -Infinity, Infinity, 1);
    expect(orderStatistic(values.slice(), 0)).toBe(-Infinity);
    expect(orderStatistic(values.slice(), 2)).toBe(2);
    expect(orderStatistic(values.slice(), 4)).toBe(Infinity);
  });

  it('refuses a place that there is not', () => {
    expect(() => orderStatistic(Float64Array.of(1), 1)).toThrow(RangeError);
    expect(() => orderStatistic(new Float64Array(0), 0)).toThrow(RangeError);
  });
});
