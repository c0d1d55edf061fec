import { describe, expect, it } from 'vitest';
import { cramersV } from '../../src/statistics/cramers-v.ts';
import { randomStream } from '../../src/statistics/random.ts';

const small = Int32Array.of(10, 20, 30, 25, 5, 10);
const strong = Float64Array.of(40, 3, 1, 2, 50, 4, 6, 0, 30);

describe("cramér's v", () => {
  it('is the known value', () => {
    // scipy 1.17, contingency.association; the corrected ones by numpy from Bergsma's definition.
    expect(cramersV(small, 2, 3, { biasCorrected: false })).toBeCloseTo(0.472455591261534, 13);
    expect(cramersV(strong, 3, 3, { biasCorrected: false })).toBeCloseTo(0.821332126452672, 13);
    expect(cramersV(small, 2, 3, { biasCorrected: true })).toBeCloseTo(0.45286181031522466, 13);
    expect(cramersV(strong, 3, 3, { biasCorrected: true })).toBeCloseTo(0.818347741049464, 13);
  });

  it('is 1 where one side decides the other and 0 where they are independent', () => {
    expect(cramersV(Int32Array.of(30, 0, 0, 20), 2, 2, { biasCorrected: true })).toBeCloseTo(1, 13);
    expect(cramersV(Int32Array.of(10, 20, 20, 40), 2, 2, { biasCorrected: false })).toBe(0);
  });

  it('leaves empty levels out and is null with one level or as many as rows', () => {
    const padded = Int32Array.of(10, 0, 20, 30, 0, 0, 0, 0, 25, 0, 5, 10);
    expect(cramersV(padded, 3, 4, { biasCorrected: true })).toBe(
      cramersV(small, 2, 3, { biasCorrected: true }),
    );
    expect(cramersV(Int32Array.of(3, 4), 1, 2, { biasCorrected: true })).toBeNull();
    expect(cramersV(Int32Array.of(1, 0, 0, 1), 2, 2, { biasCorrected: true })).toBeNull();
    expect(cramersV(new Int32Array(0), 0, 0, { biasCorrected: false })).toBeNull();
    expect(() => cramersV(small, 2, 2, { biasCorrected: true })).toThrow(RangeError);
  });

  it('shows little association between independent columns of many levels, once corrected', () => {
    const random = randomStream(1, 'cramers v');
    let plain = 0;
    let corrected = 0;
    for (let seed = 0; seed < 200; seed++) {
      const table = new Int32Array(100);
      for (let row = 0; row < 300; row++) {
        const cell = random.below(100);
        table[cell] = (table[cell] as number) + 1;
      }
      plain += (cramersV(table, 10, 10, { biasCorrected: false }) as number) / 200;
      corrected += (cramersV(table, 10, 10, { biasCorrected: true }) as number) / 200;
    }
    expect(plain).toBeGreaterThan(0.15);
    expect(corrected).toBeLessThan(0.05);
  });
});
