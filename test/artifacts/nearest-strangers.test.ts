import { describe, expect, it } from 'vitest';
import { membershipScores } from '../../src/artifacts/membership-scores.ts';
import { nearestRealOfReal } from '../../src/artifacts/nearest-rows.ts';
import { nearestStrangers } from '../../src/artifacts/nearest-strangers.ts';
import { mostIsolated } from '../../src/artifacts/vulnerable-groups.ts';
import { mannWhitney } from '../../src/statistics/mann-whitney.ts';
import { type Random, randomStream } from '../../src/statistics/random.ts';
import { type SmallTable, storeOf } from '../audits/harness.ts';

/** Numbers of households of the given size; who lives together is alike but for a trifle. */
function households(count: number, size: (household: number) => number, random: Random, prefix: string) {
  const table = { x: [] as number[], y: [] as number[], household: [] as string[] };
  for (let household = 0; household < count; household++) {
    const [x, y] = [random.normal(), random.normal()];
    for (let mate = 0; mate < size(household); mate++) {
      table.x.push(x + 1e-6 * mate);
      table.y.push(y);
      table.household.push(`${prefix}${household}`);
    }
  }
  return table;
}

function storeWith(train: SmallTable, holdout: SmallTable, synthetic: SmallTable, unit: string | null) {
  const options = unit === null ? { ignored: ['household'] } : { unit };
  return storeOf({ train, holdout, synthetic, kinds: { household: 'identifier' }, options });
}

describe('nearest strangers', () => {
  it('are the nearest rows of other households, however large one is', async () => {
    const random = randomStream(1, 'strangers');
    // One household is larger than the twenty neighbours and than the next look.
    const train = households(40, (household) => (household === 0 ? 60 : 1 + (household % 3)), random, 't');
    const holdout = households(20, () => 2, random, 'h');
    const store = storeWith(
      train,
      holdout,
      households(30, () => 1, random, 's'),
      'household',
    );
    const strangers = await store.get(nearestStrangers, 'candidate');
    // All neighbours, by asking for the search that knows no households.
    const rows = [...train.household, ...holdout.household];
    const [x, y] = [
      [...train.x, ...holdout.x],
      [...train.y, ...holdout.y],
    ] as [number[], number[]];
    const ranked = [x, y].map((values) => {
      const sorted = [...values].sort((a, b) => a - b);
      return values.map(
        (value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2 / (rows.length - 1),
      );
    }) as [number[], number[]];
    for (let row = 0; row < rows.length; row++) {
      const expected = rows
        .map((_, other) => other)
        .filter((other) => rows[other] !== rows[row])
        .map(
          (other) =>
            Math.abs((ranked[0][other] as number) - (ranked[0][row] as number)) +
            Math.abs((ranked[1][other] as number) - (ranked[1][row] as number)),
        )
        .sort((a, b) => a - b);
      for (let rank = 0; rank < strangers.k; rank++) {
        const place = row * strangers.k + rank;
        expect(rows[strangers.indices[place] as number]).not.toBe(rows[row]);
        expect(strangers.distances[place]).toBeCloseTo(expected[rank] as number, 2);
      }
    }
  });

  it('are all other rows where no unit is named', async () => {
    const random = randomStream(2, 'strangers');
    const draw = (prefix: string): SmallTable => households(30, () => 2, random, prefix);
    const [train, holdout, synthetic] = [draw('t'), draw('h'), draw('s')];
    const store = storeWith(train, holdout, synthetic, null);
    expect(await store.get(nearestStrangers, 'candidate')).toBe(
      await store.get(nearestRealOfReal, 'candidate'),
    );
  });

  it('have fewer entries where there are fewer other people', async () => {
    const random = randomStream(3, 'strangers');
    const train = households(2, () => 12, random, 't');
    const store = storeWith(
      train,
      households(1, () => 12, random, 'h'),
      train,
      'household',
    );
    const { indices, distances, k } = await store.get(nearestStrangers, 'candidate');
    for (let row = 0; row < 36; row++) {
      const listed = [...indices.subarray(row * k, (row + 1) * k)];
      expect(listed.filter((other) => other >= 0).every((other) => other / 12 !== row / 12)).toBe(true);
      expect(listed.filter((other) => other >= 0)).toHaveLength(20);
      expect(distances[row * k]).toBeGreaterThan(0);
    }
  });

  it('let a household stand out whose members have each other beside them', async () => {
    const random = randomStream(4, 'strangers');
    const draw = (prefix: string) => {
      const table = households(400, () => 2, random, prefix);
      for (let row = 0; row < 800; row++) table.y[row] = (table.x[row] as number) + 0.02 * random.normal();
      // Six households lie where only their own member is near.
      for (let row = 0; row < 12; row++) {
        const x = [-1.6, -1, -0.5, 0.5, 1, 1.6][row >> 1] as number;
        table.x[row] = x;
        table.y[row] = prefix === 't' ? -x : -0.6 * x;
      }
      return table;
    };
    const [train, holdout, synthetic] = [draw('t'), draw('h'), draw('s')];
    const isolated = async (unit: string | null) => {
      const { distances, k } = await storeWith(train, holdout, synthetic, unit).get(
        nearestStrangers,
        'candidate',
      );
      const toOthers = Float64Array.from({ length: 1600 }, (_, row) => distances[row * k] as number);
      const rows = [...mostIsolated(toOthers, 0.01)];
      return rows.filter((row) => row % 800 < 12).length;
    };
    expect(await isolated('household')).toBeGreaterThan(8);
    expect(await isolated(null)).toBe(0);
  });

  it('calibrate distances by other people, so that copied twins are recognised', async () => {
    const random = randomStream(5, 'strangers');
    const draw = (prefix: string) => households(300, () => 2, random, prefix);
    const [train, holdout, fresh] = [draw('t'), draw('h'), draw('s')];
    for (let row = 0; row < 300; row++) {
      fresh.x[row] = (train.x[row] as number) + 0.001 * random.normal();
      fresh.y[row] = (train.y[row] as number) + 0.001 * random.normal();
    }
    const areaWith = async (unit: string | null) => {
      const scored = await storeWith(train, holdout, fresh, unit).get(membershipScores, 'candidate');
      const { scores, memberCount } = scored.find(({ attack }) => attack === 'calibrated-distance')!;
      return mannWhitney(scores.subarray(0, memberCount), scores.subarray(memberCount)).auc;
    };
    expect(await areaWith('household')).toBeGreaterThan(0.7);
  });
});
