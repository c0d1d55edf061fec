import { describe, expect, it } from 'vitest';
import { chanceOfMeeting } from '../../../src/attacks/link-rows.ts';
import { linkability } from '../../../src/audits/privacy/linkability.ts';
import { expectAtLeast } from '../../statistics/rate-bound.ts';
import { intervalOf, measureIn, runOn } from '../harness.ts';
import {
  bootstrapColumns,
  drawPeople,
  leaky,
  type MutableTable,
  pick,
  seeded,
  shuffled,
} from './small-populations.ts';

const one = { attack: 'linkability', neighbours: '1', split: 'all' };

/** Four continuous columns: no ties, and halves that tell a row apart. */
function drawNumbers(rows: number, seed: number): MutableTable {
  const random = seeded(seed, 'numbers');
  const column = () => Array.from({ length: rows }, () => random.normal());
  return { a: column(), b: column(), c: column(), d: column() };
}

describe('linkability', () => {
  it('links everybody where the candidate is train, in whatever order', async () => {
    const train = drawNumbers(300, 1);
    const holdout = drawNumbers(200, 2);
    const same = await runOn(linkability, { train, holdout, synthetic: train });
    expect(measureIn(same, 'attack-rate', [], { neighbours: '1' }).estimate.value).toBe(1);
    expect(measureIn(same, 'risk', [], one).estimate.value).toBe(1);
    const mixed = await runOn(linkability, { train, holdout, synthetic: shuffled(train, seeded(3)) });
    expect(mixed).toEqual(same);
  });

  it('gives the same where rows tie and the candidate’s rows stand in another order', async () => {
    const random = seeded(4);
    const [train, holdout, synthetic] = [150, 150, 200].map((rows) => drawPeople(rows, random));
    const coarse = (table: MutableTable) => ({
      job: table.job!,
      region: table.region!,
      children: table.children!,
    });
    const run = { train: coarse(train!), holdout: coarse(holdout!) };
    const inOrder = await runOn(linkability, { ...run, synthetic: coarse(synthetic!) });
    const mixed = await runOn(linkability, { ...run, synthetic: shuffled(coarse(synthetic!), random) });
    expect(mixed).toEqual(inOrder);
    // Ties are broken at random in each part: they link no better than chance among the tied.
    expect(measureIn(inOrder, 'control-rate', [], { neighbours: '1' }).estimate.value).toBeLessThan(0.2);
  });

  it('exposes the share of rows that are copied', async () => {
    const random = seeded(5);
    const train = drawNumbers(600, 5);
    const copied = random.sample(180, 600);
    const fresh = drawNumbers(420, 6);
    const copies = pick(train, copied);
    const synthetic = Object.fromEntries(
      Object.entries(copies).map(([name, cells]) => [name, [...cells, ...(fresh[name] ?? [])]]),
    );
    const outcome = await runOn(linkability, { train, holdout: drawNumbers(600, 7), synthetic });
    const { low, high } = intervalOf(measureIn(outcome, 'risk', [], one));
    expect(low).toBeLessThan(0.3);
    expect(high).toBeGreaterThan(0.3);
    expect(high - low).toBeLessThan(0.1);
  });

  it('covers 0 where the candidate is a fresh sample, with ties, gaps and unequal sides', async () => {
    let covered = 0;
    let looked = 0;
    for (let seed = 0; seed < 40; seed++) {
      const random = seeded(seed, 'fresh');
      const outcome = await runOn(linkability, {
        train: drawPeople(seed % 2 ? 300 : 200, random),
        holdout: drawPeople(seed % 3 ? 150 : 300, random),
        synthetic: drawPeople(200, random),
        options: { seed },
      });
      const { low, high } = intervalOf(measureIn(outcome, 'risk', [], { ...one, neighbours: '10' }));
      looked++;
      if (low <= 0 && high >= 0) covered++;
    }
    expectAtLeast(covered, looked, 0.95);
  });

  it('raises no alarm over columns drawn one by one, and one over copied rows', async () => {
    let alarms = 0;
    for (let seed = 0; seed < 10; seed++) {
      const random = seeded(seed, 'columns');
      const train = drawPeople(300, random);
      const holdout = drawPeople(300, random);
      const synthetic = bootstrapColumns(train, random);
      const outcome = await runOn(linkability, { train, holdout, synthetic, options: { seed } });
      if (intervalOf(measureIn(outcome, 'risk', [], one)).low > 0) alarms++;
      const copies = await runOn(linkability, { train, holdout, synthetic: leaky(train, 0.3, random) });
      expect(intervalOf(measureIn(copies, 'risk', [], one)).low).toBeGreaterThan(0);
    }
    expect(alarms).toBeLessThanOrEqual(2);
  });

  it('links the keys with the rest where keys are named', async () => {
    const train = drawNumbers(100, 8);
    const holdout = drawNumbers(100, 9);
    const run = { train, holdout, synthetic: train };
    const outcome = await runOn(linkability, { ...run, options: { keys: ['a', 'b'] } });
    expect(measureIn(outcome, 'risk', [], { ...one, split: 'keys' }).estimate.value).toBe(1);
    const all = await runOn(linkability, { ...run, options: { keys: ['a', 'b', 'c', 'd'] } });
    expect(all.status).toBe('not-applicable');
  });

  it('bears what small and odd candidates are', async () => {
    const train = drawNumbers(50, 10);
    const holdout = drawNumbers(40, 11);
    const { d: _, ...withoutD } = drawNumbers(30, 12);
    expect((await runOn(linkability, { train, holdout, synthetic: withoutD })).status).toBe('measured');
    // One row is everybody's neighbour in both parts.
    const single = await runOn(linkability, { train, holdout, synthetic: pick(train, [0]) });
    expect(single).toMatchObject({ status: 'not-applicable', reason: expect.stringContaining('90 %') });
    const narrow = { a: train.a! };
    const oneColumn = await runOn(linkability, { train: narrow, holdout: narrow, synthetic: narrow });
    expect(oneColumn.status).toBe('not-applicable');
    expect((await runOn(linkability, { train, synthetic: train })).status).toBe('not-applicable');
  });
});

describe('the chance of meeting', () => {
  it('is what counting gives', () => {
    expect(chanceOfMeeting(1, 8)).toBeCloseTo(1 / 8, 12);
    // Two of four: of six choices, one is disjoint from a given one.
    expect(chanceOfMeeting(2, 4)).toBeCloseTo(5 / 6, 12);
    expect(chanceOfMeeting(3, 5)).toBe(1);
  });
});
