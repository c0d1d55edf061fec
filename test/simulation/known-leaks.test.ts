import { describe, expect, it } from 'vitest';
import { encodedRows } from '../../src/artifacts/encoded-rows.ts';
import { nearestSyntheticOfReal } from '../../src/artifacts/nearest-rows.ts';
import type { AttackView } from '../../src/attacks/attack.ts';
import { distanceToClosest } from '../../src/attacks/distance-to-closest.ts';
import { distanceToClosestRecord } from '../../src/audits/privacy/distance-to-closest-record.ts';
import { exactCopies } from '../../src/audits/privacy/exact-copies.ts';
import {
  type AttackResult,
  aucMeasure,
  leakMeasure,
  tellApart,
} from '../../src/audits/privacy/membership-measures.ts';
import { createInlinePool } from '../../src/kernels/worker-pool.ts';
import { mannWhitney } from '../../src/statistics/mann-whitney.ts';
import { normalCdf } from '../../src/statistics/normal-distribution.ts';
import { type Random, randomStream } from '../../src/statistics/random.ts';
import { rateAtFalsePositiveRate } from '../../src/statistics/rate-at-false-positive-rate.ts';
import { intervalOf, measureIn, runOn, type SmallRun, storeOf } from '../audits/harness.ts';
import { pick, stackTables } from '../audits/privacy/small-populations.ts';
import { expectAtLeast, expectCoverage, expectMean, meanOf, seedCount, show } from './binomial-bound.ts';
import { continuous } from './populations.ts';

const rows = 1000;
/** The threshold that 1 % of the holdout passes lies below its eleventh highest score: fresh people pass it this often. */
const fprAt1 = (0.01 * rows + 1) / (rows + 1);

describe('known leaks, by the distance to the closest synthetic row', () => {
  it('a tenth of train, copied', async () => {
    const share = 0.1;
    const runs = await simulate('tenth', (random) => {
      const train = continuous(rows, random);
      const copies = pick(train, random.sample(share * rows, rows));
      return {
        train,
        holdout: continuous(rows, random),
        synthetic: stackTables(copies, continuous((1 - share) * rows, random)),
      };
    });
    expectMean(runs.map(auc), (1 + share) / 2);
    expectMean(runs.map(rateAt1), share + (1 - share) * fprAt1);
    const leaks = runs.map(({ told, random }) => leakMeasure(told, random));
    expectMean(leaks.map(estimateOf), share, 0.001);
    // As many rows leak in every draw, so that the share of train varies less than the intervals allow for.
    const missed = expectCoverage(leaks.map(intervalOf), share);
    const areas = expectCoverage(
      runs.map(({ told }) => intervalOf(aucMeasure(told, null))),
      (1 + share) / 2,
    );
    const copied = await outcomesOf(runs, exactCopies, 'leak-rate');
    expect(copied.map(estimateOf).every((value) => Math.abs(value - share) < 1e-12)).toBe(true);
    expectAtLeast(
      copied.map(intervalOf).filter(({ low, high }) => low <= share && share <= high).length,
      seedCount,
      0.95,
    );
    const closer = await outcomesOf(runs, distanceToClosestRecord, 'dcr-share');
    expectMean(closer.map(estimateOf), share + (1 - share) / 2);
    expectCoverage(closer.map(intervalOf), share + (1 - share) / 2);
    show('a tenth copied', {
      AUC: meanOf(runs.map(auc)),
      'TPR at 1 %': meanOf(runs.map(rateAt1)),
      'DCR share': meanOf(closer.map(estimateOf)),
      'leak rate': meanOf(leaks.map(estimateOf)),
      'leak rate too high': missed.tooHigh,
      'too low': missed.tooLow,
      'AUC too high': areas.tooHigh,
      'AUC too low': areas.tooLow,
    });
  });

  it('a bootstrap of train', async () => {
    const runs = await simulate('bootstrap', (random) => {
      const train = continuous(rows, random);
      const drawn = Array.from({ length: rows }, () => random.below(rows));
      return { train, holdout: continuous(rows, random), synthetic: pick(train, drawn) };
    });
    const leaked = 1 - (1 - 1 / rows) ** rows;
    expectMean(runs.map(auc), (1 + leaked) / 2);
    expectMean(runs.map(rateAt1), leaked + (1 - leaked) * fprAt1);
    const leaks = runs.map(({ told, random }) => leakMeasure(told, random));
    const missed = expectCoverage(leaks.map(intervalOf), leaked);
    show('a bootstrap', {
      AUC: meanOf(runs.map(auc)),
      'TPR at 1 %': meanOf(runs.map(rateAt1)),
      'leak rate': meanOf(leaks.map(estimateOf)),
      'leak rate too high': missed.tooHigh,
      'too low': missed.tooLow,
    });
  });

  it('a minority of two per cent, copied whole, that an average over all hides', async () => {
    const minority = 0.02 * rows;
    const runs = await simulate('minority', (random) => {
      const train = continuous(rows, random);
      const copies = pick(
        train,
        Array.from({ length: minority }, (_, row) => row),
      );
      return {
        train,
        holdout: continuous(rows, random),
        synthetic: stackTables(copies, continuous(rows - minority, random)),
      };
    });
    expectMean(runs.map(auc), 0.02 + 0.98 / 2);
    const groups = runs.map(({ told }) =>
      mannWhitney(told.members.subarray(0, minority), told.nonMembers.subarray(0, minority)),
    );
    expect(groups.every((group) => group.auc === 1)).toBe(true);
    show('a minority copied', { AUC: meanOf(runs.map(auc)), 'AUC in the group': 1 });
  });

  // With seven columns and 500 people the area falls from 1 over .70 to .52; an independent search with the true scale says how far.
  it.each([
    [0.1, 1],
    [0.5, 0.7],
    [1, 0.52],
  ])('copies of everybody with noise of %f standard deviations: AUC about %f', async (noise, about) => {
    const runs = await simulate(`noisy ${noise}`, (random) => {
      const train = normals(random);
      const synthetic = Object.fromEntries(
        Object.entries(train).map(([name, cells]) => [
          name,
          cells.map((cell) => cell + noise * random.normal()),
        ]),
      );
      return { train, holdout: normals(random), synthetic };
    });
    const independent = Array.from({ length: Math.ceil(seedCount / 5) }, (_, seed) => noisyArea(noise, seed));
    const mean = meanOf(independent);
    const square = meanOf(independent.map((area) => (area - mean) ** 2));
    // The search's own Monte Carlo error at .1 %, and the estimated scale's part.
    expectMean(runs.map(auc), mean, 3.3 * Math.sqrt(square / (independent.length - 1)) + 0.001);
    expect(mean).toBeCloseTo(about, 1.5);
    show(`copies with noise ${noise}`, { AUC: meanOf(runs.map(auc)), 'by an independent search': mean });
  });
});

