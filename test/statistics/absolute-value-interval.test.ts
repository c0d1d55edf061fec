import { describe, expect, it } from 'vitest';
import { absoluteValueInterval } from '../../src/statistics/absolute-value-interval.ts';

describe('absolute value interval', () => {
  it.each([
    [0.1, 0.3, 0.1, 0.3],
    [-0.3, -0.1, 0.1, 0.3],
    [-0.1, 0.3, 0, 0.3],
    [-0.4, 0.3, 0, 0.4],
    [0, 0.2, 0, 0.2],
    [-0.2, 0, 0, 0.2],
  ])('of [%d, %d]', (low, high, expectedLow, expectedHigh) => {
    expect(absoluteValueInterval({ low, high })).toEqual({ low: expectedLow, high: expectedHigh });
  });
});
