import { describe, expect, it } from 'vitest';
import { allTargets } from '../../../src/audits/utility/all-targets.ts';
import { randomStream } from '../../../src/statistics/random.ts';
import { intervalOf, measureIn, runOn, type SmallTable } from '../harness.ts';
import { draw, withColumn, without } from './populations.ts';

const base = { train: draw('train', 1500), holdout: draw('holdout', 1500) };

/** Every column shuffled on its own. */
function independent(table: SmallTable): SmallTable {
  return Object.fromEntries(
    Object.entries(table).map(([name, cells]) => {
      const order = Int32Array.from(cells.keys());
      randomStream(3, 'independent', name).shuffle(order);
      return [name, Array.from(order, (row) => cells[row] ?? null)];
    }),
  );
}

describe('all-targets', () => {
  it('a fresh sample teaches every column as train does', async () => {
    const outcome = await runOn(allTargets, { ...base, synthetic: draw('fresh', 1500) });
    const mean = measureIn(outcome, 'mean-tstr-trtr-ratio');
    expect(Math.abs(mean.estimate.value - 1)).toBeLessThan(0.06);
    // z, x, w and c hang together, y follows; n is noise and v hardly more.
    for (const name of ['x', 'w', 'c', 'y', 'z']) measureIn(outcome, 'column-tstr-trtr-ratio', [name]);
    expect(() => measureIn(outcome, 'column-tstr-trtr-ratio', ['n'])).toThrow();
    const z = measureIn(outcome, 'column-score', ['z'], { metric: 'r2' });
    expect(z.estimate.value).toBeGreaterThan(0.85);
    expect(z.ceiling?.value).toBeGreaterThan(0.85);
    if (outcome.status !== 'measured') throw new Error('not measured');
    const note = outcome.details.find(({ kind }) => kind === 'note');
    expect(note?.kind === 'note' && note.text).toContain('No target was named');
    expect(note?.kind === 'note' && note.text).toContain('cannot be predicted from train either');
  });

  it('independent columns teach nothing', async () => {
    const outcome = await runOn(allTargets, { ...base, synthetic: independent(base.train) });
    expect(intervalOf(measureIn(outcome, 'mean-tstr-trtr-ratio')).high).toBeLessThan(0.6);
    expect(measureIn(outcome, 'column-tstr-trtr-ratio', ['z']).estimate.value).toBeLessThan(0.1);
    expect(Math.abs(measureIn(outcome, 'column-score', ['y']).estimate.value - 0.5)).toBeLessThan(0.1);
  });

  it('takes the columns in which people differ most where there are many', async () => {
    const wide = (name: string, rows: number): SmallTable => {
      const random = randomStream(8, 'wide', name);
      const same = Array.from({ length: rows }, () => random.normal());
      const column = (cell: (row: number) => number | string) => same.map((_, row) => cell(row));
      return Object.fromEntries([
        ...Array.from({ length: 31 }, (_, f) => [
          `f${f}`,
          column((row) => (same[row] as number) + random.normal()),
        ]),
        ['coin', column(() => (random.below(2) === 0 ? 'a' : 'b'))],
        ['nearly', column((row) => (row < 1 ? 'rare' : 'all'))],
        ['many', column(() => `level ${random.below(60)}`)],
      ]);
    };
    const outcome = await runOn(allTargets, {
      train: wide('train', 150),
      holdout: wide('holdout', 150),
      synthetic: wide('fresh', 150),
    });
    if (outcome.status !== 'measured') throw new Error('not measured');
    const columns = new Set(outcome.measures.flatMap(({ subject }) => subject));
    expect(columns.size).toBe(30);
    // A value that all but one row share, and sixty levels, are no targets; the coin differs least of the rest.
    for (const name of ['nearly', 'many', 'coin']) expect(columns.has(name)).toBe(false);
    expect(JSON.stringify(outcome.details)).toContain(
      'Of 32 such columns the 30 in which people differ most',
    );
  });

  it('survives candidates with little to learn from, and says what it left out', async () => {
    const fresh = draw('poor', 300);
    const odd: [SmallTable, string | null][] = [
      [without(fresh, 'z'), 'lacks the target column “z”'],
      [withColumn(fresh, 'c', () => 'c1'), 'a single class of “c”'],
      [withColumn(fresh, 'x', () => null), 'no row whose “x” is known'],
      [withColumn(fresh, 'y', (value, row) => (row < 50 ? 'maybe' : value)), null],
      [draw('ten', 10), null],
    ];
    for (const [synthetic, says] of odd) {
      const outcome = await runOn(allTargets, { ...base, synthetic });
      expect(outcome.status).toBe('measured');
      if (says !== null) expect(JSON.stringify(outcome)).toContain(says);
    }
  });

  it('stands aside where a target is named, and wants a holdout', async () => {
    const reasonOf = async (run: Parameters<typeof runOn>[1]) => {
      const outcome = await runOn(allTargets, run);
      return outcome.status === 'not-applicable' ? outcome.reason : outcome.status;
    };
    expect(await reasonOf({ ...base, synthetic: base.train, options: { targets: ['y'] } })).toContain(
      'was named',
    );
    expect(await reasonOf({ train: base.train, synthetic: base.train })).toContain('no holdout');
  });
});
