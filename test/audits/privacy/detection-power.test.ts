import { describe, expect, it } from 'vitest';
import { encodedRows } from '../../../src/artifacts/encoded-rows.ts';
import { distancesToPlanted, plantedRows } from '../../../src/artifacts/planted-rows.ts';
import { leakDetector, positiveControls } from '../../../src/artifacts/positive-controls.ts';
import {
  detectionPower,
  smallestAucLeak,
  smallestDetected,
} from '../../../src/audits/privacy/detection-power.ts';
import { mannWhitney } from '../../../src/statistics/mann-whitney.ts';
import { type Random, randomStream } from '../../../src/statistics/random.ts';
import { expectAtMost } from '../../statistics/rate-bound.ts';
import { measureIn, runOn, type SmallTable, storeOf } from '../harness.ts';

describe('detection-power', () => {
  const random = randomStream(5, 'detection-power');
  const run = { train: people(1000, random), holdout: people(1000, random), synthetic: people(1000, random) };

  it('finds large plants, exact and noisy, and says from which size on', async () => {
    const outcome = await runOn(detectionPower, run);
    expect(measureIn(outcome, 'detected-share', [], { kind: 'exact', planted: '10 %' }).estimate.value).toBe(
      1,
    );
    expect(measureIn(outcome, 'detected-share', [], { kind: 'noisy', planted: '10 %' }).estimate.value).toBe(
      1,
    );
    const smallest = measureIn(outcome, 'smallest-detected', [], { kind: 'exact' }).estimate.value;
    // Of 1,000 people .5 % are five: no interval of 95 % tells them from none.
    expect(smallest).toBeGreaterThan(0.005);
    expect(smallest).toBeLessThanOrEqual(0.05);
    expect(outcome.status === 'measured' && outcome.summary).toContain(
      'a smaller leak could have gone unseen',
    );
  });

  it('sees nothing where the candidate holds all of train already', async () => {
    const outcome = await runOn(detectionPower, { ...run, synthetic: run.train });
    expect(measureIn(outcome, 'detected-share', [], { kind: 'exact', planted: '10 %' }).estimate.value).toBe(
      0,
    );
    expect(outcome.status === 'measured' && outcome.summary).toContain('were not found reliably');
  });

  it('plants the same for every candidate, and larger plants hold the smaller ones', async () => {
    const first = await storeOf(run).get(positiveControls, 'candidate');
    const second = await storeOf(run).get(positiveControls, 'candidate');
    expect(second).toEqual(first);
    expect(first.map(({ kind, share }) => `${kind} ${share}`)).toHaveLength(10);
    expect(first.every(({ replicates }) => replicates === 5)).toBe(true);
  });

  it('has nothing to say without a holdout', async () => {
    const outcome = await runOn(detectionPower, { train: run.train, synthetic: run.synthetic });
    expect(outcome.status).toBe('not-applicable');
  });
});

describe('planted rows', () => {
  it('are copies of training rows, seen by the people closest to them', async () => {
    const random = randomStream(6, 'planted');
    const draw = () => ({ x: Array.from({ length: 10 }, () => random.normal()) });
    // Twenty people in all: everybody is among the twenty-one closest.
    const store = storeOf({ train: draw(), holdout: draw(), synthetic: draw() });
    const plants = await store.get(plantedRows, 'candidate');
    const { real } = await store.get(encodedRows, 'candidate');
    const [x] = real.numeric;
    expect(plants.map(({ kind }) => kind)).toEqual([...Array(5).fill('exact'), ...Array(5).fill('noisy')]);
    for (const plant of plants) {
      expect(plant.counts).toEqual([0, 0, 0, 1, 1]);
      expect(
        distancesToPlanted(plant, 0, 20).every((distance) => distance === Number.POSITIVE_INFINITY),
      ).toBe(true);
      const distances = distancesToPlanted(plant, 1, 20);
      const copied = plant.people[0] as number;
      if (plant.kind === 'exact') {
        expect(copied).toBeLessThan(10);
        for (const [row, distance] of distances.entries()) {
          expect(distance).toBeCloseTo(Math.abs((x?.[row] as number) - (x?.[copied] as number)), 12);
        }
      } else {
        // Noise of 2 % of a standard deviation of ranks.
        expect(Math.min(...distances)).toBeGreaterThan(0);
        expect(Math.min(...distances)).toBeLessThan(0.03);
      }
    }
  });
});

