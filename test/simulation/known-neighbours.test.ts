import { describe, it } from 'vitest';
import { equalNeighbours, type NearestBothWays } from '../../src/artifacts/equal-neighbours.ts';
import { distanceToClosestRecord } from '../../src/audits/privacy/distance-to-closest-record.ts';
import { nearestNeighbourLegacy } from '../../src/audits/privacy/nearest-neighbour-legacy.ts';
import { rareCombinations } from '../../src/audits/privacy/rare-combinations.ts';
import type { Measure } from '../../src/result/document.ts';
import { type Random, randomStream } from '../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn, type SmallRun, storeOf } from '../audits/harness.ts';
import { pick, stackTables } from '../audits/privacy/small-populations.ts';
import { expectAtLeast, expectCoverage, expectMean, meanOf, seedCount, show } from './binomial-bound.ts';
import { continuous, type Draft } from './populations.ts';

describe('published similarity measures', () => {
  it.each([0, 0.1])('of a candidate of which a share of %f copies train', async (share) => {
    const rows = 500;
    const found: Record<'nnaa' | 'epsilon-identifiability', Measure[]> = {
      nnaa: [],
      'epsilon-identifiability': [],
    };
    const strict: number[] = [];
    for (let seed = 0; seed < seedCount; seed++) {
      const random = randomStream(seed, 'neighbours', String(share));
      const train = continuous(rows, random);
      const copies = pick(train, random.sample(share * rows, rows));
      const run = {
        train,
        holdout: continuous(rows, random),
        synthetic: stackTables(copies, continuous((1 - share) * rows, random)),
        options: { seed },
      };
      const outcome = await runOn(nearestNeighbourLegacy, run);
      found.nnaa.push(measureIn(outcome, 'nnaa', [], { against: 'train' }));
      found['epsilon-identifiability'].push(
        measureIn(outcome, 'epsilon-identifiability', [], { against: 'train' }),
      );
      strict.push(strictAccuracy((await storeOf(run).get(equalNeighbours, 'candidate')).train));
    }
    // Whose nearest other row has been copied finds both equally near: ties count one half.
    const theory = { nnaa: (1 - share) / 2, 'epsilon-identifiability': share + (1 - share) / 2 };
    // A row is no neighbour of its own, so there is one fewer on its side.
    const slack = 1 / rows;
    for (const [name, measures] of Object.entries(found)) {
      const truth = theory[name as keyof typeof theory];
      const values = measures.map(({ estimate }) => estimate.value as number);
      expectMean(values, truth, slack);
      const missed = expectCoverage(measures.map(intervalOf), truth);
      show(`${name}, ${share} copied`, { mean: meanOf(values), theory: truth, ...missed });
    }
    expectMean(strict, (1 - share) ** 2 / (2 - share), slack);
    show(`nnaa, ties for nobody, ${share} copied`, { mean: meanOf(strict) });
  });
});

describe('three in ten synthetic rows that copy five of twenty columns', () => {
  it('lie as near to others as to train, and are found by their combinations', async () => {
    const rows = 400;
    // Twenty columns have many combinations.
    const seeds = Math.ceil(seedCount / 4);
    const shares: Measure[] = [];
    let detected = 0;
    let coarse = 0;
    for (let seed = 0; seed < seeds; seed++) {
      const random = randomStream(seed, 'five of twenty');
      const [train, holdout, fresh] = [wide(rows, random), wide(rows, random), wide(rows, random)];
      const leaking = (columns: readonly string[]) => {
        const synthetic = Object.fromEntries(
          Object.entries(fresh).map(([name, cells]) => [name, [...cells]]),
        );
        for (const name of columns) {
          for (let row = 0; row < 0.3 * rows; row++) synthetic[name]![row] = train[name]![row]!;
        }
        return { train, holdout, synthetic, options: { seed } };
      };
      const run = leaking(['fine 0', 'fine 1', 'middling 0', 'coarse 0', 'coarse 1']);
      shares.push(measureIn(await runOn(distanceToClosestRecord, run), 'dcr-share'));
      const leak = await leakOf(run);
      if (leak.p <= 0.001 && leak.low > 0.05) detected++;
      const plain = await leakOf(leaking(['middling 0', 'middling 1', 'middling 2', 'coarse 0', 'coarse 1']));
      if (plain.p <= 0.01) coarse++;
    }
    const values = shares.map(({ estimate }) => estimate.value as number);
    show('five of twenty columns copied', {
      'DCR share': meanOf(values),
      found: detected / seeds,
      'noticed, no column fine': coarse / seeds,
    });
    // Full rows tell nothing: the share strays from one half by what its interval allows, and a little for the parts.
    expectMean(values, 0.5, 0.01);
    expectAtLeast(detected, seeds, 0.95);
    // Without values that few people share, combinations of common ones are all there is.
    expectAtLeast(coarse, seeds, 0.8);
  });
});

async function leakOf(run: SmallRun): Promise<{ p: number; low: number }> {
  const leak = measureIn(await runOn(rareCombinations, run), 'leak-rate');
  return { p: leak.test?.pValue ?? 1, low: intervalOf(leak).low };
}

/** Twenty columns that hang together a little: two that nobody shares a value of, whole numbers and few levels. */
function wide(rows: number, random: Random): Draft {
  const steps = (name: string) => (name.startsWith('fine') ? 1e6 : name.startsWith('middling') ? 10 : 1);
  const names = ['fine', 'middling', 'coarse'].flatMap((kind, size) =>
    Array.from({ length: [2, 8, 10][size] as number }, (_, column) => `${kind} ${column}`),
  );
  const table: Draft = Object.fromEntries(names.map((name) => [name, []]));
  for (let row = 0; row < rows; row++) {
    const hidden = random.normal();
    for (const [name, cells] of Object.entries(table)) {
      cells.push(Math.round(steps(name) * (0.5 * hidden + random.normal())));
    }
  }
  return table;
}

/** Counting only who is strictly farther from the other dataset, as the measure was published. */
function strictAccuracy(neighbours: NearestBothWays): number {
  const { realToSynthetic, withinReal, syntheticToReal, withinSynthetic } = neighbours;
  let farther = 0;
  for (let row = 0; row < neighbours.rowCount; row++) {
    if ((realToSynthetic.distances[row] as number) > (withinReal.distances[row] as number)) farther++;
    if ((syntheticToReal.distances[row] as number) > (withinSynthetic.distances[row] as number)) farther++;
  }
  return farther / (2 * neighbours.rowCount);
}
