import { describe, expect, it } from 'vitest';
import { prepareAreaUnderRoc } from '../../src/statistics/area-under-roc.ts';
import { percentileInterval } from '../../src/statistics/bootstrap-interval.ts';
import {
  differenceReplicates,
  pairedBootstrap,
  ratioReplicates,
} from '../../src/statistics/paired-bootstrap.ts';
import { meanOfRows } from '../../src/statistics/predictions.ts';
import { randomStream } from '../../src/statistics/random.ts';

function standardDeviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

describe('paired bootstrap', () => {
  const random = randomStream(11, 'paired-bootstrap');
  const values = Float64Array.from({ length: 400 }, () => random.normal());

  it('finds the standard error of a mean', () => {
    const drawn = pairedBootstrap([meanOfRows(values)], {
      rowCount: 400,
      replicates: 2000,
      random: random.stream('mean'),
    });
    const exact = (standardDeviation(values) * Math.sqrt(399 / 400)) / 20;
    // A standard deviation of 2,000 draws is known to 1/√4000 = 1.6 %.
    expect(Math.abs(standardDeviation(drawn.values[0]!) / exact - 1)).toBeLessThan(0.06);
  });

  it('evaluates every metric on the same resamples', () => {
    const shifted = meanOfRows(values.map((value) => value + 3));
    const { values: drawn } = pairedBootstrap([meanOfRows(values), shifted], {
      rowCount: 400,
      replicates: 50,
      random: random.stream('pair'),
    });
    for (const difference of differenceReplicates(drawn[1]!, drawn[0]!))
      expect(difference).toBeCloseTo(3, 12);
    expect(standardDeviation(drawn[0]!)).toBeGreaterThan(0.02);
  });

  it('draws whole units: doubled rows know no more than single ones', () => {
    const doubled = Float64Array.from({ length: 800 }, (_, row) => values[row >> 1]!);
    const units = Int32Array.from({ length: 800 }, (_, row) => row >> 1);
    const plan = { rowCount: 800, replicates: 1500 };
    const byRow = pairedBootstrap([meanOfRows(doubled)], { ...plan, random: random.stream('rows') });
    const byUnit = pairedBootstrap([meanOfRows(doubled)], { ...plan, random: random.stream('units'), units });
    const ratio = standardDeviation(byUnit.values[0]!) / standardDeviation(byRow.values[0]!);
    expect(Math.abs(ratio / Math.SQRT2 - 1)).toBeLessThan(0.1);
  });

  it('replaces resamples without positives and says so', () => {
    const labels = Int32Array.from({ length: 30 }, (_, row) => (row < 2 ? 1 : 0));
    const scores = Float64Array.from({ length: 30 }, (_, row) => row % 7);
    const drawn = pairedBootstrap([prepareAreaUnderRoc(labels, scores)], {
      rowCount: 30,
      replicates: 400,
      random: random.stream('rare'),
    });
    expect(drawn.values[0]!.length).toBe(400);
    expect(drawn.values[0]!.every(Number.isFinite)).toBe(true);
    // A resample lacks both positives with probability (28/30)^30 = 0.126: about 58 before 400 are kept.
    expect(drawn.redrawn).toBeGreaterThan(25);
    expect(drawn.redrawn).toBeLessThan(95);
  });

  it('leaves a metric alone that is undefined from the start', () => {
    const nothing = prepareAreaUnderRoc(new Int32Array(400), values);
    const drawn = pairedBootstrap([nothing, meanOfRows(values)], {
      rowCount: 400,
      replicates: 30,
      random: random.stream('undefined'),
    });
    expect(drawn.points[0]).toBeNaN();
    expect(drawn.values.map((list) => list.length)).toEqual([0, 30]);
    expect(drawn.redrawn).toBe(0);
  });

  it('is the same for the same stream', () => {
    const draw = (name: string) =>
      pairedBootstrap([meanOfRows(values)], { rowCount: 400, replicates: 30, random: random.stream(name) });
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a').values).not.toEqual(draw('b').values);
  });
});

describe('replicates of two metrics', () => {
  it('has no ratio over zero', () => {
    expect(ratioReplicates(Float64Array.of(1, 2), Float64Array.of(2, 0))).toEqual(new Float64Array(0));
    expect([...ratioReplicates(Float64Array.of(1, 3), Float64Array.of(2, 4))]).toEqual([0.5, 0.75]);
  });

  it('covers the true AUC, and the true difference of two, about as often as it says', () => {
    // Normal scores one unit apart: AUC = Φ(1/√2) = 0.76025. The second model adds noise of variance 1 to the first's
    // scores: AUC = Φ(1/2) = 0.69146.
    const [first, second] = [0.7602499389065233, 0.6914624612740131];
    const seeds = 400;
    const rowCount = 160;
    let coveredFirst = 0;
    let coveredDifference = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const stream = randomStream(seed, 'coverage');
      const labels = Int32Array.from({ length: rowCount }, (_, row) => row % 2);
      const better = Float64Array.from(labels, (label) => label + stream.normal());
      const worse = better.map((score) => score + stream.normal());
      const { values } = pairedBootstrap(
        [prepareAreaUnderRoc(labels, better), prepareAreaUnderRoc(labels, worse)],
        { rowCount, replicates: 300, random: stream.stream('resamples') },
      );
      const one = percentileInterval(values[0]!);
      const apart = percentileInterval(differenceReplicates(values[0]!, values[1]!));
      if (one.low <= first && first <= one.high) coveredFirst++;
      if (apart.low <= first - second && first - second <= apart.high) coveredDifference++;
    }
    // Binomial error of a share of .95 over 400 seeds is .011; a percentile interval on 160 rows may lose a point.
    for (const covered of [coveredFirst, coveredDifference]) {
      expect(covered / seeds).toBeGreaterThan(0.91);
      expect(covered / seeds).toBeLessThan(0.985);
    }
  });
});
