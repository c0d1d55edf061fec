import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/statistics/random.ts';
import { replicatedUniquesPValue } from '../../src/statistics/replicated-uniques-test.ts';
import { expectAtMost } from './rate-bound.ts';

describe('replicatedUniquesPValue', () => {
  it('is the share of all relabellings that have as large an excess', () => {
    const group = Int32Array.from([0, 1, 2, 2, 3, 0, 4, 3]);
    const replicated = Uint8Array.from([1, 1, 0, 1, 1]);
    const trainRows = 4;
    const excessOf = (isTrain: (row: number) => boolean) => {
      const uniques = (side: boolean) => {
        const rows = [...group.keys()].filter((row) => isTrain(row) === side);
        return rows.filter(
          (row) =>
            replicated[group[row] as number] === 1 &&
            rows.filter((other) => group[other] === group[row]).length === 1,
        ).length;
      };
      return uniques(true) - uniques(false);
    };
    const observed = excessOf((row) => row < trainRows);
    let all = 0;
    let asLarge = 0;
    for (let labels = 0; labels < 2 ** group.length; labels++) {
      const isTrain = (row: number) => ((labels >> row) & 1) === 1;
      if ([...group.keys()].filter(isTrain).length !== trainRows) continue;
      all++;
      if (excessOf(isTrain) >= observed) asLarge++;
    }
    const pValue = replicatedUniquesPValue({
      group,
      trainRows,
      replicated,
      units: null,
      permutations: 20_000,
      random: randomStream(1),
    });
    // Five standard errors.
    expect(Math.abs(pValue - asLarge / all)).toBeLessThan(0.018);
  });

  it('deals labels to households, so that twins raise no more alarms than it says', () => {
    let byUnit = 0;
    let byRow = 0;
    const trials = 400;
    for (let seed = 0; seed < trials; seed++) {
      const random = randomStream(seed, 'households');
      // Twins are alike in their first key alone: their groups tell which household they are of.
      const group = Int32Array.from({ length: 160 });
      for (let row = 0; row < 160; row += 2) {
        const isReplicated = random.uniform() < 0.3;
        group[row] = isReplicated ? 160 + row : row;
        group[row + 1] = isReplicated ? 161 + row : row;
      }
      const replicated = Uint8Array.from({ length: 320 }, (_, number) => (number >= 160 ? 1 : 0));
      const units = group.map((_, row) => row >> 1);
      const of = { group, trainRows: 80, replicated, permutations: 99, random };
      if (replicatedUniquesPValue({ ...of, units }) <= 0.05) byUnit++;
      if (replicatedUniquesPValue({ ...of, units: null }) <= 0.05) byRow++;
    }
    expectAtMost(byUnit, trials, 0.05);
    expect(() => expectAtMost(byRow, trials, 0.05)).toThrow('too many');
  });

  it('sees uniques that were copied', () => {
    const group = Int32Array.from({ length: 200 }, (_, row) => row);
    const replicated = Uint8Array.from(group, (row) => (row < 20 ? 1 : 0));
    const of = { group, trainRows: 100, replicated, units: null, permutations: 999 };
    expect(replicatedUniquesPValue({ ...of, random: randomStream(1) })).toBe(0.001);
  });
});
