import { describe, expect, it } from 'vitest';
import { pairCalls, pairedLeakDifference } from '../../src/statistics/paired-leak-difference.ts';
import { type Random, randomStream } from '../../src/statistics/random.ts';
import { expectAtLeast, expectAtMost } from './rate-bound.ts';

describe('pairCalls', () => {
  it('counts rows by what they were called before and after, within its range', () => {
    const before = Uint8Array.from([1, 0, 0, 1, 1, 0]);
    const after = Uint8Array.from([1, 0, 1, 0, 1, 1]);
    expect(pairCalls(before, after, 1, 6)).toEqual({ neither: 1, onlyAfter: 2, onlyBefore: 1, both: 1 });
  });
});

describe('pairedLeakDifference', () => {
  it('is the difference of two leak rates', () => {
    const members = { neither: 60, onlyBefore: 5, onlyAfter: 25, both: 10 };
    const nonMembers = { neither: 80, onlyBefore: 4, onlyAfter: 6, both: 10 };
    const before = (0.15 - 0.14) / (1 - 0.14);
    const after = (0.35 - 0.16) / (1 - 0.16);
    const { value, low, high } = pairedLeakDifference(members, nonMembers);
    expect(value).toBeCloseTo(after - before, 12);
    expect((low + high) / 2).toBeCloseTo(value, 12);
  });

  it('says nothing of a change that there is none of', () => {
    const calls = { neither: 900, onlyBefore: 0, onlyAfter: 0, both: 100 };
    const { value, low } = pairedLeakDifference(calls, calls);
    expect(value).toBe(0);
    expect(low).toBeLessThan(0);
  });

  it('refuses empty groups and attacks that succeed on everybody', () => {
    const none = { neither: 0, onlyBefore: 0, onlyAfter: 0, both: 0 };
    const some = { ...none, neither: 3, both: 3 };
    expect(() => pairedLeakDifference(none, some)).toThrow(RangeError);
    expect(() => pairedLeakDifference(some, { ...none, onlyAfter: 5 })).toThrow(RangeError);
  });

  // Scores of two looks at the same people hang together; copies move some members to the top. The threshold is that of
  // 1 % of the non-members, anew in each look. With R = share exposed, the true growth is the planted share.
  it.each([
    { planted: 0, correlation: 0.5 },
    { planted: 0, correlation: 0.95 },
    { planted: 0.01, correlation: 0.95 },
    { planted: 0.05, correlation: 0.5 },
    { planted: 0.1, correlation: 0.95 },
  ])('covers the growth of $planted with correlation $correlation', ({ planted, correlation }) => {
    const seeds = 400;
    let covered = 0;
    let falselyFound = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const random = randomStream(seed, 'paired-leak', String(planted), String(correlation));
      const members = looks(1500, planted, correlation, random);
      const others = looks(1000, 0, correlation, random);
      const { low, high } = pairedLeakDifference(
        pairCalls(callsOf(members.before, others.before), callsOf(members.after, others.after), 0, 1500),
        pairCalls(callsOf(others.before, others.before), callsOf(others.after, others.after), 0, 1000),
      );
      if (low <= planted && planted <= high) covered++;
      if (low > planted) falselyFound++;
    }
    expectAtLeast(covered, seeds, 0.95);
    expectAtMost(falselyFound, seeds, 0.025);
  });
});

function looks(rows: number, planted: number, correlation: number, random: Random) {
  const before = new Float64Array(rows);
  const after = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const score = random.normal();
    before[row] = score;
    const moved = correlation * score + Math.sqrt(1 - correlation ** 2) * random.normal();
    after[row] = random.uniform() < planted ? 10 + random.uniform() : moved;
  }
  return { before, after };
}

/** The ten highest of 1,000 non-members lie above the bar. */
function callsOf(scores: Float64Array, nonMembers: Float64Array): Uint8Array {
  const bar = Float64Array.from(nonMembers).sort()[nonMembers.length - 11] as number;
  return Uint8Array.from(scores, (score) => (score > bar ? 1 : 0));
}