interface Run {
  readonly run: SmallRun;
  readonly told: AttackResult;
  readonly random: Random;
}

/** The distance attack on every seed's draw. */
async function simulate(name: string, draw: (random: Random) => SmallRun): Promise<Run[]> {
  const runs: Run[] = [];
  for (let seed = 0; seed < seedCount; seed++) {
    const random = randomStream(seed, 'known-leak', name);
    const run = draw(random);
    const store = storeOf(run);
    const { real, train } = await store.get(encodedRows, 'candidate');
    const syntheticOfReal = await store.get(nearestSyntheticOfReal, 'candidate');
    const view = { real, syntheticOfReal } as unknown as AttackView;
    const scores = await distanceToClosest.score(view, { random, pool: createInlinePool() });
    const told = tellApart({ attack: distanceToClosest.id, scores, memberCount: train.rowCount });
    runs.push({ run, told, random });
  }
  return runs;
}

async function outcomesOf(runs: readonly Run[], audit: Parameters<typeof runOn>[0], measure: string) {
  const measures = [];
  for (const { run } of runs) measures.push(measureIn(await runOn(audit, run), measure));
  return measures;
}

function auc({ told }: Run): number {
  return mannWhitney(told.members, told.nonMembers).auc;
}

function rateAt1({ told }: Run): number {
  return rateAtFalsePositiveRate(told.members, told.nonMembers, 0.01).tpr;
}

function estimateOf(measure: { estimate: { value: number | null } }): number {
  return measure.estimate.value as number;
}

const noisyColumns = 7;
const noisyRows = 500;

function normals(random: Random): Record<string, number[]> {
  return Object.fromEntries(
    Array.from({ length: noisyColumns }, (_, column) => [
      `x${column}`,
      Array.from({ length: noisyRows }, () => random.normal()),
    ]),
  );
}

/** AUC of the distance attack by its definition: every pair of rows, numbers scaled by the true distribution. */
function noisyArea(noise: number, seed: number): number {
  const random = randomStream(seed, 'independent-search', String(noise));
  const draw = () => Float64Array.from({ length: noisyRows * noisyColumns }, () => random.normal());
  const [train, holdout] = [draw(), draw()];
  const synthetic = train.map((value) => normalCdf(value + noise * random.normal()));
  const [members, others] = [train, holdout].map((real) => closest(real.map(normalCdf), synthetic));
  return mannWhitney(members as Float64Array, others as Float64Array).auc;
}

function closest(queries: Float64Array, base: Float64Array): Float64Array {
  return Float64Array.from({ length: noisyRows }, (_, query) => {
    let nearest = Number.POSITIVE_INFINITY;
    for (let row = 0; row < noisyRows; row++) {
      let distance = 0;
      for (let column = 0; column < noisyColumns && distance < nearest; column++) {
        distance += Math.abs(
          (queries[query * noisyColumns + column] as number) - (base[row * noisyColumns + column] as number),
        );
      }
      if (distance < nearest) nearest = distance;
    }
    return -nearest;
  });
}
