import { beforeAll, describe, expect, it } from 'vitest';
import type { AttackView } from '../../src/attacks/attack.ts';
import { attacks } from '../../src/attacks/index.ts';
import { type Random, randomStream } from '../../src/statistics/random.ts';
import { freshRows, type Numbers, successOf, viewOf } from './attack-view.ts';

const rows = 800;
const seeds = 4;
/** Three and a half standard errors of an area over `seeds` samples of this size without a leak. */
const near = 3.5 * Math.sqrt((2 * rows + 1) / (12 * rows * rows) / seeds);

describe.each(attacks.map((attack) => [attack.id, attack] as const))('%s', (id, attack) => {
  const sharp = id === 'distance-to-closest' || id === 'calibrated-distance';

  it('tells nothing where the candidate is a fresh sample', async () => {
    const { auc, tpr } = await average(attack, views.fresh);
    expect(Math.abs(auc - 0.5)).toBeLessThan(near);
    expect(tpr).toBeLessThan(0.03);
  });

  it('recognises copies of a tenth of the members', async () => {
    const { auc, tpr } = await average(attack, views.tenth);
    if (!sharp) return expect(auc).toBeGreaterThan(0.5);
    // Copied members come first; all others are as likely in front as behind.
    expect(Math.abs(auc - 0.55)).toBeLessThan(near);
    expect(Math.abs(tpr - 0.109)).toBeLessThan(0.015);
  });

  it('recognises the members of a bootstrap of train', async () => {
    const { auc, tpr } = await average(attack, views.bootstrap);
    if (!sharp) return expect(auc).toBeGreaterThan(0.5 + near);
    // 1 − 1/e of the members are in it.
    expect(Math.abs(auc - 0.816)).toBeLessThan(near);
    expect(Math.abs(tpr - 0.636)).toBeLessThan(0.03);
  });

  it('sees less the more noise lies on the copies', async () => {
    const little = await average(attack, views.noise01);
    const some = await average(attack, views.noise05);
    const much = await average(attack, views.noise10);
    expect(little.auc).toBeGreaterThan(some.auc);
    expect(some.auc).toBeGreaterThan(much.auc);
    expect(some.auc).toBeGreaterThan(0.5 + near);
    expect(much.auc).toBeLessThan(0.56);
  });

  it('is blind to copied parts of rows', async () => {
    const { auc } = await average(attack, views.parts);
    expect(Math.abs(auc - 0.5)).toBeLessThan(near + 0.02);
  });
});

describe('calibrated-distance', () => {
  it('recognises more people at few false accusations than distance alone, where density varies', async () => {
    const [distance, calibrated] = attacks;
    if (!distance || !calibrated) throw new Error('there are attacks');
    const plain = await average(distance, views.uneven);
    const relative = await average(calibrated, views.uneven);
    expect(relative.tpr).toBeGreaterThan(plain.tpr + 0.05);
  });
});

const views = {
  fresh: [] as AttackView[],
  tenth: [] as AttackView[],
  bootstrap: [] as AttackView[],
  noise01: [] as AttackView[],
  noise05: [] as AttackView[],
  noise10: [] as AttackView[],
  parts: [] as AttackView[],
  uneven: [] as AttackView[],
};

beforeAll(async () => {
  for (let seed = 0; seed < seeds; seed++) {
    const random = randomStream(seed, 'attacks');
    const train = freshRows(rows, 6, random);
    const holdout = freshRows(rows, 6, random);
    const fresh = freshRows(rows, 6, random);
    const make = {
      fresh,
      tenth: fresh.map((row, index) => (index < rows / 10 ? (train[index] as Float64Array) : row)),
      bootstrap: train.map(() => train[random.below(rows)] as Float64Array),
      noise01: noisy(train, 0.1, random),
      noise05: noisy(train, 0.5, random),
      noise10: noisy(train, 1, random),
    };
    for (const name of Object.keys(make) as (keyof typeof make)[]) {
      views[name].push(await viewOf(train, holdout, make[name]));
    }
    const wide = freshRows(rows, 20, random);
    const parts = freshRows(rows, 20, random).map((row, index) =>
      row.map((value, column) => (index < 0.3 * rows && column < 5 ? (wide[index]?.[column] ?? 0) : value)),
    );
    views.parts.push(await viewOf(wide, freshRows(rows, 20, random), parts));
    const dense = uneven(random);
    const copies = uneven(random).map((row, index) =>
      index % 10 === 5 ? (noisy([dense[index] as Float64Array], 0.1, random)[0] as Float64Array) : row,
    );
    views.uneven.push(await viewOf(dense, uneven(random), copies));
  }
});

async function average(attack: (typeof attacks)[number], of: readonly AttackView[]) {
  let auc = 0;
  let tpr = 0;
  for (const view of of) {
    const success = await successOf(attack, view, rows);
    auc += success.auc / of.length;
    tpr += success.tpr / of.length;
  }
  return { auc, tpr };
}

function noisy(rows: Numbers, spread: number, random: Random): Numbers {
  return rows.map((row) => row.map((value) => value + spread * random.normal()));
}

/** Every other person is one of a crowd that lies along a line; the others lie far from each other. */
function uneven(random: Random): Numbers {
  return freshRows(rows, 6, random).map((row, index) =>
    index % 2 === 0 ? row.map((value) => (row[0] as number) + 0.01 * value) : row,
  );
}
