import { describe, expect, it } from 'vitest';
import { leakContributions, scoreLeakContributions } from '../../src/statistics/leak-contributions.ts';
import { randomStream } from '../../src/statistics/random.ts';

const random = randomStream(7, 'leak-contributions');
const successes = (rows: number, share: number) =>
  Float64Array.from({ length: rows }, () => (random.uniform() < share ? 1 : 0));
const meanOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
const squares = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0);

describe('leakContributions', () => {
  const train = successes(500, 0.3);
  const holdout = successes(400, 0.2);
  const told = leakContributions(train, holdout)!;

  it('has the delta method’s variance', () => {
    const [attack, control] = [meanOf(train), meanOf(holdout)];
    const variance =
      (attack * (1 - attack)) / train.length / (1 - control) ** 2 +
      ((1 - attack) ** 2 / (1 - control) ** 4) * ((control * (1 - control)) / holdout.length);
    expect(squares(told.train) + squares(told.holdout!) + told.ownVariance).toBeCloseTo(variance, 12);
  });

  it('says what the rate loses where a row is left out', () => {
    const rate = (t: Float64Array, h: Float64Array) => (meanOf(t) - meanOf(h)) / (1 - meanOf(h));
    for (const row of [0, 1, 2, 3, 4, 5, 6, 7]) {
      const withoutTrain = rate(
        train.filter((_, other) => other !== row),
        holdout,
      );
      const withoutHoldout = rate(
        train,
        holdout.filter((_, other) => other !== row),
      );
      const whole = rate(train, holdout);
      expect(whole - withoutTrain).toBeCloseTo(told.train[row]!, 5);
      expect(whole - withoutHoldout).toBeCloseTo(told.holdout![row]!, 5);
    }
  });

  it('gives two attacks McNemar’s variance: rows that both hit cancel', () => {
    const before = Float64Array.from({ length: 200 }, (_, row) => (row < 60 ? 1 : 0));
    const after = Float64Array.from({ length: 200 }, (_, row) => (row >= 20 && row < 90 ? 1 : 0));
    const nobody = new Float64Array(100);
    const [a, b] = [before, after].map((hits) => leakContributions(hits, nobody)!.train) as [
      Float64Array,
      Float64Array,
    ];
    // 20 rows lost, 30 won: (b + c − (b − c)²/n)/n².
    expect(squares(a.map((value, row) => value - b[row]!))).toBeCloseTo((50 - 100 / 200) / 200 ** 2, 12);
  });

  it('tells nothing of fewer than eleven', () => {
    const ten = Float64Array.from({ length: 300 }, (_, row) => (row < 10 ? 1 : 0));
    const eleven = Float64Array.from({ length: 300 }, (_, row) => (row < 11 ? 1 : 0));
    expect(leakContributions(ten, holdout)).toBeNull();
    expect(
      leakContributions(
        ten.map((hit) => 1 - hit),
        holdout,
      ),
    ).toBeNull();
    expect(leakContributions(eleven, holdout)).not.toBeNull();
    // What few holdout rows add is kept as noise of the candidate's own.
    const few = leakContributions(train, ten)!;
    expect(few.holdout).toBeNull();
    const [attack, control] = [meanOf(train), 10 / 300];
    expect(few.ownVariance).toBeCloseTo(
      ((1 - attack) ** 2 / (1 - control) ** 4) * ((control * (1 - control)) / 300),
      12,
    );
  });
});

describe('scoreLeakContributions', () => {
  it('has the spread that the leak rate has over fresh samples', () => {
    const rates: number[] = [];
    const variances: number[] = [];
    const shifted = (rows: number, by: number) =>
      Float64Array.from({ length: rows }, () => random.normal() + by);
    for (let sample = 0; sample < 400; sample++) {
      const members = shifted(800, 0.7);
      const nonMembers = shifted(800, 0);
      const bar = Float64Array.from(nonMembers).sort()[720]!;
      const share = (scores: Float64Array) => scores.filter((score) => score >= bar).length / scores.length;
      rates.push((share(members) - share(nonMembers)) / (1 - share(nonMembers)));
      const told = scoreLeakContributions(members, nonMembers, 0.1)!;
      variances.push(squares(told.train) + squares(told.holdout!) + told.ownVariance);
    }
    const mean = rates.reduce((sum, rate) => sum + rate / rates.length, 0);
    const spread = rates.reduce((sum, rate) => sum + (rate - mean) ** 2 / rates.length, 0);
    const told = variances.reduce((sum, variance) => sum + variance / variances.length, 0);
    // 400 samples know a variance to 7 %; a slope taken over a stretch of the curve is not exact either.
    expect(told / spread).toBeGreaterThan(0.75);
    expect(told / spread).toBeLessThan(1.35);
  });
});
