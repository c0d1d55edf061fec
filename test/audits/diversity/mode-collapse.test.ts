import { describe, expect, it } from 'vitest';
import { othersSearched } from '../../../src/artifacts/nearest-rows.ts';
import { modeCollapse } from '../../../src/audits/diversity/mode-collapse.ts';
import { binomialUpperTail } from '../../../src/statistics/binomial.ts';
import { effectiveNumber } from '../../../src/statistics/effective-number.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn } from '../harness.ts';

const draw = (seed: number, name: string, rows: number) => {
  const random = randomStream(seed, 'mode-collapse-test', name);
  const x = Array.from({ length: rows }, () => random.normal());
  return {
    x,
    y: x.map((value) => value + random.normal()),
    z: x.map(() => random.uniform()),
    c: x.map(() => 'abc'[random.below(3)] as string),
  };
};

describe('effective number', () => {
  it('is the number of equally frequent classes, and less of unequal ones', () => {
    expect(effectiveNumber([5, 5, 5, 0]).value).toBeCloseTo(3, 12);
    expect(effectiveNumber([5, 5, 5]).logStandardError).toBeCloseTo(0, 6);
    expect(effectiveNumber([2, 1, 1]).value).toBeCloseTo(2 ** 1.5, 12);
    expect(() => effectiveNumber([0])).toThrow(RangeError);
  });
});