describe('leakDetector', () => {
  it('counts households, where people of one change together', () => {
    const random = randomStream(7, 'planted-households');
    const doubled = (values: Float64Array) =>
      Float64Array.from([...values].flatMap((value) => [value, value]));
    const members = doubled(points(500, 6, random));
    const others = doubled(points(500, 6, random));
    const real = Float64Array.from([...members, ...others]);
    const distances = {
      toSynthetic: closest(real, points(500, 6, random)),
      toOthers: closest(real, real, true),
      memberCount: 1000,
    };
    // Five households of two: ten rows would be found, five households are too few.
    const planted = closest(real, members.subarray(0, 10));
    expect(leakDetector({ ...distances, units: null })(planted)).toBe(true);
    const units = Int32Array.from(real, (_, row) => row >> 1);
    expect(leakDetector({ ...distances, units })(planted)).toBe(false);
    expect(leakDetector({ ...distances, units })(closest(real, members.subarray(0, 60)))).toBe(true);
  });

  // Rows of fresh people, or as many copies of members as of others, leak nothing about training.
  it.each([
    { name: 'fresh people', leaked: 0, decimals: 6 },
    { name: 'fresh people among coarse values', leaked: 0, decimals: 1 },
    { name: 'fresh people, in a candidate that leaks', leaked: 60, decimals: 6 },
    { name: 'both sides', leaked: 0, decimals: 6 },
  ])('raises no false alarm for $name', ({ name, leaked, decimals }) => {
    const seeds = 60;
    let alarms = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const random = randomStream(seed, 'controls', name);
      const draw = (rows: number) => points(rows, decimals, random);
      const members = draw(300);
      const others = draw(400);
      const synthetic = draw(300);
      synthetic.set(members.subarray(0, leaked));
      const real = Float64Array.from([...members, ...others]);
      const fresh =
        name === 'both sides' ? [...members.subarray(0, 30), ...others.subarray(0, 40)] : draw(40);
      const detect = leakDetector({
        toSynthetic: closest(real, synthetic),
        toOthers: closest(real, real, true),
        memberCount: 300,
        units: null,
      });
      if (detect(closest(real, Float64Array.from(fresh)))) alarms++;
    }
    expectAtMost(alarms, seeds, 0.025);
  });

  it('sees copies of a tenth of the members', () => {
    const random = randomStream(2, 'controls');
    const members = points(1000, 6, random);
    const others = points(1000, 6, random);
    const real = Float64Array.from([...members, ...others]);
    const detect = leakDetector({
      toSynthetic: closest(real, points(1000, 6, random)),
      toOthers: closest(real, real, true),
      memberCount: 1000,
      units: null,
    });
    expect(detect(closest(real, members.subarray(0, 100)))).toBe(true);
    expect(detect(closest(real, others.subarray(0, 100)))).toBe(false);
    expect(detect(new Float64Array(2000).fill(Number.POSITIVE_INFINITY))).toBe(false);
  });
});

describe('smallestDetected', () => {
  it('is the size from which on nothing was missed', () => {
    const control = (share: number, detected: boolean) =>
      ({ kind: 'exact', share, replicates: 5, found: 0, detected }) as const;
    const controls = [control(0.01, true), control(0.02, false), control(0.05, true), control(0.1, true)];
    expect(smallestDetected(controls, 'exact')).toBe(0.05);
    expect(smallestDetected([control(0.05, true), control(0.1, false)], 'exact')).toBeNull();
  });
});

describe('smallestAucLeak', () => {
  it('is the share of copies that a test of the area finds in four of five samples', () => {
    const seeds = 400;
    const share = smallestAucLeak(400, 600);
    let found = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const random = randomStream(seed, 'auc-power');
      const score = (leak: number) => (random.uniform() < leak ? 2 : random.uniform());
      const members = Float64Array.from({ length: 400 }, () => score(share));
      const others = Float64Array.from({ length: 600 }, () => score(0));
      const { auc, nullStandardError } = mannWhitney(members, others);
      if (auc - 0.5 > 1.645 * nullStandardError) found++;
    }
    expect(found / seeds).toBeGreaterThan(0.72);
    expect(found / seeds).toBeLessThan(0.88);
  });
});

function people(rows: number, random: Random): SmallTable {
  const columns = Array.from({ length: 4 }, () => Array.from({ length: rows }, () => random.normal()));
  const town = Array.from({ length: rows }, () => `t${random.below(5)}`);
  return { a: columns[0] ?? [], b: columns[1] ?? [], c: columns[2] ?? [], d: columns[3] ?? [], town };
}

function points(rows: number, decimals: number, random: Random): Float64Array {
  return Float64Array.from({ length: rows }, () => Number(random.normal().toFixed(decimals)));
}

function closest(rows: Float64Array, base: Float64Array, others = false): Float64Array {
  return rows.map((value, row) => {
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < base.length; i++) {
      if (others && i === row) continue;
      least = Math.min(least, Math.abs(value - (base[i] as number)));
    }
    return least;
  });
}
