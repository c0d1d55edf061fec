import { describe, expect, it } from 'vitest';
import { midRanks } from '../../src/statistics/mid-ranks.ts';
import { type Random, randomStream } from '../../src/statistics/random.ts';
import { topShareWeights } from '../../src/statistics/top-share-weights.ts';
import { westfallYoung } from '../../src/statistics/westfall-young.ts';
import { expectAtMost, expectRate } from './rate-bound.ts';

describe('westfallYoung', () => {
  it('finds by chance what it should: unequal sides, ties, statistics that hang together', () => {
    const seeds = 600;
    const counts = { smooth: 0, tied: 0, family: 0 };
    for (let seed = 0; seed < seeds; seed++) {
      const random = randomStream(seed, 'westfall-young');
      const scores = Float64Array.from({ length: 70 }, () => random.normal());
      const coarse = scores.map((score) => Math.round(score + 0.5 * random.normal()));
      const tests = westfallYoung({
        weights: [midRanks(scores), midRanks(coarse), topShareWeights(scores, 0.1)],
        memberCount: 25,
        permutations: 199,
        random,
      });
      if ((tests.raw[0] as number) <= 0.05) counts.smooth++;
      if ((tests.raw[1] as number) <= 0.05) counts.tied++;
      if (tests.family <= 0.05) counts.family++;
    }
    // Without ties 10 of 200 labellings are exactly .05; ties make a test cautious, never bold.
    expectRate(counts.smooth, seeds, 0.05);
    expectAtMost(counts.tied, seeds, 0.05);
    expectAtMost(counts.family, seeds, 0.05);
    expect(counts.family).toBeGreaterThan(0.02 * seeds);
  });

  it('agrees with all labellings counted, on few rows', () => {
    const weights = [Float64Array.from([5, 1, 4, 2, 2, 0]), Float64Array.from([0, 3, 0, 3, 1, 1])];
    const { raw, adjusted } = westfallYoung({
      weights,
      memberCount: 3,
      permutations: 20_000,
      random: randomStream(1, 'enumerated'),
    });
    const exact = enumerate(weights, 3);
    for (const [index, p] of exact.raw.entries()) expect(raw[index]).toBeCloseTo(p, 1.5);
    for (const [index, p] of exact.adjusted.entries()) expect(adjusted[index]).toBeCloseTo(p, 1.5);
  });

  it('corrects upwards, and calls the family what its best member is called', () => {
    const random = randomStream(2, 'adjusted');
    const strong = Float64Array.from({ length: 60 }, (_, row) => (row < 30 ? 1 : 0) + random.normal());
    const weights = [strong, Float64Array.from({ length: 60 }, () => random.normal())];
    const tests = westfallYoung({ weights, memberCount: 30, permutations: 499, random });
    for (const [index, p] of tests.raw.entries()) expect(tests.adjusted[index]).toBeGreaterThanOrEqual(p);
    expect(tests.family).toBe(Math.min(...tests.adjusted));
    expect(tests.family).toBeLessThan(0.05);
  });

  it('does not mind the scale of a statistic, nor one that never varies', () => {
    const random = () => randomStream(3, 'scale');
    const scores = Float64Array.from({ length: 40 }, (_, row) => (row * 7) % 13);
    const plain = westfallYoung({ weights: [scores], memberCount: 15, permutations: 199, random: random() });
    const scaled = westfallYoung({
      weights: [scores.map((score) => 1000 * score + 5), new Float64Array(40).fill(0.1)],
      memberCount: 15,
      permutations: 199,
      random: random(),
    });
    expect(scaled.raw[0]).toBe(plain.raw[0]);
    expect(scaled.adjusted[0]).toBe(plain.adjusted[0]);
    expect(scaled.raw[1]).toBe(1);
    expect(scaled.adjusted[1]).toBe(1);
  });

  it('moves households as one: 5 % false alarms over persons, 11 % over rows', () => {
    const seeds = 1000;
    let households = 0;
    let rows = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const random = randomStream(seed, 'households');
      const { weights, units } = householdsOfTwo(40, random);
      const options = { weights: [weights], memberCount: 32, permutations: 99 };
      if (westfallYoung({ ...options, units, random }).family <= 0.05) households++;
      if (westfallYoung({ ...options, random }).family <= 0.05) rows++;
    }
    expectRate(households, seeds, 0.05);
    // Two rows that agree by ρ = .8 make the spread √1.8 times as large: P(Z > 1.645 / √1.8) = .11.
    expectRate(rows, seeds, 0.11);
  });

  it('draws households of unequal size, however they are numbered', () => {
    const seeds = 400;
    let alarms = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const random = randomStream(seed, 'unequal-households');
      const weights: number[] = [];
      const units: number[] = [];
      for (let house = 0; house < 50; house++) {
        const level = random.normal();
        for (let person = 0; person <= house % 4; person++) {
          weights.push(level);
          units.push(1000 - 3 * house);
        }
      }
      const memberCount = units.filter((unit) => unit > 1000 - 3 * 20).length;
      const { family } = westfallYoung({
        weights: [Float64Array.from(weights)],
        memberCount,
        permutations: 199,
        random,
        units: Int32Array.from(units),
      });
      if (family <= 0.05) alarms++;
    }
    expectRate(alarms, seeds, 0.05);
  });
});

