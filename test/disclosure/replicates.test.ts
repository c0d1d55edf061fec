import { describe, expect, it } from 'vitest';
import type { ArtifactStore } from '../../src/artifacts/artifact.ts';
import { pairedReplicates, sharedResamples } from '../../src/artifacts/shared-resamples.ts';
import { exactCopies } from '../../src/audits/privacy/exact-copies.ts';
import type { Measure } from '../../src/result/document.ts';
import { correlationOf } from '../../src/statistics/paired-deviations.ts';
import { randomStream } from '../../src/statistics/random.ts';
import { measureIn, type SmallTable, storeOf } from '../audits/harness.ts';
import { auditedResult } from '../comparison/compared-result.ts';

const rows = 600;
const people = (name: string): Record<string, number[]> => {
  const random = randomStream(5, name);
  return {
    x: Array.from({ length: rows }, () => random.normal()),
    y: Array.from({ length: rows }, () => random.normal()),
  };
};
const train = people('train');
const holdout = people('holdout');

/** Fresh people, of whom the first `count` are training people, from row `from` on. */
function withCopies(count: number, from = 0): SmallTable {
  const fresh = people('fresh');
  const copy = (name: 'x' | 'y') =>
    fresh[name]!.map((value, row) => (row < count ? train[name]![from + row]! : value));
  return { x: copy('x'), y: copy('y') };
}

async function sharedLeaks(
  candidates: Readonly<Record<string, SmallTable>>,
): Promise<Record<string, Measure>> {
  const { candidates: shown } = await auditedResult({
    train,
    holdout,
    audits: [exactCopies],
    candidates,
    disclosure: 'shared',
  });
  return Object.fromEntries(
    Object.entries(shown).map(([id, { outcomes }]) => [
      id,
      measureIn(outcomes['exact-copies']!, 'leak-rate'),
    ]),
  );
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('replicates in shared mode', () => {
  it('tell neither the value nor its spread', async () => {
    const leaks = await sharedLeaks({ a: withCopies(12), b: withCopies(13), c: withCopies(300) });
    for (const { replicates } of Object.values(leaks)) {
      const { values, standardError } = replicates!;
      expect(standardError).toBeNull();
      expect(values).toHaveLength(200);
      expect(Math.abs(mean(values))).toBeLessThan(0.005);
      expect(Math.abs(mean(values.map((value) => value * value)) - 1)).toBeLessThan(0.005);
      // Two decimals and no finer grid, as twelve redrawn rows would leave.
      expect(new Set(values).size).toBeGreaterThan(120);
      for (const value of values) expect(Number(value.toFixed(2))).toBe(value);
    }
    expect(leaks.a!.estimate).toEqual(leaks.b!.estimate);
  });

  it('are not there where fewer than eleven training rows are met, so that no overlap tells how few', async () => {
    const leaks = await sharedLeaks({ ten: withCopies(10), one: withCopies(1), eleven: withCopies(11) });
    expect([leaks.ten!.replicates, leaks.one!.replicates]).toEqual([null, null]);
    expect(leaks.eleven!.replicates).not.toBeNull();
  });

  it('move together as much as the same rows are met', async () => {
    const leaks = await sharedLeaks({
      a: withCopies(200),
      same: withCopies(200),
      other: withCopies(200, 200),
    });
    const values = (id: string) => leaks[id]!.replicates!.values;
    expect(correlationOf(values('a'), values('same'))).toBeCloseTo(1, 3);
    // Disjoint thirds of 600 rows: −(1/3)/(2/3) = −.5, less what few holdout rows add.
    expect(Math.abs(correlationOf(values('a'), values('other')) + 0.5)).toBeLessThan(0.2);
  });
});

describe('the resamples', () => {
  const contributions = {
    train: Float64Array.from({ length: rows }, (_, row) => (row % 7) - 3),
    holdout: null,
    ownVariance: 0,
  };
  const drawn = async (store: ArtifactStore) =>
    (await store.get(pairedReplicates, 'candidate'))('test', contributions)!;
  const run = { train, holdout, synthetic: withCopies(0) };

  it('are the same for every candidate of the same real data', async () => {
    const [one, other] = [
      await drawn(storeOf(run)),
      await drawn(storeOf({ ...run, synthetic: withCopies(50) })),
    ];
    expect(one).toEqual(other);
  });

  it('cannot be drawn again by who knows the report and not the data', async () => {
    const known = await drawn(storeOf(run));
    // One cell is not known, in the last digit.
    const changed = { ...train, x: train.x!.map((value, row) => (row === 17 ? value + 1e-9 : value)) };
    const guessed = await drawn(storeOf({ ...run, train: changed }));
    expect(guessed.resampleId).not.toBe(known.resampleId);
    expect(Math.abs(correlationOf(known.values, guessed.values))).toBeLessThan(0.3);
    const { resampleId } = await storeOf(run).get(sharedResamples, 'candidate');
    expect(resampleId).toBe(known.resampleId);
    expect(resampleId).toMatch(/^[0-9a-f]{16}$/);
  });

  it('depend on the seed', async () => {
    const [one, other] = [await drawn(storeOf(run)), await drawn(storeOf({ ...run, options: { seed: 2 } }))];
    expect(one.resampleId).not.toBe(other.resampleId);
  });
});
