import { describe, expect, it } from 'vitest';
import { attacks } from '../../src/attacks/index.ts';
import { columnShapes } from '../../src/audits/fidelity/column-shapes.ts';
import { distanceToClosestRecord } from '../../src/audits/privacy/distance-to-closest-record.ts';
import { exactCopies } from '../../src/audits/privacy/exact-copies.ts';
import { membershipInference } from '../../src/audits/privacy/membership-inference.ts';
import { normalQuantile } from '../../src/statistics/normal-distribution.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { westfallYoung } from '../../src/statistics/westfall-young.ts';
import { intervalOf, measureIn, runOn } from '../audits/harness.ts';
import { bootstrapColumns } from '../audits/privacy/small-populations.ts';
import {
  expectAtMost,
  expectCoverage,
  expectMean,
  expectPValues,
  expectRate,
  meanOf,
  seedCount,
  show,
} from './binomial-bound.ts';
import { continuous, drawNull, nullDesigns } from './populations.ts';

/** Tests of rows know no units: where people come in households, the membership tests alone are meant to be used. */
const rowDesigns = nullDesigns.filter(({ unit }) => unit === undefined);

describe('a fresh sample raises no more alarms than it says', () => {
  it.each(rowDesigns)('exact copies, $name', async (design) => {
    const measures = await overSeeds((seed) => runOn(exactCopies, drawNull(design, seed)), 'leak-rate');
    const pValues = measures.map(({ test }) => test?.pValue as number);
    expectPValues(pValues, true);
    const missed = expectCoverage(measures.map(intervalOf), 0);
    show(`exact copies, ${design.name}`, { 'p ≤ .05': atMost(pValues, 0.05), ...missed });
  });

  it.each(rowDesigns)('distance to the closest record, $name', async (design) => {
    const measures = await overSeeds(
      (seed) => runOn(distanceToClosestRecord, drawNull(design, seed)),
      'dcr-share',
    );
    const shareOfTrain = design.train / (design.train + design.holdout);
    const pValues = measures.map(({ test }) => test?.pValue as number);
    expectPValues(pValues, true);
    const values = measures.map(({ estimate }) => estimate.value);
    expectMean(values, shareOfTrain);
    const missed = expectCoverage(measures.map(intervalOf), shareOfTrain);
    show(`DCR share, ${design.name}`, { mean: meanOf(values), 'p ≤ .05': atMost(pValues, 0.05), ...missed });
  });

  it.each(rowDesigns)('column shapes, $name', async (design) => {
    const outcomes = [];
    for (let seed = 0; seed < seedCount; seed++) {
      outcomes.push(await runOn(columnShapes, drawNull(design, seed)));
    }
    const measured: Record<string, number> = {};
    const adjusted: number[] = [];
    const columns = Object.entries(drawNull(design, 0).train);
    for (const [column, cells] of columns) {
      const name = cells.some((cell) => typeof cell === 'number') ? 'ks-complement' : 'tv-complement';
      const tests = outcomes.map((outcome) => measureIn(outcome, name, [column]).test);
      const pValues = tests.map((test) => test?.pValue as number);
      expectPValues(pValues, true);
      measured[column] = atMost(pValues, 0.05);
      for (const [seed, test] of tests.entries()) {
        adjusted[seed] = Math.min(adjusted[seed] ?? 1, test?.adjusted ?? 1);
      }
    }
    // Where no column differs, Benjamini–Hochberg bounds the chance of any alarm.
    expectPValues(adjusted, true);
    show(`column shapes, ${design.name}`, { ...measured, 'any, adjusted': atMost(adjusted, 0.05) });
  });
});

describe('columns that are bootstrapped on their own', () => {
  // Numbers that only one person has stand in the candidate, so p-values may notice; leak rates must not fail anyone.
  it('raise no alarm', async () => {
    const limit = 0.05;
    const wider = normalQuantile(1 - 0.025 / attacks.length) / normalQuantile(0.975);
    let alarms = 0;
    const family: number[] = [];
    const copies: number[] = [];
    for (let seed = 0; seed < seedCount; seed++) {
      const random = randomStream(seed, 'column-bootstrap');
      const train = continuous(200, random);
      const run = {
        train,
        holdout: continuous(200, random),
        synthetic: bootstrapColumns(train, random),
        options: { seed },
      };
      const outcome = await runOn(membershipInference, run);
      family.push(measureIn(outcome, 'family-p-value').estimate.value);
      const leaks = attacks.map(({ id }) => measureIn(outcome, 'leak-rate', [], { attack: id }));
      // Bonferroni over the attacks, by the ratio of normal quantiles.
      const lowEnds = leaks.map((leak) => {
        const { value } = leak.estimate;
        return value - wider * (value - intervalOf(leak).low);
      });
      if (Math.max(...lowEnds) > limit) alarms++;
      copies.push(measureIn(await runOn(exactCopies, run), 'leak-rate').test?.pValue ?? 0);
    }
    show('column bootstrap', { 'family p ≤ .05': atMost(family, 0.05), 'fails 5 %': alarms / seedCount });
    expectAtMost(alarms, seedCount, 0.05);
    expect(copies.every((pValue) => pValue === 1)).toBe(true);
  });
});

describe('households of two, no leak', () => {
  it('by person 5 % false alarms, by row 12 %', () => {
    const pairs = 150;
    const trials = 10 * seedCount;
    const alarms = { byUnit: 0, byRow: 0 };
    for (let seed = 0; seed < trials; seed++) {
      const random = randomStream(seed, 'household-null');
      const weights = Float64Array.from({ length: 2 * pairs });
      for (let pair = 0; pair < pairs; pair++) weights.fill(random.normal(), 2 * pair, 2 * pair + 2);
      const units = Int32Array.from(weights, (_, row) => row >> 1);
      const family = { weights: [weights], memberCount: pairs, permutations: 199, random };
      if (westfallYoung({ ...family, units }).family <= 0.05) alarms.byUnit++;
      if (westfallYoung(family).family <= 0.05) alarms.byRow++;
    }
    show('households', { 'by unit': alarms.byUnit / trials, 'by row': alarms.byRow / trials });
    expectRate(alarms.byUnit, trials, 0.05);
    // Twins double the variance of a sum: P(Z > 1.645/√2).
    expectRate(alarms.byRow, trials, 0.1224);
    expect(() => expectRate(alarms.byRow, trials, 0.05)).toThrow('too many');
  });
});

async function overSeeds(run: (seed: number) => ReturnType<typeof runOn>, measure: string) {
  const measures = [];
  for (let seed = 0; seed < seedCount; seed++) measures.push(measureIn(await run(seed), measure));
  return measures;
}

function atMost(values: readonly number[], level: number): number {
  return values.filter((value) => value <= level).length / values.length;
}