describe('topShareWeights', () => {
  it('gives as much weight as there are places, whatever the ties', () => {
    const random = randomStream(4, 'top-share');
    for (const decimals of [0, 1, 6]) {
      const scores = Float64Array.from({ length: 237 }, () => Number(random.normal().toFixed(decimals)));
      for (const share of [0.01, 0.1, 0.5]) {
        const weights = topShareWeights(scores, share);
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(share * 237, 9);
      }
    }
  });

  it('marks the highest, and shares the last place among the tied', () => {
    expect([...topShareWeights(Float64Array.from([3, 9, 1, 5]), 0.5)]).toEqual([0, 1, 0, 1]);
    expect([...topShareWeights(Float64Array.from([5, 9, 5, 5, 1, 1]), 0.5)].map((w) => w.toFixed(4))).toEqual(
      ['0.6667', '1.0000', '0.6667', '0.6667', '0.0000', '0.0000'],
    );
    expect([...topShareWeights(Float64Array.from([2, 2, 2, 2]), 0.25)]).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  it('gives a part of a place where there is no whole one', () => {
    expect([...topShareWeights(Float64Array.from([1, 2, 3, 4]), 0.1)]).toEqual([0, 0, 0, 0.4]);
  });
});

/** Scores of two people of a household agree by ρ = .8. */
function householdsOfTwo(count: number, random: Random) {
  const weights = new Float64Array(2 * count);
  const units = new Int32Array(2 * count);
  for (let row = 0; row < 2 * count; row += 2) {
    const level = Math.sqrt(0.8) * random.normal();
    for (const person of [row, row + 1]) {
      weights[person] = level + Math.sqrt(0.2) * random.normal();
      units[person] = row / 2;
    }
  }
  return { weights, units };
}

/** P-values over all choices of members, by the definition. */
function enumerate(weights: readonly Float64Array[], memberCount: number) {
  const rows = weights[0]?.length ?? 0;
  const standardized = weights.map((weight) => {
    const mean = weight.reduce((sum, value) => sum + value, 0) / rows;
    const centred = weight.map((value) => value - mean);
    const scale = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0));
    return centred.map((value) => value / scale);
  });
  const statistics: number[][] = [];
  for (let chosen = 0; chosen < 2 ** rows; chosen++) {
    const members = Array.from({ length: rows }, (_, row) => row).filter((row) => (chosen >> row) & 1);
    if (members.length !== memberCount) continue;
    statistics.push(standardized.map((values) => members.reduce((sum, row) => sum + (values[row] ?? 0), 0)));
  }
  const observed = standardized.map((values) =>
    values.subarray(0, memberCount).reduce((sum, value) => sum + value, 0),
  );
  const share = (holds: (drawn: number[]) => boolean) => statistics.filter(holds).length / statistics.length;
  return {
    raw: observed.map((value, index) => share((drawn) => (drawn[index] as number) >= value - 1e-9)),
    adjusted: observed.map((value) => share((drawn) => Math.max(...drawn) >= value - 1e-9)),
  };
}