describe('mode-collapse', () => {
  it('is at 1 % and 1 for train itself', async () => {
    const train = draw(1, 'train', 400);
    const outcome = await runOn(modeCollapse, { train, synthetic: train });
    const share = measureIn(outcome, 'near-duplicate-share');
    // The nearest pair counts on both sides, so the quantile takes whole pairs.
    expect(share.estimate.value).toBeGreaterThanOrEqual(0.01);
    expect(share.estimate.value).toBeLessThanOrEqual(0.015);
    expect(share.ceiling?.value).toBe(share.estimate.value);
    expect(measureIn(outcome, 'effective-rows-ratio').estimate.value).toBe(1);
  });

  it('counts ten rows that were written forty times as ten', async () => {
    const train = draw(1, 'train', 400);
    const ten = draw(2, 'ten', 10);
    const repeat = <T>(values: readonly T[]) =>
      Array.from({ length: 400 }, (_, row) => values[row % 10] as T);
    const synthetic = { x: repeat(ten.x), y: repeat(ten.y), z: repeat(ten.z), c: repeat(ten.c) };
    const outcome = await runOn(modeCollapse, { train, synthetic });
    expect(measureIn(outcome, 'near-duplicate-share').estimate.value).toBe(1);
    const ratio = measureIn(outcome, 'effective-rows-ratio');
    expect(ratio.estimate.value * 397).toBeGreaterThan(9.9);
    expect(ratio.estimate.value * 397).toBeLessThan(10.3);
    expect(intervalOf(ratio).high).toBeLessThan(0.1);
  });

  it('sees a share of rows that crowd', async () => {
    const train = draw(1, 'train', 400);
    const synthetic = draw(3, 'crowd', 400);
    for (let row = 0; row < 100; row++) {
      for (const name of ['x', 'y', 'z'] as const) {
        (synthetic[name][row] as number) = 0.5 + 1e-6 * row;
      }
      synthetic.c[row] = 'a';
    }
    const share = measureIn(await runOn(modeCollapse, { train, synthetic }), 'near-duplicate-share');
    expect(share.estimate.value).toBeGreaterThanOrEqual(0.25);
    expect(share.estimate.value).toBeLessThan(0.29);
  });

  it('compares at one row count, whichever file is larger', async () => {
    const small = draw(1, 'train', 200);
    const large = draw(4, 'large', 800);
    for (const [train, synthetic] of [
      [small, large],
      [large, small],
    ] as const) {
      const share = measureIn(await runOn(modeCollapse, { train, synthetic }), 'near-duplicate-share');
      expect(share.estimate.sampleSize).toBe(200);
      expect(intervalOf(share).low).toBeLessThan(share.ceiling?.value ?? 0);
    }
  });

  it('searches fewer rows of wide tables, so that rows² × columns is bounded', () => {
    expect([1, 20, 64].map(othersSearched)).toEqual([25_000, 25_000, 25_000]);
    expect(othersSearched(300)).toBe(11_547);
    for (const columns of [65, 128, 1000, 20_000]) {
      const rows = othersSearched(columns);
      expect(rows ** 2 * columns).toBeLessThanOrEqual(4e10);
      expect((rows + 1) ** 2 * columns).toBeGreaterThan(4e10);
    }
  });

  it('says that and how rows were sampled, and keeps the interval to the rows searched', async () => {
    const random = randomStream(8, 'mode-collapse-test', 'wide');
    const rows = 26_000;
    const table = () => ({ c: Array.from({ length: rows }, () => 'abcdefgh'[random.below(8)] as string) });
    const outcome = await runOn(modeCollapse, { train: table(), synthetic: table() });
    expect(measureIn(outcome, 'near-duplicate-share').estimate.sampleSize).toBe(25_000);
    expect(JSON.stringify(outcome)).toContain('a random subset of 25000 rows, drawn from the run’s seed');
  });

  it('holds its ceiling in its interval for a fresh sample', async () => {
    const runs = 120;
    let missed = 0;
    let missedRatio = 0;
    for (let seed = 0; seed < runs; seed++) {
      const outcome = await runOn(modeCollapse, {
        train: draw(seed, 'train', 400),
        synthetic: draw(seed, 'fresh', 400),
      });
      const share = measureIn(outcome, 'near-duplicate-share');
      const ceiling = share.ceiling;
      if (ceiling?.value == null || ceiling.uncertainty.kind !== 'interval') throw new Error('no ceiling');
      const { low, high } = intervalOf(share);
      const reach = Math.hypot((high - low) / 2, (ceiling.uncertainty.high - ceiling.uncertainty.low) / 2);
      if (Math.abs(share.estimate.value - ceiling.value) > reach) missed++;
      const ratio = intervalOf(measureIn(outcome, 'effective-rows-ratio'));
      if (ratio.low > 1 || ratio.high < 1) missedRatio++;
    }
    expect(binomialUpperTail(missed, runs, 0.05), `share: ${missed}`).toBeGreaterThan(0.001);
    expect(binomialUpperTail(missedRatio, runs, 0.05), `ratio: ${missedRatio}`).toBeGreaterThan(0.001);
  });

  it('finds that sparse regions are left out while the dense ones are kept', async () => {
    // Nine in ten rows lie close to a line, the tenth anywhere.
    const line = (name: string, rows: number, astray: number) => {
      const random = randomStream(11, 'sparse', name);
      const x = Array.from({ length: rows }, () => random.uniform());
      const y = x.map((value) =>
        random.uniform() < astray ? random.uniform() : value + 0.01 * random.normal(),
      );
      return { x, y };
    };
    const train = line('train', 1000, 0.1);
    const holdout = line('holdout', 1000, 0.1);
    const recallOf = async (synthetic: { x: number[]; y: number[] }) =>
      measureIn(await runOn(modeCollapse, { train, holdout, synthetic }), 'beta-recall', [], {
        region: 'sparse',
      });
    const lost = await recallOf(line('dense alone', 1000, 0));
    expect(intervalOf(lost).high).toBeLessThan(lost.ceiling?.value as number);
    expect(lost.estimate.value).toBeLessThan(0.25);
    const fresh = await recallOf(line('fresh', 1000, 0.1));
    expect(fresh.ceiling?.value).toBe(lost.ceiling?.value);
    expect(intervalOf(fresh).low).toBeLessThan(fresh.ceiling?.value as number);
    expect(intervalOf(fresh).high).toBeGreaterThan(fresh.ceiling?.value as number);
  });
});
